import { describe, expect, it } from 'vitest';
import { PALETTE, paletteHex } from './palette.ts';

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
});
