import { describe, expect, it } from 'vitest';
import { defaultDistillConfig } from '../../ml/distill/distill-config.ts';
import { TINY, VIT_B, modelConfig } from '../../ml/nn/model-config.ts';
import { lossOf } from './ablations.ts';

const tiny = modelConfig(TINY, 384, { template: 2, search: 4 });
const large = modelConfig(VIT_B, 384, { template: 2, search: 5 });

describe('ablations', () => {
  it.each([
    ['tiny', tiny],
    ['ViT-B', large],
  ] as const)('leave the %s family as it is unless something is switched', (_, teacher) => {
    expect(lossOf({}, teacher)).toEqual(defaultDistillConfig(teacher));
  });

  it('switch modules off and on, and change their numbers', () => {
    expect(lossOf({ qkvKd: false, discKd: false }, large)).toMatchObject({
      ...{ qkvKd: null, discKd: null, featureKd: null },
    });
    const changed = lossOf(
      {
        ...{ reading: 'mse', featureKd: true, layers: 3, templateTokens: true },
        ...{ tau: { kind: 'quantile', share: 0.5 }, alpha: 1, studentInput: 'resize' },
      },
      large,
    );
    expect(changed).toMatchObject({
      ...{ reading: 'mse', studentInput: 'resize' },
      qkvKd: { weight: 0.01, layers: 3, tokens: 'all' },
      featureKd: { weight: 0.01, tokens: 'all' },
      discKd: { alpha: 1, beta: 0.4, tau: { kind: 'quantile', share: 0.5 } },
    });
    expect(lossOf({ templateTokens: false }, tiny).qkvKd!.tokens).toBe('search');
  });
});
