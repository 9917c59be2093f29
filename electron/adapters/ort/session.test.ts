import { expect, it } from 'vitest';
import { N } from '../../ml/graph/dims.ts';
import { Graph } from '../../ml/graph/graph.ts';
import { serialise } from '../../ml/graph/serialise.ts';
import type { TensorData } from '../../ml/graph/tensor-data.ts';
import { openSession } from './session.ts';

it.each<TensorData>([
  { dtype: 'float32', shape: [2, 1], data: Float32Array.of(1.5, -2) },
  { dtype: 'float64', shape: [2, 1], data: Float64Array.of(1.5, -2) },
  { dtype: 'int64', shape: [2, 1], data: BigInt64Array.of(2n ** 60n, -1n) },
  { dtype: 'int32', shape: [2, 1], data: Int32Array.of(7, -1) },
  { dtype: 'uint8', shape: [2, 1], data: Uint8Array.of(7, 255) },
  { dtype: 'bool', shape: [2, 1], data: Uint8Array.of(0, 1) },
])('hands tensors through unchanged: $dtype', async (tensor) => {
  const graph = new Graph();
  graph.output('y', graph.input('x', [N, 1], tensor.dtype));
  const session = await openSession(serialise(graph, { name: 'identity' }).model, { threads: 1 });
  expect(session.inputs).toEqual([{ name: 'x', dtype: tensor.dtype, shape: ['N', 1] }]);
  expect(session.outputs).toEqual([{ name: 'y', dtype: tensor.dtype, shape: ['N', 1] }]);
  expect(await session.run({ x: tensor })).toEqual({ y: tensor });
  await session.close();
});

it('says what is wrong with a model or with its feeds', async () => {
  await expect(openSession(new Uint8Array(20))).rejects.toMatchObject({
    code: 'bad-model',
    message: expect.stringContaining('protobuf parsing failed') as string,
  });
  const graph = new Graph();
  graph.output('y', graph.input('x', [N, 1]));
  const session = await openSession(serialise(graph, { name: 'identity' }).model);
  const misshaped = { dtype: 'float32', shape: [1, 2], data: Float32Array.of(1, 2) } as const;
  await expect(session.run({ x: misshaped })).rejects.toMatchObject({ code: 'internal' });
  await session.close();

  const halves = new Graph();
  halves.output('y', halves.input('x', [N, 1], 'float16'));
  await expect(openSession(serialise(halves, { name: 'halves' }).model)).rejects.toMatchObject({
    code: 'bad-model',
    message: expect.stringContaining('float16') as string,
  });
});
