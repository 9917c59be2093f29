import { readFile } from 'node:fs/promises';
import type { Box } from '../../domain/boxes.ts';
import { parseBoxLines } from '../../domain/formats/box-lines.ts';
import { evaluateOnePass } from '../../domain/metrics/one-pass.ts';
import type { ModelInfo } from '../../services/models.ts';
import type { Studio } from '../compose.ts';
import { sampleClip, sampleTruth } from '../folders.ts';

/** Frames on which a new model is tried. */
const TRIAL_FRAMES = 20;

/** The true boxes of the sample clip's object, one per frame. */
export async function readSampleTruth(): Promise<readonly Box[]> {
  return parseBoxLines(await readFile(sampleTruth, 'utf8'), sampleTruth);
}

/** Follows the sample clip's object for a moment, to see whether a model and its crop factors go together. */
export async function tryOnSample(
  studio: Studio,
  model: ModelInfo,
  signal: AbortSignal,
): Promise<{ readonly frames: number; readonly meanIou: number; readonly inferenceMs: number }> {
  const truth = (await readSampleTruth()).slice(0, TRIAL_FRAMES);
  const { document, timing } = await studio.tracking.track(
    {
      media: sampleClip,
      model: { id: model.id, sha256: null, path: model.path },
      device: 'cpu',
      seeds: [{ box: truth[0]!, label: 'object' }],
      seedFrame: 0,
      toFrame: truth.length - 1,
    },
    { signal },
  );
  const boxes = document.tracks[0]!.frames.map(({ box }) => box!);
  const { meanIou } = evaluateOnePass(boxes, truth);
  return { frames: truth.length, meanIou: meanIou ?? 0, inferenceMs: timing.inferenceMs };
}
