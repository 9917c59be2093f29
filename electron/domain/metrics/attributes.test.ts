import { describe, expect, it } from 'vitest';
import type { Box } from '../boxes.ts';
import { ATTRIBUTES, attributesOf } from './attributes.ts';
import type { AnnotatedFrames } from './attributes.ts';

const box = (x: number, y: number, w = 40, h = 40): Box => ({ x, y, w, h });
const absent = box(NaN, NaN, NaN, NaN);
const calm = [box(100, 100), box(102, 101), box(104, 102)];
const of = (boxes: readonly Box[], more: Partial<AnnotatedFrames> = {}): readonly string[] =>
  attributesOf({ boxes, size: { width: 400, height: 300 }, ...more });

describe('attributesOf', () => {
  it('finds none in a calm sequence', () => {
    expect(of(calm)).toEqual([]);
    expect(attributesOf({ boxes: [], size: null })).toEqual([]);
  });

  it.each([
    ['occlusion', calm, { occluded: [false, true, false] }],
    ['occlusion', calm, { cover: [8, 5, 8] }],
    ['occlusion', [calm[0]!, absent, calm[2]!], { occluded: [false, true, false] }],
    ['out-of-view', [calm[0]!, absent, calm[2]!], {}],
    ['out-of-view', calm, { outOfView: [false, false, true] }],
    ['out-of-view', [box(0, 0), box(-21, 0)], {}],
    ['scale-change', [box(100, 100), box(100, 100, 57, 57)], {}],
    ['aspect-change', [box(100, 100), box(100, 100, 56, 27)], {}],
    ['fast-motion', [box(100, 100), box(141, 100)], {}],
    ['low-resolution', [box(9, 9, 30, 30)], {}],
  ] as const)('finds %s', (attribute, boxes, more) => {
    expect(of(boxes, more)).toEqual([attribute]);
  });

  it('does not take less for it', () => {
    expect(of(calm, { cover: [8, 6, 8] })).toEqual([]);
    expect(of([box(0, 0), box(-20, 0)])).toEqual([]);
    expect(of([box(100, 100), box(100, 100, 56, 56)])).toEqual([]);
    expect(of([box(100, 100), box(140, 100)])).toEqual([]);
    // Motion over an absent frame has no speed.
    expect(of([box(100, 100), absent, box(200, 100)])).toEqual(['out-of-view']);
  });

  it('looks only at frames that a person has annotated', () => {
    const boxes = [calm[0]!, absent, box(300, 100, 10, 10)];
    expect(of(boxes, { labelled: [true, false, false] })).toEqual([]);
  });

  it('knows every attribute', () => {
    expect(new Set(ATTRIBUTES.map(({ short }) => short)).size).toBe(6);
  });
});
