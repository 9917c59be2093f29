import { describe, expect, it } from 'vitest';
import { TINY, VIT_B, modelConfig, type ModelConfig } from './model-config.ts';
import { presetConfig, suggestPresets } from './presets.ts';
import { recogniseNetwork } from './recognise-network.ts';
import { expectedTensors } from './tracker-network.ts';

const factors = { template: 2, search: 4 };
const shapesOf = (config: ModelConfig): Map<string, readonly number[]> =>
  new Map(expectedTensors(config).map(({ name, shape }) => [name, shape]));

describe('recogniseNetwork', () => {
  it.each([
    ['vit-b', VIT_B, 256],
    ['tiny', TINY, 128],
  ])('reads %s off its shapes', (_, architecture, size) => {
    const seen = recogniseNetwork(shapesOf(modelConfig(architecture, size, factors)));
    expect(seen).toEqual({ architecture, searchSize: size, templateSize: size / 2 });
  });

  it('names what a foreign checkpoint lacks', () => {
    expect(() => recogniseNetwork(new Map([['fc.weight', [10, 10]]]))).toThrow(/pos_embed_x/);
    const odd = shapesOf(modelConfig(TINY, 128, factors)).set('backbone.pos_embed_x', [1, 63, 192]);
    expect(() => recogniseNetwork(odd)).toThrow(/63 tokens, not a square/);
  });
});

describe('presets', () => {
  const vit = (size: number): ReturnType<typeof recogniseNetwork> =>
    recogniseNetwork(shapesOf(modelConfig(VIT_B, size, factors)));

  it('suggests every preset that the same keys could mean, and never one of another family', () => {
    expect(suggestPresets(vit(256))).toEqual(['ostrack-256', 'loretrack-256']);
    expect(suggestPresets(vit(384))).toEqual(['ostrack-384', 'loretrack-384']);
    expect(suggestPresets(vit(128))).toEqual(['loretrack-128']);
    const tiny = recogniseNetwork(shapesOf(modelConfig(TINY, 192, factors)));
    expect(suggestPresets(tiny)).toEqual(['tiny']);
  });

  it('gives OSTrack 256 its factor 4 and LoReTrack its factor 5', () => {
    expect(presetConfig('ostrack-256', vit(256)).searchFactor).toBe(4);
    expect(presetConfig('loretrack-256', vit(256)).searchFactor).toBe(5);
    expect(presetConfig('ostrack-384', vit(384)).searchFactor).toBe(5);
    expect(presetConfig('tiny', vit(192))).toMatchObject({ searchSize: 192, searchFactor: 4 });
  });

  it.each(['loretrack', 'loretrack-100', 'ostrack-128', 'constructor', ''])(
    'refuses %j',
    (name) => {
      expect(() => presetConfig(name, vit(256))).toThrow(RangeError);
    },
  );
});
