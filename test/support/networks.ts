import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withFileSource } from '../../electron/adapters/files/file-byte-source.ts';
import { openNetwork } from '../../electron/adapters/ort/network.ts';
import { startWeights } from '../../electron/adapters/training/start-weights.ts';
import { readCheckpoint } from '../../electron/ml/checkpoint/read-checkpoint.ts';
import type { TensorData } from '../../electron/ml/graph/tensor-data.ts';
import { serialise } from '../../electron/ml/graph/serialise.ts';
import { configToMetadata } from '../../electron/ml/nn/metadata.ts';
import {
  TINY,
  modelConfig,
  type Architecture,
  type ModelConfig,
} from '../../electron/ml/nn/model-config.ts';
import { deployedGraph } from '../../electron/ml/nn/tracker-network.ts';
import type { TrackerNetwork } from '../../electron/ml/tracker/network.ts';
import { goldenPath } from './golden.ts';

/** Numbers of the micro networks in test/golden/ostrack-micro. */
export const MICRO: Architecture = {
  stem: 'patch16',
  embedDim: 48,
  depth: 3,
  heads: 3,
  mlpRatio: 4,
  headChannels: 32,
};

/** Micro networks by their golden name. */
export type GoldenNetworkName = 't64_s128' | 't96_s192' | 't128_s256';

const searchSizes = { t64_s128: 128, t96_s192: 192, t128_s256: 256 } as const;

/** A model as {@link openNetwork} takes it from memory. */
export interface MemoryModel {
  readonly bytes: Uint8Array;
  readonly config: ModelConfig;
}

/** A micro network out of one checkpoint file of test/golden/ostrack-micro, with some weights replaced if need be. */
export async function microModel(
  checkpoint: string,
  options: {
    readonly searchSize: number;
    readonly searchFactor: number;
    readonly replace?: ReadonlyMap<string, TensorData>;
  },
): Promise<MemoryModel> {
  const file = goldenPath(`ostrack-micro/${checkpoint}`);
  const { state } = await withFileSource(file, (source) => readCheckpoint(source));
  const config = modelConfig(MICRO, options.searchSize, {
    template: 2,
    search: options.searchFactor,
  });
  const weights = new Map([...state, ...(options.replace ?? [])]);
  const { model } = serialise(deployedGraph(config, weights), {
    name: path.parse(checkpoint).name,
    metadata: configToMetadata(config, { source: checkpoint }),
  });
  return { bytes: model, config };
}

/** A network with reference weights on one CPU thread. */
export async function goldenNetwork(
  name: GoldenNetworkName,
  config: { readonly searchFactor: number },
): Promise<OpenNetwork> {
  const model = await microModel(`${name}.pth.tar`, { searchSize: searchSizes[name], ...config });
  return opened(model);
}

/** The weights that the tiny family was grown from; they are not part of the project. */
const seedWeights = fileURLToPath(new URL('../../../shared/weights/tiny-128.pth', import.meta.url));

/** False, loudly, where the seed weights are not at hand. */
export function hasSeedWeights(): boolean {
  if (existsSync(seedWeights)) return true;
  console.warn(`SKIPPED: no seed weights at ${seedWeights}`);
  return false;
}

/** The seed network of the tiny family, search size 128, on one CPU thread. */
export async function seedNetwork(): Promise<OpenNetwork> {
  // The reference's tracker knows no memory of drawn shapes.
  const config = { ...modelConfig(TINY, 128, { template: 2, search: 4 }), shapeMemory: 0 };
  const { model } = serialise(deployedGraph(config, await startWeights(seedWeights, config)), {
    name: 'tiny-seed',
    metadata: configToMetadata(config, { source: 'tiny-128.pth' }),
  });
  return opened({ bytes: model, config });
}

interface OpenNetwork {
  readonly network: TrackerNetwork;
  readonly close: () => Promise<void>;
}

async function opened(model: MemoryModel): Promise<OpenNetwork> {
  const network = await openNetwork(model, { device: 'cpu', threads: 1 });
  return { network, close: () => network.close() };
}

/** Writes a micro network as a model file into a folder; returns its path. */
export async function writeMicroModel(
  folder: string,
  name: GoldenNetworkName,
  config: { readonly searchFactor: number },
): Promise<string> {
  const { bytes } = await microModel(`${name}.pth.tar`, {
    searchSize: searchSizes[name],
    ...config,
  });
  const file = path.join(folder, `${name}.onnx`);
  await writeFile(file, bytes);
  return file;
}
