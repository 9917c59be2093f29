import { openSession, type Session } from '../../electron/adapters/ort/session.ts';
import { Graph } from '../../electron/ml/graph/graph.ts';
import { linear } from '../../electron/ml/graph/ops.ts';
import { serialise } from '../../electron/ml/graph/serialise.ts';
import type { Value } from '../../electron/ml/graph/value.ts';
import { randomNumbers, randomTensor } from '../support/random-network.ts';

/** Widths of ViT-B's widest layers. */
const NARROW = 768;
const WIDE = 3072;
/** Pairs of layers in one run: many, so that handing over the result does not count. */
const PAIRS = 3;

/** Multiply-accumulates of one run of the baseline. */
export const gemmMacs = (rows: number): number => 2 * PAIRS * rows * NARROW * WIDE;

/** ONNX Runtime's own matrix products on one thread: x [rows,768] -> 3072 -> 768, three times over, nothing else. */
export async function openGemm(rows: number): Promise<Session> {
  const next = randomNumbers(3);
  const graph = new Graph();
  const layer = (x: Value, name: string, inputs: number, outputs: number): Value =>
    linear(
      x,
      graph.initialiser(`${name}.weight`, randomTensor([outputs, inputs], next, 0.04)),
      graph.initialiser(`${name}.bias`, randomTensor([outputs], next)),
    );
  let x: Value = graph.input('x', [rows, NARROW]);
  for (let pair = 0; pair < PAIRS; pair++) {
    x = layer(layer(x, `${pair}.up`, NARROW, WIDE), `${pair}.down`, WIDE, NARROW);
  }
  graph.output('y', x);
  return openSession(serialise(graph, { name: 'gemm' }).model, { threads: 1 });
}
