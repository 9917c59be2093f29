import { readFileSync } from 'node:fs';
import { openMedia } from '../../electron/adapters/ffmpeg/open-media.ts';
import { parseBoxLines } from '../../electron/domain/formats/box-lines.ts';
import { sampleClip, sampleTruth } from '../../electron/hosts/folders.ts';
import type { TargetRules } from '../../electron/ml/distill/targets.ts';
import { targetsOf } from '../../electron/ml/distill/targets.ts';
import type { NamedTensors } from '../../electron/ml/distill/graph-runner.ts';
import { TARGET_INPUTS } from '../../electron/ml/nn/losses/total.ts';
import type { ModelConfig } from '../../electron/ml/nn/model-config.ts';
import { MODEL_IO } from '../../electron/ml/nn/tracker-network.ts';
import { cropRegion } from '../../electron/ml/tracker/crop-region.ts';
import { Normaliser } from '../../electron/ml/tracker/normalise.ts';
import { TargetSampler } from '../../electron/ml/tracker/sample-target.ts';

/** A batch of pairs out of the sample clip: a template, and a later frame searched around a shifted box. */
export async function realPairs(
  config: ModelConfig,
  count: number,
  rules: TargetRules,
): Promise<NamedTensors> {
  const truth = parseBoxLines(readFileSync(sampleTruth, 'utf8'), sampleTruth);
  const normaliser = new Normaliser(config.mean, config.std);
  const source = await openMedia(sampleClip);
  const crops = (size: number) => {
    const sampler = new TargetSampler(size);
    const crop = new Uint8Array(3 * size * size);
    const values = new Float32Array(count * crop.length);
    return { sampler, crop, values, size };
  };
  const template = crops(config.templateSize);
  const search = crops(config.searchSize);
  const annotations = new Float32Array(4 * count);
  for (let pair = 0; pair < count; pair++) {
    const [first, later] = [20 * pair, 20 * pair + 9];
    const seen = truth[first]!;
    const sought = truth[later]!;
    const shift = { x: ((pair * 7) % 5) - 2, y: ((pair * 3) % 5) - 2 };
    const around = { ...sought, x: sought.x + 12 * shift.x, y: sought.y + 8 * shift.y };
    const jobs = [
      [template, first, cropRegion(seen, config.templateFactor, config.templateSize)],
      [search, later, cropRegion(around, config.searchFactor, config.searchSize)],
    ] as const;
    for (const [{ sampler, crop, values }, frameIndex, region] of jobs) {
      sampler.sample(await source.frame(frameIndex), region, crop);
      normaliser.apply(crop, values, pair * crop.length);
    }
    const region = jobs[1][2];
    const scale = region.resizeFactor / config.searchSize;
    const fractions = [sought.x - region.x, sought.y - region.y, sought.w, sought.h];
    annotations.set(
      fractions.map((pixels) => pixels * scale),
      4 * pair,
    );
  }
  await source.close();
  const cells = config.searchSize / config.stride;
  const { heat, cell } = targetsOf(annotations, cells, rules);
  const tensor = (data: Float32Array, ...shape: number[]) =>
    ({ dtype: 'float32', shape, data }) as const;
  return {
    [MODEL_IO.template]: tensor(template.values, count, 3, template.size, template.size),
    [MODEL_IO.search]: tensor(search.values, count, 3, search.size, search.size),
    [TARGET_INPUTS.heat]: tensor(heat, count, 1, cells, cells),
    [TARGET_INPUTS.annotation]: tensor(annotations, count, 4),
    [TARGET_INPUTS.cell]: { dtype: 'int64', shape: [count], data: cell },
  };
}
