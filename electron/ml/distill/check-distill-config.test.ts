import { describe, expect, it } from 'vitest';
import { TINY, VIT_B, modelConfig, type ModelConfig } from '../nn/model-config.ts';
import { checkDistillConfig } from './check-distill-config.ts';
import { DISTILL_PRESETS, defaultDistillConfig, type DistillConfig } from './distill-config.ts';

const vitB = modelConfig(VIT_B, 384, { template: 2, search: 5 });
const tiny = modelConfig(TINY, 256, { template: 2, search: 4 });
const { paper, releasedCode } = DISTILL_PRESETS;
const disc = releasedCode.discKd!;
const qkv = releasedCode.qkvKd!;

/** A config as it may come out of a file: any switch can be anything. */
const changed = (change: object): DistillConfig => ({ ...releasedCode, ...change });

describe('presets', () => {
  it.each(Object.entries(DISTILL_PRESETS))('%s is sound', (name, preset) => {
    const teacher = name === 'tiny' ? tiny : vitB;
    expect(checkDistillConfig(preset, teacher, 128)).toEqual({
      ...teacher,
      searchSize: 128,
      templateSize: 64,
    });
    expect(JSON.parse(JSON.stringify(preset))).toEqual(preset);
  });

  it('carry the published numbers', () => {
    expect(paper.reading).toBe('mse');
    for (const preset of [paper, releasedCode]) {
      expect(preset.weights).toEqual({ giou: 2, l1: 5, focal: 1 });
      expect(preset.qkvKd).toEqual({ weight: 0.01, layers: 1, tokens: 'search' });
      const tau = { kind: 'absolute', value: 0.2 };
      expect(preset.discKd).toEqual({ weight: 0.01, alpha: 0.6, beta: 0.4, tau });
    }
  });

  it('follow the teacher by default, with crops as at test time', () => {
    expect(defaultDistillConfig(tiny)).toBe(DISTILL_PRESETS.tiny);
    expect(defaultDistillConfig(vitB)).toEqual({ ...releasedCode, studentInput: 'crop' });
  });
});

describe('what cannot be distilled is refused before the first step', () => {
  const refused = (config: DistillConfig, message: RegExp, teacher = vitB, size = 128): void => {
    const run = (): unknown => checkDistillConfig(config, teacher, size);
    expect(run).toThrow(RangeError);
    expect(run).toThrow(message);
  };

  it.each([
    [100, /multiple of 32/],
    [0, /multiple of 32/],
    [NaN, /multiple of 32/],
    [416, /larger than its teacher/],
  ])('a student of %d pixels', (size, message) => {
    refused(releasedCode, message, vitB, size);
  });

  it.each<[string, Partial<ModelConfig>, RegExp]>([
    ['another family', { architecture: TINY }, /different families/],
    ['another search factor', { searchFactor: 4 }, /searchFactor is 4 in the student and 5/],
    ['another template factor', { templateFactor: 3 }, /templateFactor/],
    ['other statistics', { mean: [0.5, 0.5, 0.5] }, /normalise/],
  ])('a student that starts from a network of %s', (_, change, message) => {
    const start = { ...modelConfig(VIT_B, 128, { template: 2, search: 5 }), ...change };
    expect(() => checkDistillConfig(releasedCode, vitB, 128, start)).toThrow(message);
    expect(() => checkDistillConfig(releasedCode, vitB, 128, start)).toThrow(RangeError);
  });

  it.each<[Partial<ModelConfig>, RegExp]>([
    [{ searchFactor: NaN }, /search factor/],
    [{ templateSize: 128 }, /template is 128/],
    [{ stride: 8 }, /stride 8/],
  ])('a teacher with %o', (change, message) => {
    refused(releasedCode, message, { ...vitB, ...change });
  });

  it.each<[object, RegExp]>([
    [{ reading: 'KL' }, /reading is KL, not kl or mse/],
    [{ cell: undefined }, /cell is undefined/],
    [{ heat: 'none' }, /heat is none/],
    [{ boxAt: 3 }, /boxAt is 3/],
    [{ studentInput: 'pad' }, /studentInput is pad/],
    [{ featureKd: { weight: 0.01, tokens: 'search' } }, /featureKd takes the place of qkvKd/],
    [{ featureKd: undefined }, /featureKd is missing/],
    [{ discKd: null, alpha: 0.7 }, /no switch alpha/],
    [{ discKd: { ...disc, tokens: 'all' } }, /no switch discKd.tokens/],
    [{ discKd: { ...disc, alpha: NaN } }, /discKd.alpha is NaN/],
    [{ discKd: { ...disc, beta: -0.1 } }, /discKd.beta is -0.1/],
    [{ discKd: { ...disc, alpha: 0, beta: 0 } }, /both 0/],
    [{ discKd: { ...disc, weight: 0 } }, /discKd to null/],
    [{ discKd: { ...disc, tau: undefined } }, /discKd.tau is missing/],
    [{ discKd: { ...disc, tau: { kind: 'absolute', value: 0 } } }, /discKd.tau.value is 0/],
    [{ discKd: { ...disc, tau: { kind: 'absolute', value: NaN } } }, /discKd.tau.value is NaN/],
    [{ discKd: { ...disc, tau: { kind: 'quantile', share: 1 } } }, /between 0 and 1/],
    [{ discKd: { ...disc, tau: { kind: 'quantile', value: 0.2 } } }, /no switch discKd.tau.value/],
    [{ discKd: { ...disc, tau: { kind: 'mean' } } }, /discKd.tau.kind is mean/],
    [{ qkvKd: { ...qkv, layers: 13 } }, /qkvKd.layers is 13, the networks have 1 to 12/],
    [{ qkvKd: { ...qkv, layers: 0 } }, /qkvKd.layers is 0/],
    [{ qkvKd: { ...qkv, layers: 1.5 } }, /qkvKd.layers is 1.5/],
    [{ qkvKd: { ...qkv, tokens: 'template' } }, /qkvKd.tokens is template/],
    [{ qkvKd: { ...qkv, weight: Infinity } }, /qkvKd.weight is Infinity/],
    [{ weights: { giou: 2, l1: 5 } }, /weights.focal is undefined/],
    [{ weights: { giou: 2, l1: NaN, focal: 1 } }, /weights.l1 is NaN/],
    [{ weights: { giou: 0, l1: 0, focal: 0 } }, /all weights are 0/],
    [{ weights: { giou: 2, l1: 5, focal: 1, qkv: 0.01 } }, /no switch weights.qkv/],
    [{ temperature: 2 }, /no switch temperature/],
  ])('%o', (change, message) => {
    refused(changed(change), message);
  });

  it('but every ablation of the paper passes', () => {
    const feature = { weight: 0.01, tokens: 'all' };
    const ablations: readonly object[] = [
      { qkvKd: null },
      { discKd: null },
      { qkvKd: null, discKd: null },
      { qkvKd: null, featureKd: feature },
      { qkvKd: { ...qkv, layers: 12, tokens: 'all' } },
      { discKd: { ...disc, alpha: 0.75, beta: 0.25 } },
      { discKd: { ...disc, tau: { kind: 'quantile', share: 0.2 } } },
    ];
    for (const change of ablations) {
      expect(() => checkDistillConfig(changed(change), vitB, 384)).not.toThrow();
    }
  });
});
