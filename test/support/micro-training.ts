import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { RunFolder } from '../../electron/adapters/training/run-folder.ts';
import type { TrainingJob } from '../../electron/ml/distill/training-job.ts';
import { modelConfig } from '../../electron/ml/nn/model-config.ts';
import { planDistillation } from '../../electron/services/training/plan-job.ts';
import { MICRO, writeMicroModel } from './networks.ts';
import { texturedPhoto } from './textured-photos.ts';

/** Photos that differ, one of which is held out. */
const PHOTOS = 21;

/** Writes photos to learn from into a new folder; returns its path. */
export async function writePhotos(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (let i = 0; i < PHOTOS; i++) {
    const { width, height, data } = texturedPhoto(160, 120, i);
    const picture = sharp(data, { raw: { width, height, channels: 3 } }).png();
    await picture.toFile(path.join(folder, `${String(i).padStart(2, '0')}.png`));
  }
  return folder;
}

/**
 * The job of a micro student of 64 px that imitates a micro teacher of 128 px for some steps, from a pool of pairs and
 * with a cache of the teacher's outputs.
 * @param folder where the teacher is written
 */
export async function microJob(
  folder: string,
  photos: string,
  steps: number,
): Promise<TrainingJob> {
  const path = await writeMicroModel(folder, 't64_s128', { searchFactor: 4 });
  const config = modelConfig(MICRO, 128, { template: 2, search: 4 });
  const job = planDistillation(
    {
      ...{ folder, photos: [photos], teacher: path, studentSize: 64, batch: 4, seed: 7 },
      ...{ budget: { steps, minutes: null, patience: null }, threads: 1 },
      ...{ poolSize: 16, cacheBytes: 1e6 },
    },
    { path, config },
    { path, config },
  );
  return { ...job, validation: { pairs: 6, everySteps: 10 }, checkpointEverySteps: 5 };
}

/** Everything in a run's checkpoint that does not depend on the clock, for comparison to the bit. */
export async function checkpointOf(folder: string): Promise<unknown> {
  const { position, tensors } = (await new RunFolder(folder).load())!;
  const bits = [...tensors].map(([name, { shape, data }]) => {
    const { buffer, byteOffset, byteLength } = data as Float32Array;
    return [name, shape, Buffer.from(buffer, byteOffset, byteLength).toString('base64')];
  });
  return { position: { ...position, elapsedSec: 0 }, bits };
}
