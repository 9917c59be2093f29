import { describe, expect, it } from 'vitest';
import { evaluate, floatTensor } from '../../../../test/support/evaluate-graph.ts';
import { floats, golden } from '../../../../test/support/golden.ts';
import { N } from '../../graph/dims.ts';
import { Graph } from '../../graph/graph.ts';
import { gradients } from '../../graph/gradient.ts';
import * as ops from '../../graph/ops.ts';
import type { Value } from '../../graph/value.ts';
import { mapToTokens } from '../layers.ts';
import { discKd } from './disc-kd.ts';
import { discriminativeMask } from './discriminative-mask.ts';
import { featureKd, qkvKd, type KdOptions } from './qkv-kd.ts';
import { tokenDistances } from './token-distance.ts';
import { toTeacherGrid, tokensOf } from './token-grids.ts';

type Scalars = Readonly<
  Record<'q' | 'k' | 'v' | 'qkv' | 'disc_fg' | 'disc_bg' | 'disc' | 'mask_fraction', number>
>;
interface Meta {
  readonly teacher_tokens: readonly [number, number];
  readonly student_tokens: readonly [number, number];
  readonly mse: Scalars;
  readonly kl: Scalars;
}

/** Heads side by side, as the qkv layer writes them: [B,h,T,d] -> [B,T,h*d]. */
const joined = (perHead: Value): Value => {
  const [batch, heads, tokens, width] = perHead.shape as [number, number, number, number];
  return ops.reshape(ops.transpose(perHead, [0, 2, 1, 3]), [batch, tokens, heads * width]);
};
const countsOf = ([template, search]: readonly [number, number]) => ({ template, search });

const units = ['unit_t256_s128', 'unit_t384_s96'] as const;
const cases = units.flatMap((unit) =>
  (['kl', 'mse'] as const).map((reading) => ({ unit, reading })),
);

describe.each(cases)('$unit, $reading', ({ unit, reading }) => {
  const { tensors, meta } = golden<Meta>(`distill/${unit}`);
  const expected = meta[reading];
  const student = countsOf(meta.student_tokens);
  const teacher = countsOf(meta.teacher_tokens);
  const feed = (name: string) => floatTensor(tensors, name);
  // A gradient is a small difference of larger terms: its error is measured against the tensor's largest element.
  const nearGradient = (name: string) => {
    const values = floats(tensors, `${reading}.${name}`);
    return [values, { atol: 5e-6 * values.reduce((a, b) => Math.max(a, Math.abs(b)), 0) }] as const;
  };

  it('imitates queries, keys and values as the reference does', async () => {
    const options: KdOptions = { reading, tokens: 'search', student, teacher };
    const feeds = {
      sq: feed('s_q'),
      sk: feed('s_k'),
      sv: feed('s_v'),
      tq: feed('t_q'),
      tk: feed('t_k'),
      tv: feed('t_v'),
    };
    const result = await evaluate(feeds, ({ sq, sk, sv, tq, tk, tv }) => {
      const target = (value: Value): Value => tokensOf(joined(value), teacher, 'search');
      const { q, k, v, total } = qkvKd(
        [{ query: joined(sq), key: joined(sk), value: joined(sv) }],
        [{ query: target(tq), key: target(tk), value: target(tv) }],
        options,
      );
      const [gradQ, gradK, gradV] = gradients(total, [sq, sk, sv]);
      return { q, k, v, total, gradQ: gradQ!, gradK: gradK!, gradV: gradV! };
    });
    for (const part of ['q', 'k', 'v'] as const) {
      expect(result[part]).toBeAllclose([expected[part]], { rtol: 2e-6 });
    }
    expect(result['total']).toBeAllclose([expected.qkv], { rtol: 2e-6 });
    // Template tokens are part of the tensors: their gradient is exactly 0 in the reference.
    expect(result['gradQ']).toBeAllclose(...nearGradient('grad_q'));
    expect(result['gradK']).toBeAllclose(...nearGradient('grad_k'));
    expect(result['gradV']).toBeAllclose(...nearGradient('grad_v'));
  });

  it('imitates features on and off the discriminative tokens as the reference does', async () => {
    const { data, shape } = feed('t_feat');
    const [batch = 0, channels = 0] = shape;
    const tokens = teacher.search;
    const features = new Float32Array(data.length);
    for (let i = 0; i < features.length; i++) {
      const [b, t, c] = [
        Math.floor(i / (tokens * channels)),
        Math.floor(i / channels) % tokens,
        i % channels,
      ];
      features[i] = data[(b * channels + c) * tokens + t]!;
    }
    const { mask, share } = discriminativeMask(
      features,
      { tokens, channels },
      { kind: 'absolute', value: 0.2 },
    );
    expect(share).toBeCloseTo(expected.mask_fraction, 6);
    const feeds = {
      own: feed('s_feat'),
      target: { dtype: 'float32' as const, shape: [batch, tokens, channels], data: features },
      mask: { dtype: 'float32' as const, shape: [batch, tokens], data: mask },
    };
    const result = await evaluate(feeds, (inputs) => {
      const own = toTeacherGrid(mapToTokens(inputs.own), student, teacher, 'search');
      const loss = discKd(own, inputs.target, inputs.mask, { reading, alpha: 0.6, beta: 0.4 });
      return { ...loss, gradient: gradients(loss.total, [inputs.own])[0]! };
    });
    expect(result['foreground']).toBeAllclose([expected.disc_fg], { rtol: 2e-6 });
    expect(result['background']).toBeAllclose([expected.disc_bg], { rtol: 2e-6 });
    expect(result['total']).toBeAllclose([expected.disc], { rtol: 2e-6 });
    expect(result['gradient']).toBeAllclose(...nearGradient('grad_feat'));
  });
});

