import { afterAll, describe, expect, it } from 'vitest';
import { openNetwork, type OrtNetwork } from '../../electron/adapters/ort/network.ts';
import type { TensorData } from '../../electron/ml/graph/tensor-data.ts';
import { floats, golden } from '../support/golden.ts';
import { microModel } from '../support/networks.ts';

/** Stated by the golden data for another float32 implementation. */
const tolerance = { atol: 2e-5 };

interface Meta {
  readonly template_size: number;
  readonly search_size: number;
  readonly batch: number;
}

const opened: OrtNetwork[] = [];
afterAll(() => Promise.all(opened.map((network) => network.close())));

async function open(name: string, checkpoint: string): Promise<OrtNetwork> {
  const { tensors, meta } = golden<Meta>(`ostrack-micro/${name}`);
  const replace = new Map(
    [...tensors]
      .filter(([key]) => key.startsWith('backbone.pos_embed'))
      .map(([key, { shape }]): [string, TensorData] => [
        key,
        { dtype: 'float32', shape, data: floats(tensors, key) },
      ]),
  );
  const model = await microModel(checkpoint, {
    searchSize: meta.search_size,
    searchFactor: 4,
    replace,
  });
  const network = await openNetwork(model, { device: 'cpu', threads: 1 });
  opened.push(network);
  return network;
}

/** The values of object `index` of a golden tensor [batch,...]. */
function object(name: string, key: string, index: number): Float32Array {
  const { tensors, meta } = golden<Meta>(`ostrack-micro/${name}`);
  const data = floats(tensors, key);
  const length = data.length / meta.batch;
  return data.slice(index * length, (index + 1) * length);
}

describe.each([
  ['t64_s128', 't64_s128.pth.tar'],
  ['t64_s128', 't64_s128.legacy.pth.tar'],
  ['t64_s128', 't64_s128.cuda_opt.pth.tar'],
  ['t96_s192', 't96_s192.pth.tar'],
  ['t128_s256', 't128_s256.pth.tar'],
  ['t48_s96', 't64_s128.pth.tar'],
])('%s from %s', (name, checkpoint) => {
  const { tensors, meta } = golden<Meta>(`ostrack-micro/${name}`);

  it('gives the reference maps for the whole batch', async () => {
    const network = await open(name, checkpoint);
    const maps = await network.run(
      floats(tensors, 'template'),
      floats(tensors, 'search'),
      meta.batch,
    );
    expect(maps.score).toBeAllclose(floats(tensors, 'score_map'), tolerance);
    expect(maps.size).toBeAllclose(floats(tensors, 'size_map'), tolerance);
    expect(maps.offset).toBeAllclose(floats(tensors, 'offset_map'), tolerance);
  });

  it('gives the same for each object alone', async () => {
    const network = await open(name, checkpoint);
    for (let index = 0; index < meta.batch; index++) {
      const maps = await network.run(
        object(name, 'template', index),
        object(name, 'search', index),
        1,
      );
      expect(maps.score).toBeAllclose(object(name, 'score_map', index), tolerance);
      expect(maps.size).toBeAllclose(object(name, 'size_map', index), tolerance);
      expect(maps.offset).toBeAllclose(object(name, 'offset_map', index), tolerance);
    }
  });
});
