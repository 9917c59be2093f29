import { describe, expect, it } from 'vitest';
import { PALETTE, dashesOf, paletteHex, trackColor } from './palette.ts';

describe('palette', () => {
  it('writes its colours as #rrggbb, over and over', () => {
    expect(PALETTE.map((_, i) => paletteHex(i))).toEqual([
      '#e69f00',
      '#56b4e9',
      '#009e73',
      '#f0e442',
      '#d55e00',
      '#cc79a7',
      '#0072b2',
    ]);
    expect(paletteHex(7)).toBe('#e69f00');
  });

  it("prefers a track's own colour", () => {
    expect(trackColor({ id: 2, color: null })).toBe('#56b4e9');
    expect(trackColor({ id: 2, color: '#123456' })).toBe('#123456');
  });

  it('has a dash pattern for each source that no other one has', () => {
    const sources = ['human', 'interpolated', 'imported', 'model:a'] as const;
    expect(new Set(sources.map((source) => dashesOf(source).join())).size).toBe(4);
    expect(dashesOf('human')).toEqual([]);
    expect(dashesOf('model:a')).toBe(dashesOf('model:b'));
  });
});
