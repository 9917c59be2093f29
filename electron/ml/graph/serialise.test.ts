import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { N } from './dims.ts';
import { Graph } from './graph.ts';
import * as ops from './ops.ts';
import { serialise } from './serialise.ts';
import { scalar } from './tensor-data.ts';

function small(width = 4): Graph {
  const graph = new Graph();
  const x = graph.input('x', [N, 3, width]);
  const weight = graph.initialiser('layer.weight', {
    dtype: 'float32',
    shape: [2, width],
    data: Float32Array.from({ length: 2 * width }, (_, i) => i),
  });
  const bias = graph.initialiser('layer.bias', {
    dtype: 'float16',
    shape: [2],
    data: Uint16Array.of(0x3c00, 0x4000),
  });
  const y = graph.within('layer', () => {
    const rows = ops.reshape(x, [{ batch: 3 }, width]);
    const hidden = ops.linear(rows, weight, bias);
    return ops.mul(ops.reshape(hidden, [N, 3, 2]), graph.constant(scalar(0.5)));
  });
  graph.output('y', y);
  graph.output('also_y', y);
  return graph;
}

describe('serialise', () => {
  it('writes equal bytes for equal graphs, readable names and sorted metadata', () => {
    const options = { name: 'small', metadata: { b: '2', a: '1' } };
    const { model } = serialise(small(), options);
    expect(serialise(small(), { ...options, metadata: { a: '1', b: '2' } }).model).toEqual(model);
    const { graph, metadataProps, opsetImport } = fromBinary(ModelProtoSchema, model);
    expect(graph?.node.map(({ name }) => name)).toEqual([
      'layer.bias/Cast',
      'layer/Reshape',
      'layer/Gemm',
      'layer/Reshape_1',
      'layer/Mul',
      'also_y/Identity',
    ]);
    expect(graph?.initializer.map(({ name }) => name)).toEqual([
      'layer.weight',
      'layer.bias',
      'float32[](0.5)',
      'int64[2](-1,4)',
      'int64[3](-1,3,2)',
    ]);
    expect(metadataProps.map(({ key, value }) => [key, value])).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(opsetImport.map(({ version }) => version)).toEqual([21n]);
  });

  it('keeps weights above 64 MB in a second file, aligned and complete', () => {
    const width = 9 * 2 ** 20;
    const { model, external } = serialise(small(width), {
      name: 'large',
      externalLocation: 'large.bin',
    });
    expect(model.length).toBeLessThan(4096);
    expect(external?.location).toBe('large.bin');
    expect(external?.bytes).toBe(2 * width * 4);
    expect(external?.parts.map(({ offset }) => offset % 4096)).toEqual([0]);
    const weight = fromBinary(ModelProtoSchema, model).graph?.initializer[0];
    expect(weight?.externalData.map(({ key, value }) => [key, value])).toEqual([
      ['location', 'large.bin'],
      ['offset', '0'],
      ['length', String(2 * width * 4)],
    ]);
  });
});
