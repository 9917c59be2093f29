import { availableParallelism } from 'node:os';
import { openNetwork } from '../../adapters/ort/network.ts';
import { ArchiveReader } from '../../adapters/training/archive-reader.ts';
import { iou } from '../../domain/boxes.ts';
import type { Box } from '../../domain/boxes.ts';
import { HeldOutPairs } from '../../ml/distill/data/held-out-pairs.ts';
import { makeBatch } from '../../ml/distill/pair-batch.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import { decodeBox } from '../../ml/tracker/decode-box.ts';
import type { NetworkOutput, TrackerNetwork } from '../../ml/tracker/network.ts';
import type { JudgedPicture } from '../../services/ports/model-bench.ts';

/** Crops of one run of a network. */
const BATCH = 8;
/** All models see the frames in the same order. */
const SEED = 1;

/** Overlaps of models with the annotated boxes of an archive's held-out frames. @throws StudioError as archive and models are */
export async function judgeModels(
  archive: string,
  models: readonly string[],
): Promise<readonly JudgedPicture[]> {
  const reader = ArchiveReader.open(archive);
  try {
    const columns: (readonly number[])[] = [];
    for (const model of models) {
      // Measuring which number is best would take longer than most judgements.
      const options = { device: 'cpu', threads: availableParallelism() } as const;
      const network = await openNetwork({ path: model }, options);
      try {
        columns.push(await overlapsOf(network, network.config, reader));
      } finally {
        await network.close();
      }
    }
    return picturesOf(reader, columns);
  } finally {
    reader.close();
  }
}

/** Where a network sees its object in each pair, as fractions of the search crop; null where its output is broken. */
export function boxesOf(
  output: NetworkOutput,
  { searchSize, stride }: Pick<ModelConfig, 'searchSize' | 'stride'>,
  count: number,
): readonly (Box | null)[] {
  const cells = searchSize / stride;
  // Without the Hann window of tracking: annotated frames may lie far apart, and objects far from the middle.
  const window = new Float32Array(cells * cells).fill(1);
  return Array.from({ length: count }, (_, object) => {
    const found = decodeBox(output, object, window, cells);
    if (found === null) return null;
    const { cx, cy, w, h } = found;
    return { x: cx - w / 2, y: cy - h / 2, w, h };
  });
}

async function overlapsOf(
  network: TrackerNetwork,
  config: ModelConfig,
  reader: ArchiveReader,
): Promise<readonly number[]> {
  const pairs = heldOutPairs(reader, config);
  const ious: number[] = [];
  for (let first = 0; first < pairs.count; first += BATCH) {
    const length = Math.min(BATCH, pairs.count - first);
    const indices = Array.from({ length }, (_, i) => first + i);
    const batch = await makeBatch(pairs, indices, {
      ...{ student: config, teacher: null, studentInput: 'crop' },
    });
    const output = await network.run(batch.student.template, batch.student.search, length);
    for (const [i, found] of boxesOf(output, config, length).entries()) {
      const [x = 0, y = 0, w = 0, h = 0] = batch.boxes.subarray(4 * i, 4 * i + 4);
      ious.push(found === null ? 0 : iou(found, { x, y, w, h }));
    }
  }
  return ious;
}

function picturesOf(
  reader: ArchiveReader,
  columns: readonly (readonly number[])[],
): readonly JudgedPicture[] {
  const { tracks } = reader.archive;
  // Which frame comes at which place does not depend on how far a model looks.
  const pairs = new HeldOutPairs(reader.archive, reader, {
    seed: SEED,
    factors: { template: 1, search: 1 },
  });
  return Array.from({ length: pairs.count }, (_, index) => {
    const { search } = pairs.frames(index);
    return {
      track: tracks[search.track]!.id,
      frameIndex: search.frameIndex,
      ious: columns.map((column) => column[index]!),
    };
  });
}

function heldOutPairs(reader: ArchiveReader, config: ModelConfig): HeldOutPairs {
  const factors = { template: config.templateFactor, search: config.searchFactor };
  return new HeldOutPairs(reader.archive, reader, { seed: SEED, factors });
}
