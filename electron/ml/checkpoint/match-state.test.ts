import { describe, expect, it } from 'vitest';
import { goldenJson } from '../../../test/support/golden.ts';
import type { TensorData } from '../graph/tensor-data.ts';
import { type ExpectedEntry, matchState } from './match-state.ts';

const expected = goldenJson<ExpectedEntry[]>('ostrack-micro/t64_s128.state_dict.json').map(
  ({ name, shape }) => ({
    name,
    shape,
    optional: /cls_token$|pos_embed$|num_batches_tracked$/.test(name),
  }),
);

function stateOf(entries: readonly ExpectedEntry[]): Map<string, TensorData> {
  return new Map(
    entries.map(({ name, shape }) => {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      return [name, { dtype: 'float32', shape, data }];
    }),
  );
}

describe('matchState', () => {
  it('gives exactly the expected entries in the expected order', () => {
    const matched = matchState(stateOf(expected.toReversed()), expected, 'x.pth');
    expect([...matched.keys()]).toEqual(expected.map(({ name }) => name));
  });

  it('does without the optional ones', () => {
    const required = expected.filter(({ optional }) => !optional);
    expect(required.length).toBe(134 - 2 - 12);
    const matched = matchState(stateOf(required), expected, 'x.pth');
    expect([...matched.keys()]).toEqual(required.map(({ name }) => name));
  });

  it('names all that is missing, surplus and misshaped in one error', () => {
    const state = stateOf(expected);
    state.delete('backbone.norm.weight');
    state.set('head.extra', { dtype: 'float32', shape: [], data: new Float32Array(1) });
    const wrong = {
      dtype: 'float32',
      shape: [1, 16, 96],
      data: new Float32Array(16 * 96),
    } as const;
    state.set('backbone.pos_embed_z', wrong);
    state.set('backbone.cls_token', wrong);
    expect(() => matchState(state, expected, 'x.pth')).toThrow(
      expect.objectContaining({
        code: 'bad-checkpoint',
        message:
          'x.pth: the weights do not fit the network. ' +
          '1 tensors are missing: "backbone.norm.weight"; ' +
          '1 tensors are not expected: "head.extra"; ' +
          '2 tensors have another shape: "backbone.cls_token" is [1, 16, 96], not [1, 1, 48], ' +
          '"backbone.pos_embed_z" is [1, 16, 96], not [1, 16, 48]. ' +
          'Choose the preset or the sizes that the checkpoint was trained with.',
      }) as Error,
    );
  });

  it('cuts long lists after six names', () => {
    expect(() => matchState(new Map(), expected, 'x.pth')).toThrow(
      /120 tensors are missing: ("[^"]+", ){5}"[^"]+" and 114 more\. /,
    );
  });
});