describe('imitation', () => {
  const { tensors, meta } = golden<Meta>('distill/unit_t256_s128');
  const student = countsOf(meta.student_tokens);
  const teacher = countsOf(meta.teacher_tokens);
  const feeds = {
    own: floatTensor(tensors, 's_q'),
    target: floatTensor(tensors, 't_q'),
  };

  it.each(['kl', 'mse'] as const)('with the template adds its tokens (%s)', async (reading) => {
    const result = await evaluate(feeds, ({ own, target }) => {
      const [tokens, wanted] = [joined(own), joined(target)];
      const all = featureKd(tokens, wanted, { reading, tokens: 'all', student, teacher });
      const search = featureKd(tokens, tokensOf(wanted, teacher, 'search'), {
        reading,
        tokens: 'search',
        student,
        teacher,
      });
      // The template's own grids, as if they were another network's search region.
      const template = featureKd(
        ops.slice(tokens, 1, 0, student.template),
        ops.slice(wanted, 1, 0, teacher.template),
        {
          reading,
          tokens: 'search',
          student: { template: 0, search: student.template },
          teacher: { template: 0, search: teacher.template },
        },
      );
      return { all, search, template };
    });
    const { all, search, template } = result as Record<'all' | 'search' | 'template', Float32Array>;
    // kl sums over tokens; mse takes the mean of all elements.
    const share = reading === 'kl' ? 1 : teacher.search / (teacher.search + teacher.template);
    const other = reading === 'kl' ? 1 : 1 - share;
    expect(all).toBeAllclose([share * search[0]! + other * template[0]!], { rtol: 1e-6 });
    expect(search[0]).toBeCloseTo(meta[reading].q, 3);
  });

  it('of two blocks adds their losses', async () => {
    const { one, two } = await evaluate(feeds, ({ own, target }) => {
      const options: KdOptions = { reading: 'kl', tokens: 'search', student, teacher };
      const tokens = joined(own);
      const wanted = tokensOf(joined(target), teacher, 'search');
      const own2 = ops.add(tokens, tokens);
      const block = (x: Value) => ({ query: x, key: x, value: x });
      const sum = qkvKd([block(tokens), block(own2)], [block(wanted), block(wanted)], options);
      const parts = [tokens, own2].map((x) => qkvKd([block(x)], [block(wanted)], options).total);
      return { one: ops.add(parts[0]!, parts[1]!), two: sum.total };
    });
    expect(two).toBeAllclose(one!, { rtol: 1e-6 });
  });

  it('of equal tokens costs nothing, whatever is added to all channels (kl)', async () => {
    const { same, shifted } = await evaluate({ own: feeds.own }, ({ own }) => {
      const x = joined(own);
      const shift = ops.add(x, ops.reduceMean(x, [2], true));
      const sum = (value: Value): Value => ops.reduceSum(value, [0, 1], false);
      return {
        same: sum(tokenDistances(x, x, 'mse')),
        shifted: sum(tokenDistances(x, shift, 'kl')),
      };
    });
    expect(same).toBeAllclose([0], {});
    expect(shifted).toBeAllclose([0], { atol: 1e-5 });
  });

  it('needs a batch size that is known', () => {
    const x = new Graph().input('x', [N, 4, 3]);
    expect(() => tokenDistances(x, x, 'kl')).toThrow(/student tokens/);
    expect(() => tokensOf(x, { template: 1, search: 4 }, 'search')).toThrow(/5 tokens/);
  });
});
