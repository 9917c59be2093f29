import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGraph, liveValues } from './check.ts';
import { N, formatShape, product, sameShape } from './dims.ts';
import { GraphError } from './errors.ts';
import { Graph } from './graph.ts';
import { countMacs } from './macs.ts';
import * as ops from './ops.ts';
import { broadcast, convShape } from './shapes.ts';

const square = { strides: [2, 2], pads: [1, 1, 1, 1], dilations: [1, 1] } as const;

describe('shape inference', () => {
  it('names the scope, the operation and the shapes when operands do not fit', () => {
    const graph = new Graph();
    const x = graph.input('x', [N, 80, 192]);
    const w = graph.input('w', [576, 191]);
    const b = graph.input('b', [576]);
    const build = (): unknown =>
      graph.within('blocks.2', () =>
        graph.within('attn', () => ops.linear(ops.reshape(x, [{ batch: 80 }, 192]), w, b)),
      );
    expect(build).toThrow(
      new GraphError(
        'blocks.2/attn/linear(float32[80N,192], float32[576,191], float32[576]): ' +
          'input [80N,192] does not fit weight [576,191]',
      ),
    );
  });

  it.each([
    ['broadcast', (g: Graph) => ops.add(g.input('a', [2, 3]), g.input('b', [2, 4]))],
    ['matMul', (g: Graph) => ops.matMul(g.input('a', [2, 3]), g.input('b', [4, 2]))],
    ['reshape', (g: Graph) => ops.reshape(g.input('a', [N, 3]), [N, 4])],
    ['reshape to a fixed size', (g: Graph) => ops.reshape(g.input('a', [N, 3]), [3])],
    ['transpose', (g: Graph) => ops.transpose(g.input('a', [2, 3]), [0, 0])],
    ['slice', (g: Graph) => ops.slice(g.input('a', [2, 3]), 1, 1, 4)],
    ['slice of the batch', (g: Graph) => ops.slice(g.input('a', [N, 3]), 0, 0, 1)],
    ['concat', (g: Graph) => ops.concat([g.input('a', [2, 3]), g.input('b', [3, 3])], 1)],
    ['softmax axis', (g: Graph) => ops.softmax(g.input('a', [2]), 1)],
    ['types', (g: Graph) => ops.add(g.input('a', [2]), g.input('b', [2], 'int64'))],
  ])('refuses a wrong %s', (_, build) => {
    expect(() => build(new Graph())).toThrow(GraphError);
  });

  it('refuses operands of another graph, taken names and graphs without outputs', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    expect(() => ops.add(x, new Graph().input('y', [2]))).toThrow(GraphError);
    expect(() => graph.input('x', [2])).toThrow(/x is taken/);
    expect(() => checkGraph(graph)).toThrow(/no outputs/);
    graph.output('y', x);
    expect(() => graph.output('y', x)).toThrow(/y is taken/);
  });

  it('follows the formula of strided, padded convolutions', () => {
    expect(convShape([N, 3, 128, 127], [24, 3, 3, 3], square)).toEqual([N, 24, 64, 64]);
    expect(() => convShape([N, 3, 1, 1], [24, 3, 7, 7], square)).toThrow(
      /larger than padded input/,
    );
  });

  it('broadcasts symmetrically and counts elements', () => {
    const dim = fc.constantFrom(1, 2, 3);
    fc.assert(
      fc.property(fc.array(dim, { maxLength: 4 }), fc.array(dim, { maxLength: 4 }), (a, b) => {
        const attempt = (left: number[], right: number[]): unknown => {
          try {
            return broadcast(left, right);
          } catch {
            return 'refused';
          }
        };
        expect(attempt(a, b)).toEqual(attempt(b, a));
      }),
    );
    expect(formatShape([product([N, 80]), 3])).toBe('[80N,3]');
    expect(sameShape([N, 2], [{ batch: 1 }, 2])).toBe(true);
    expect(() => product([N, N])).toThrow(GraphError);
  });
});

describe('graph', () => {
  it('gives equal requests one value, and leaves dead values out', () => {
    const graph = new Graph();
    const x = graph.input('x', [N, 4]);
    const once = ops.relu(x);
    expect(ops.relu(x)).toBe(once);
    ops.sigmoid(x);
    graph.output('y', once);
    expect(liveValues(graph)).toEqual([x, once]);
  });

  it('counts layers apart from products of activations', () => {
    const graph = new Graph();
    const x = graph.input('x', [N, 3, 8, 8]);
    const weight = graph.input('w', [16, 3, 3, 3]);
    const map = ops.conv(x, weight, graph.input('b', [16]), square);
    const rows = ops.reshape(map, [N, 16, 16]);
    graph.output('y', ops.matMul(rows, rows));
    expect(countMacs(graph, 2)).toEqual({
      layers: 2 * 16 * 4 * 4 * 27,
      attention: 2 * 16 * 16 * 16,
    });
  });
});
