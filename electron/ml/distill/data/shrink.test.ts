import { describe, expect, it } from 'vitest';
import { shrink } from './shrink.ts';

describe('shrinking', () => {
  it('takes the mean of whole blocks', () => {
    const data = Uint8Array.from([0, 10, 20, 30, 40, 50, 60, 70]);
    expect(shrink({ width: 4, height: 2, data }, 1, { width: 2, height: 1 })).toEqual({
      width: 2,
      height: 1,
      data: Uint8Array.from([25, 45]),
    });
  });

  it('shares pixels that lie across an edge', () => {
    const data = Uint8Array.from([0, 90, 180]);
    const { data: halves } = shrink({ width: 3, height: 1, data }, 1, { width: 2, height: 1 });
    expect([...halves]).toEqual([30, 150]);
  });

  it('gives colours the weight of their opacity', () => {
    const data = Uint8Array.from([200, 100, 50, 255, 0, 0, 0, 0]);
    const { data: pixel } = shrink({ width: 2, height: 1, data }, 4, { width: 1, height: 1 });
    expect([...pixel]).toEqual([200, 100, 50, 128]);
    const none = new Uint8Array(8);
    expect([
      ...shrink({ width: 2, height: 1, data: none }, 4, { width: 1, height: 1 }).data,
    ]).toEqual([0, 0, 0, 0]);
  });

  it('keeps plain colours, whatever the size', () => {
    const data = new Uint8Array(3 * 37 * 23).fill(211);
    const small = shrink({ width: 37, height: 23, data }, 3, { width: 17, height: 9 });
    expect([...new Set(small.data)]).toEqual([211]);
  });
});
