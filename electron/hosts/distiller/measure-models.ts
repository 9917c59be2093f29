import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeAtomically } from '../../adapters/files/write-atomically.ts';
import { openNetwork } from '../../adapters/ort/network.ts';
import { Random } from '../../ml/distill/random.ts';
import { serialise } from '../../ml/graph/serialise.ts';
import { halfWeights } from '../../ml/nn/half-weights.ts';
import { initialWeights } from '../../ml/nn/initial-weights.ts';
import { configToMetadata } from '../../ml/nn/metadata.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import { deployedGraph } from '../../ml/nn/tracker-network.ts';

const WARM_UPS = 2;
/** Runs of a round: an odd number, for the median. */
const RUNS = 5;
/** Networks that are quick run for so long, round after round: a window that was just opened is busy for less. */
const AT_LEAST_MS = 500;

/**
 * Milliseconds of each network for one frame with one object on the CPU: the median of its quickest round, as other
 * work of the machine only adds to it; the weights do not matter.
 */
export async function measureModels(configs: readonly ModelConfig[]): Promise<readonly number[]> {
  const measured: number[] = [];
  for (const config of configs) measured.push(await measure(config));
  return measured;
}

async function measure(config: ModelConfig): Promise<number> {
  // Large networks can be opened from a file only.
  const folder = await mkdtemp(path.join(tmpdir(), 'loretrack-speed-'));
  try {
    const file = await writeRandom(config, folder);
    const network = await openNetwork({ path: file }, { device: 'cpu' });
    try {
      const template = new Float32Array(3 * config.templateSize ** 2);
      const search = new Float32Array(3 * config.searchSize ** 2);
      const time = async (): Promise<number> => {
        const started = performance.now();
        await network.run(template, search, 1);
        return performance.now() - started;
      };
      for (let run = 0; run < WARM_UPS; run++) await time();
      const end = performance.now() + AT_LEAST_MS;
      let quickest = Infinity;
      do {
        const times: number[] = [];
        for (let run = 0; run < RUNS; run++) times.push(await time());
        quickest = Math.min(quickest, times.sort((a, b) => a - b)[(RUNS - 1) / 2]!);
      } while (performance.now() < end);
      return quickest;
    } finally {
      await network.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeRandom(config: ModelConfig, folder: string): Promise<string> {
  const random = new Random(1);
  const state = initialWeights(config, () => random.next());
  const { model, external } = serialise(deployedGraph(config, halfWeights(state)), {
    name: 'speed',
    metadata: configToMetadata(config, {}),
    externalLocation: 'model.onnx.data',
  });
  if (external) await writeAtomically(path.join(folder, external.location), external.parts);
  const file = path.join(folder, 'model.onnx');
  await writeAtomically(file, model);
  return file;
}
