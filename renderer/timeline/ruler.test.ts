import { describe, expect, it } from 'vitest';
import { constantRateTable } from '../../electron/domain/frame-table.ts';
import { frameClock, majorStep, rulerTicks } from './ruler.ts';

describe('ruler', () => {
  it('writes at round frames at least 88 px apart', () => {
    expect([48, 10, 1, 0.5, 0.05, 0.001].map(majorStep)).toEqual([2, 10, 100, 200, 2000, 100_000]);
  });

  it('marks the frames in view and between them', () => {
    const ticks = rulerTicks({ start: 95, pxPerFrame: 10, frameCount: 1000, width: 200 });
    expect(ticks.filter(({ isMajor }) => isMajor).map(({ frameIndex }) => frameIndex)).toEqual([
      90, 100, 110,
    ]);
    expect(ticks.find(({ frameIndex }) => frameIndex === 100)?.x).toBe(50);
    expect(ticks.filter(({ isMajor }) => !isMajor).map(({ frameIndex }) => frameIndex)).toEqual([
      92, 94, 96, 98, 102, 104, 106, 108, 112, 114,
    ]);
  });

  it('writes no frame beyond the last', () => {
    const ticks = rulerTicks({ start: 0, pxPerFrame: 10, frameCount: 7, width: 200 });
    expect(ticks.map(({ frameIndex }) => frameIndex)).toEqual([0, 2, 4, 6]);
  });
});

describe('frameClock', () => {
  it('counts from the first frame by the table’s own times', () => {
    const table = constantRateTable(200_000, 30);
    expect([0, 1, 45, 1800, 108_000].map((index) => frameClock(table, index))).toEqual([
      '0:00.000',
      '0:00.033',
      '0:01.500',
      '1:00.000',
      '1:00:00.000',
    ]);
    const late = {
      timeBase: { num: 1, den: 1000 },
      pts: Float64Array.of(5000, 5125),
      keyFrames: new Uint8Array(2),
    };
    expect(frameClock(late, 1)).toBe('0:00.125');
  });
});
