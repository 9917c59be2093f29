import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reals } from '../../../test/support/check-op.ts';
import { evaluate, runGraph } from '../../../test/support/evaluate-graph.ts';
import { buildRandomGraph, instructions, randomFeeds } from '../../../test/support/random-graph.ts';
import { checkGraph, liveValues } from './check.ts';
import { GraphError } from './errors.ts';
import { gradients } from './gradient.ts';
import { Graph } from './graph.ts';
import * as ops from './ops.ts';
import { serialise } from './serialise.ts';
import type { TensorData } from './tensor-data.ts';
import type { Value } from './value.ts';

const sum = (x: Value): Value => ops.reduceSum(x, [...x.shape.keys()], false);
const seeds = fc.integer({ min: 1, max: 2 ** 30 });
const close = { rtol: 1e-9, atol: 1e-10 };

/** Sum of the result and of every input, so that it depends on all of them. */
const lossOf = (inputs: readonly Value[], result: Value): Value =>
  inputs.map(sum).reduce(ops.add, sum(result));

describe('gradients of random graphs', () => {
  it('agree with the slope along a random direction', async () => {
    await fc.assert(
      fc.asyncProperty(instructions, seeds, async (program, seed) => {
        const { graph, inputs, result } = buildRandomGraph(program);
        const loss = lossOf(inputs, result);
        graph.output('loss', loss);
        for (const [i, gradient] of gradients(loss, inputs).entries()) {
          graph.output(`gradient ${i}`, gradient);
        }
        const at = randomFeeds(seed);
        const direction = randomFeeds(seed + 1);
        const moved = async (by: number): Promise<number> => {
          const feeds = Object.entries(at).map(([name, { shape, data }]) => {
            const towards = direction[name]!.data as Float64Array;
            const values = (data as Float64Array).map((value, i) => value + by * towards[i]!);
            return [name, reals(shape, [...values])] as const;
          });
          return (await runGraph(graph, Object.fromEntries(feeds)))['loss']![0]!;
        };
        const step = 1e-3;
        const near = (await moved(step)) - (await moved(-step));
        const far = (await moved(2 * step)) - (await moved(-2 * step));
        const found = await runGraph(graph, at);
        const slope = inputs.reduce((total, _, i) => {
          const towards = direction[`x${i}`]!.data as Float64Array;
          return found[`gradient ${i}`]!.reduce(
            (part, g, place) => part + g * towards[place]!,
            total,
          );
        }, 0);
        expect([slope]).toBeAllclose([(8 * near - far) / (12 * step)], { rtol: 1e-7, atol: 1e-8 });
      }),
      { numRuns: 40 },
    );
  });

  it('check, serialise to equal bytes, and hold nothing that is not needed', () => {
    const wanted = fc.uniqueArray(fc.nat(4), { minLength: 1 });
    fc.assert(
      fc.property(instructions, wanted, (program, places) => {
        const build = (): Graph => {
          const { graph, inputs, result } = buildRandomGraph(program);
          const loss = lossOf(inputs, result);
          const before = graph.values.length;
          const wrt = places.map((place) => inputs[place]!);
          for (const [i, gradient] of gradients(loss, wrt).entries()) {
            graph.output(`gradient ${i}`, gradient);
          }
          checkGraph(graph);
          const live = new Set(liveValues(graph));
          const dead = graph.values.slice(before).filter((value) => !live.has(value));
          expect(dead).toEqual([]);
          graph.output('loss', loss);
          checkGraph(graph);
          return graph;
        };
        const first = serialise(build(), { name: 'random' }).model;
        expect(serialise(build(), { name: 'random' }).model).toEqual(first);
      }),
    );
  });

  it('are linear in the upstream gradient', async () => {
    await fc.assert(
      fc.asyncProperty(instructions, seeds, async (program, seed) => {
        const { graph, inputs, result } = buildRandomGraph(program);
        const shape = result.shape as readonly number[];
        const upstream = ['u', 'v'].map((name) => graph.input(name, shape, 'float64'));
        const [u, v] = upstream as [Value, Value];
        const mixed = ops.sub(ops.mul(u, ops.number(u, 3)), ops.mul(v, ops.number(v, 0.5)));
        for (const [name, weights] of [
          ['u', u],
          ['v', v],
          ['mixed', mixed],
        ] as const) {
          const loss = lossOf(inputs, ops.mul(result, weights));
          for (const [i, gradient] of gradients(loss, inputs).entries()) {
            // Without the inputs' own term, which is 1.
            graph.output(`d${name} ${i}`, ops.sub(gradient, ops.number(gradient, 1)));
          }
        }
        const feeds = { ...randomFeeds(seed), u: noise(shape, seed), v: noise(shape, seed + 1) };
        const found = await runGraph(graph, feeds);
        for (const i of inputs.keys()) {
          const ofV = found[`dv ${i}`]!;
          const expected = found[`du ${i}`]!.map((value, place) => 3 * value - 0.5 * ofV[place]!);
          expect(found[`dmixed ${i}`]).toBeAllclose(expected, close);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('of a sum are the sum of the gradients', async () => {
    await fc.assert(
      fc.asyncProperty(instructions, instructions, seeds, async (one, other, seed) => {
        const { graph, inputs, result } = buildRandomGraph([...one, ...other]);
        const f = lossOf(inputs, result);
        const h = lossOf(inputs, ops.exp(ops.sigmoid(result)));
        for (const [name, loss] of [
          ['f', f],
          ['h', h],
          ['both', ops.add(f, h)],
        ] as const) {
          for (const [i, gradient] of gradients(loss, inputs).entries()) {
            graph.output(`${name} ${i}`, gradient);
          }
        }
        const found = await runGraph(graph, randomFeeds(seed));
        for (const i of inputs.keys()) {
          const ofH = found[`h ${i}`]!;
          const expected = found[`f ${i}`]!.map((value, place) => value + ofH[place]!);
          expect(found[`both ${i}`]).toBeAllclose(expected, close);
        }
      }),
      { numRuns: 30 },
    );
  });
});

it('of a broadcast operand are summed over the axes that it lacks', async () => {
  const axis = fc.record({ length: fc.integer({ min: 1, max: 3 }), isOne: fc.boolean() });
  const axes = fc.array(axis, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(axes, fc.nat(4), seeds, async (dims, dropped, seed) => {
      const full = dims.map(({ length }) => length);
      const own = dims.map(({ length, isOne }) => (isOne ? 1 : length)).slice(dropped);
      const feeds = { x: noise(full, seed), b: noise(own, seed + 1) };
      const found = await evaluate(feeds, ({ x, b }) => {
        const spread = ops.expand(b, full);
        const energy = (operand: Value): Value => sum(ops.sigmoid(ops.mul(x, operand)));
        const [copies] = gradients(energy(spread), [spread]);
        const lacking = full.flatMap((length, i) =>
          (own[i - full.length + own.length] ?? 1) === 1 && length !== 1 ? [i] : [],
        );
        return {
          direct: gradients(energy(b), [b])[0]!,
          summed: ops.reduceSum(copies!, lacking, true),
        };
      });
      expect(found['direct']).toBeAllclose(found['summed']!, close);
    }),
    { numRuns: 40 },
  );
});

describe('what is differentiated', () => {
  /** Three layers with scopes one, two, three; weights [4,4], biases [4]. */
  function layers(): { graph: Graph; loss: Value; weight: (name: string) => Value } {
    const graph = new Graph();
    const weights = new Map<string, Value>();
    let x: Value = graph.input('x', [2, 4]);
    for (const name of ['one', 'two', 'three']) {
      const weight = graph.input(`${name}.weight`, [4, 4]);
      const bias = graph.input(`${name}.bias`, [4]);
      weights.set(name, weight);
      x = graph.within(name, () => ops.sigmoid(ops.linear(x, weight, bias)));
    }
    return { graph, loss: sum(x), weight: (name) => weights.get(name)! };
  }
  const built = (graph: Graph, scope: string): readonly string[] =>
    graph.values.flatMap((value) =>
      value.kind === 'op' && value.scope === `gradient/${scope}` ? [value.op] : [],
    );

  it('nothing below the first trainable layer, no weights of frozen ones', () => {
    const last = layers();
    gradients(last.loss, [last.weight('three')]);
    expect(built(last.graph, 'one')).toEqual([]);
    expect(built(last.graph, 'two')).toEqual([]);
    expect(built(last.graph, 'three').filter((op) => op === 'gemm')).toHaveLength(1);

    const first = layers();
    gradients(first.loss, [first.weight('one')]);
    for (const [scope, products] of [
      ['one', 1],
      ['two', 1],
      ['three', 1],
    ] as const) {
      expect(built(first.graph, scope).filter((op) => op === 'gemm')).toHaveLength(products);
      expect(built(first.graph, scope)).not.toContain('reduceSum');
    }

    const all = layers();
    gradients(all.loss, ['one', 'two', 'three'].map(all.weight));
    const products = ['one', 'two', 'three'].map(
      (scope) => built(all.graph, scope).filter((op) => op === 'gemm').length,
    );
    expect(products).toEqual([1, 2, 2]);
  });

  it('nothing of a target behind stopGradient', () => {
    const graph = new Graph();
    const w = graph.input('w', [3]);
    const output = ops.sigmoid(w);
    const target = graph.within('teacher', () => ops.exp(output));
    const error = ops.sub(output, ops.stopGradient(target));
    gradients(sum(ops.mul(error, error)), [w]);
    expect(built(graph, 'teacher')).toEqual([]);
  });

  it('every way from a value to the loss, also through other wanted values', async () => {
    const x = reals([2], [0.5, -2]);
    const found = await evaluate({ x }, ({ x: value }) => {
      const y = ops.exp(value);
      const loss = sum(ops.mul(ops.mul(y, y), value));
      const [dx, dy, again, unit] = gradients(loss, [value, y, value, loss]);
      expect(again).toBe(dx);
      return { dx: dx!, dy: dy!, unit: unit! };
    });
    const at = [0.5, -2];
    expect(found['dx']).toBeAllclose(
      at.map((v) => Math.exp(2 * v) * (1 + 2 * v)),
      { rtol: 1e-14 },
    );
    expect(found['dy']).toBeAllclose(
      at.map((v) => 2 * Math.exp(v) * v),
      { rtol: 1e-14 },
    );
    expect(found['unit']).toBeAllclose([1], {});
  });

  it('graphs of any depth', () => {
    const graph = new Graph();
    const x = graph.input('x', []);
    let y: Value = x;
    for (let i = 0; i < 20_000; i++) y = ops.mul(y, x);
    gradients(y, [x]).forEach((gradient) => graph.output('gradient', gradient));
    checkGraph(graph);
    expect(liveValues(graph).length).toBeGreaterThan(60_000);
  });
});

describe('refusals leave the graph as it was', () => {
  const graph = new Graph();
  const x = graph.input('x', [3]);
  const apart = graph.input('apart', []);
  const hidden = graph.within('layer', () => ops.sigmoid(apart));
  const loss = sum(ops.mul(x, ops.stopGradient(ops.exp(x))));
  const places = ops.argMax(x, 0);
  const whole = ops.reduceSum(places, [0], false);
  const counted = ops.reduceSum(ops.cast(places, 'float32'), [0], false);

  it.each([
    ['a loss that is no scalar', /float32\[3\], not a float scalar/, x, x],
    ['a loss of whole numbers', /int64\[\], not a float scalar/, whole, x],
    ['an input that the loss does not read', /does not depend on apart/, loss, apart],
    ['a value beside the loss', /does not depend on layer\/sigmoid/, loss, hidden],
    ['a loss of places only', /does not depend on x/, counted, x],
    ['a value of another graph', /does not depend on x/, loss, new Graph().input('x', [3])],
  ])('%s', (_, reason, of, wrt) => {
    const before = graph.values.length;
    expect(() => gradients(of, [x, wrt])).toThrow(GraphError);
    expect(() => gradients(of, [x, wrt])).toThrow(reason);
    expect(graph.values.length).toBe(before);
  });
});

function noise(shape: readonly number[], seed: number): TensorData {
  const length = shape.reduce((count, dim) => count * dim, 1);
  return reals(
    shape,
    Array.from({ length }, (_, i) => Math.sin(seed + 12.9898 * i)),
  );
}
