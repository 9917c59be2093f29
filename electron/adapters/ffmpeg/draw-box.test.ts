import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { i420Bytes } from '../../domain/frame.ts';
import type { I420Frame, RgbFrame } from '../../domain/frame.ts';
import { drawBox, yCbCr } from './draw-box.ts';

function rgbFrame(width: number, height: number): RgbFrame {
  return { kind: 'rgb', width, height, data: new Uint8Array(width * height * 3) };
}

function i420Frame(width: number, height: number): I420Frame {
  const data = new Uint8Array(i420Bytes(width, height)).fill(128);
  return { kind: 'i420', width, height, data, matrix: 'bt601', fullRange: false };
}

/** The red channel as text, one line a row. */
function picture({ width, height, data }: RgbFrame): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => (data[3 * (y * width + x)]! > 0 ? '#' : '.')).join(''),
  );
}

describe('yCbCr', () => {
  it('gives the samples of the standards', () => {
    expect(yCbCr([255, 255, 255], 'bt709', false)).toEqual([235, 128, 128]);
    expect(yCbCr([0, 0, 0], 'bt709', false)).toEqual([16, 128, 128]);
    expect(yCbCr([255, 0, 0], 'bt601', false)).toEqual([81, 90, 240]);
    expect(yCbCr([0, 0, 255], 'bt709', false)).toEqual([32, 240, 118]);
    expect(yCbCr([255, 0, 0], 'bt601', true)).toEqual([76, 85, 255]);
    expect(yCbCr([0, 255, 0], 'bt709', true)).toEqual([182, 30, 12]);
  });
});

describe('drawBox', () => {
  it('draws a closed outline around the box', () => {
    const frame = rgbFrame(9, 7);
    drawBox(frame, { x: 2, y: 2, w: 4, h: 3 }, [255, 0, 0], 1);
    expect(picture(frame)).toEqual([
      ...[
        '.........',
        '.........',
        '..#####..',
        '..#...#..',
        '..#...#..',
        '..#####..',
        '.........',
      ],
    ]);
    expect([...frame.data.subarray(3 * 20, 3 * 20 + 3)]).toEqual([255, 0, 0]);
  });

  it('clips to the picture', () => {
    const frame = rgbFrame(6, 5);
    drawBox(frame, { x: -3, y: 1, w: 6, h: 90 }, [9, 9, 9], 2);
    expect(picture(frame)).toEqual(['####..', '####..', '..##..', '..##..', '..##..']);
  });

  it('colours luma and chroma of 4:2:0 pictures of odd size', () => {
    const frame = i420Frame(7, 5);
    drawBox(frame, { x: 0, y: 0, w: 6, h: 4 }, [255, 0, 0], 1);
    expect([...frame.data.subarray(0, 7)]).toEqual(Array(7).fill(81));
    expect([...frame.data.subarray(14, 21)]).toEqual([81, 128, 128, 128, 128, 128, 81]);
    expect([...frame.data.subarray(35, 39)]).toEqual([90, 90, 90, 90]);
    expect([...frame.data.subarray(39, 43)]).toEqual([90, 128, 128, 90]);
    expect([...frame.data.subarray(47, 51)]).toEqual([240, 240, 240, 240]);
  });

  it('never writes outside the picture or throws, whatever the box', () => {
    const coordinate = fc.double({ min: -50, max: 50, noDefaultInfinity: false });
    const box = fc.record({ x: coordinate, y: coordinate, w: coordinate, h: coordinate });
    fc.assert(
      fc.property(box, fc.integer({ min: 1, max: 9 }), fc.boolean(), (any, thickness, planar) => {
        const frame = planar ? i420Frame(9, 7) : rgbFrame(9, 7);
        const before = frame.data.slice();
        drawBox(frame, any, [1, 2, 3], thickness);
        expect(frame.data.length).toBe(before.length);
        const outside = any.x - thickness > 9 || any.y - thickness > 7;
        if (outside && any.w >= 0 && any.h >= 0) expect(frame.data).toEqual(before);
      }),
    );
  });
});
