import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { microModel, type MemoryModel } from '../../../test/support/networks.ts';
import { N } from '../../ml/graph/dims.ts';
import { Graph } from '../../ml/graph/graph.ts';
import { serialise } from '../../ml/graph/serialise.ts';
import { configToMetadata } from '../../ml/nn/metadata.ts';
import { openNetwork } from './network.ts';

let folder: string;
let model: MemoryModel;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-network-'));
  model = await microModel('t64_s128.pth.tar', { searchSize: 128, searchFactor: 5 });
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, bytes: Uint8Array): Promise<{ path: string }> {
  const target = path.join(folder, name);
  await writeFile(target, bytes);
  return { path: target };
}

describe('a model file', () => {
  it('carries its own config', async () => {
    const network = await openNetwork(await file('good.onnx', model.bytes), { device: 'cpu' });
    expect(network.config).toEqual(model.config);
    expect(network).toMatchObject({ provider: 'cpu', threads: expect.any(Number) as number });
    expect(network).not.toHaveProperty('fallbackReason');
    await network.close();
  });

  it('is refused by name when it is missing, cut short or something else', async () => {
    const missing = path.join(folder, 'missing.onnx');
    await expect(openNetwork({ path: missing })).rejects.toMatchObject({ code: 'not-found' });
    const half = await file('half.onnx', model.bytes.subarray(0, model.bytes.length >> 1));
    const text = await file('text.onnx', new TextEncoder().encode('no model at all'));
    for (const source of [half, text]) {
      await expect(openNetwork(source)).rejects.toMatchObject({
        code: 'bad-model',
        message: expect.stringContaining(source.path) as string,
      });
    }
  });

  it('is refused when its inputs and outputs are not what its metadata promises', async () => {
    const graph = new Graph();
    graph.output('sum', graph.input('x', [N, 3]));
    const { model: bytes } = serialise(graph, {
      name: 'other',
      metadata: configToMetadata(model.config, {}),
    });
    await expect(openNetwork(await file('other.onnx', bytes))).rejects.toMatchObject({
      code: 'bad-model',
      message: expect.stringMatching(
        /other\.onnx has the inputs x .* template \[N,3,64,64\]/,
      ) as string,
    });
    const config = { ...model.config, searchSize: 256 };
    await expect(openNetwork({ bytes: model.bytes, config })).rejects.toMatchObject({
      code: 'bad-model',
    });
  });

  it.each([0, 1.5, NaN, 5000])('is not run on %d threads', async (threads) => {
    await expect(openNetwork(model, { device: 'cpu', threads })).rejects.toMatchObject({
      code: 'bad-input',
    });
  });
});

describe('devices on this machine', () => {
  // Which of them exist depends on the machine: either way the provider in use is told, and its results are right.
  it.each(['auto', 'cuda', 'webgpu', 'dml', 'coreml'] as const)(
    '%s works, or falls back and says why',
    async (device) => {
      const cpu = await openNetwork(model, { device: 'cpu', threads: 1 });
      const network = await openNetwork(model, { device, threads: 1 });
      if (device !== 'auto' && network.provider !== device) {
        expect(network.provider).toBe('cpu');
        expect(network.fallbackReason).toMatch(new RegExp(`^${device}: .+`));
      }
      const template = Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => Math.sin(i));
      const search = Float32Array.from({ length: 3 * 128 * 128 }, (_, i) => Math.cos(i));
      const expected = await cpu.run(template, search, 1);
      const actual = await network.run(template, search, 1);
      expect(actual.score).toBeAllclose(expected.score, { atol: 1e-2 });
      await network.close();
      await cpu.close();
    },
  );
});
