import { describe, expect, it } from 'vitest';
import { heatColour, heatPixels, rangeOf } from './heat-colour.ts';

const luminance = (value: number): number => {
  const [red, green, blue] = heatColour(value);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

describe('heatColour', () => {
  it('grows brighter with the value, so that it reads in grey as well', () => {
    for (let i = 1; i <= 100; i++)
      expect(luminance(i / 100)).toBeGreaterThan(luminance((i - 1) / 100));
  });

  it('keeps to its ends', () => {
    expect(heatColour(-1)).toEqual(heatColour(0));
    expect(heatColour(2)).toEqual([252, 255, 164]);
  });
});

describe('heatPixels', () => {
  it('spans the map from its least to its most', () => {
    const pixels = heatPixels([3, 5, 4, 3]);
    expect([...pixels.slice(0, 4)]).toEqual([0, 0, 4, 255]);
    expect([...pixels.slice(4, 8)]).toEqual([252, 255, 164, 255]);
    expect([...pixels.slice(12, 16)]).toEqual([0, 0, 4, 255]);
    expect(rangeOf([3, 5, 4])).toEqual({ min: 3, max: 5 });
  });

  it('is dark where everything is alike', () => {
    expect([...heatPixels([7, 7])]).toEqual([0, 0, 4, 255, 0, 0, 4, 255]);
  });
});
