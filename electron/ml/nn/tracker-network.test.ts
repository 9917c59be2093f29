import { describe, expect, it } from 'vitest';
import { goldenJson } from '../../../test/support/golden.ts';
import type { Graph } from '../graph/graph.ts';
import { countMacs } from '../graph/macs.ts';
import { TINY, VIT_B, modelConfig } from './model-config.ts';
import { deployedGraph, expectedTensors } from './tracker-network.ts';
import { configFromMetadata, configToMetadata } from './metadata.ts';

interface Manifest {
  readonly entries: readonly { name: string; shape: number[] }[];
  readonly per_resolution: Readonly<
    Record<string, { macs_conv_linear: number; macs_attention_matmuls: number }>
  >;
}

const factors = { template: 2, search: 5 };

describe('vit-b', () => {
  const manifest = goldenJson<Manifest>('ostrack-micro/vitb_manifest.json');
  const unused = /(cls_token|backbone\.pos_embed|num_batches_tracked)$/;

  it('has exactly the reference weights, apart from those that its forward pass never reads', () => {
    const ours = new Map(
      expectedTensors(modelConfig(VIT_B, 96, factors)).map(({ name, shape }) => [name, shape]),
    );
    const theirs = manifest.entries.filter(({ name }) => !unused.test(name));
    expect([...ours.keys()].sort()).toEqual(theirs.map(({ name }) => name).sort());
    for (const { name, shape } of theirs) expect([name, ours.get(name)]).toEqual([name, shape]);
  });

  it.each([384, 256, 192, 128, 96])('counts the reference multiply-accumulates at %i', (size) => {
    const graph = emptyNetwork(VIT_B, size);
    const expected = manifest.per_resolution[`t${size / 2}_s${size}`]!;
    expect(countMacs(graph)).toEqual({
      layers: expected.macs_conv_linear,
      attention: expected.macs_attention_matmuls,
    });
    expect(countMacs(graph, 3).layers).toBe(3 * expected.macs_conv_linear);
  });
});

describe('model config', () => {
  it.each([0, -128, 100, 128.5, NaN])('refuses search size %d', (size) => {
    expect(() => modelConfig(TINY, size, factors)).toThrow(RangeError);
  });

  it('travels through metadata unchanged, and refuses what is missing or wrong', () => {
    const config = modelConfig(TINY, 128, { template: 2, search: 4 });
    const metadata = configToMetadata(config, { source: 'tiny-128.pth' });
    expect(configFromMetadata(metadata)).toEqual({ config, lineage: { source: 'tiny-128.pth' } });
    expect(() => configFromMetadata({})).toThrow(/loretrack.version is missing/);
    const broken = { ...metadata, 'loretrack.tracker': '{"searchSize":"128"}' };
    expect(() => configFromMetadata(broken)).toThrow(/templateSize/);
  });
});

function emptyNetwork(architecture: typeof VIT_B, size: number): Graph {
  const config = modelConfig(architecture, size, factors);
  const zeros = expectedTensors(config).map(({ name, shape }) => {
    const length = shape.reduce((count, dim) => count * dim, 1);
    return [name, { dtype: 'float32', shape, data: new Float32Array(length) }] as const;
  });
  return deployedGraph(config, new Map(zeros));
}
