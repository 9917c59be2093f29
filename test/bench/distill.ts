import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TrainingEvent } from '../../electron/contract/training.ts';
import { table } from '../../electron/hosts/cli/terminal.ts';
import { compose } from '../../electron/hosts/compose.ts';
import { rounded } from './measure.ts';
import type { Bench } from './run.ts';
import { photosOrEnd } from './training-data.ts';

const MINUTES = 1.5;
/** Reports of the first seconds are left out: workers and networks warm up. */
const WARM_UP_SEC = 15;

/**
 * Speed of a distillation step of tiny-128 from tiny-384, the teacher's forward pass of every sample included, and the
 * share of the time in which the step waited for data.
 */
export const bench: Bench = async () => {
  const photos = photosOrEnd();
  const scratch = await mkdtemp(path.join(tmpdir(), 'loretrack-bench-'));
  const studio = compose();
  const folder = path.join(scratch, 'run');
  try {
    const job = await studio.training.prepareDistillation({
      ...{ folder, photos: [photos], studentSize: 128, teacher: 'tiny-384', start: 'tiny-128' },
      budget: { steps: null, minutes: MINUTES, patience: null },
    });
    const reports: Extract<TrainingEvent, { type: 'progress' }>[] = [];
    for await (const event of studio.training.run(folder)) {
      if (event.type === 'progress' && event.elapsedSec > WARM_UP_SEC) reports.push(event);
    }
    // Reports cover about a second each: samples and waits are summed by the time that each took.
    let [seconds, samples, waited, from] = [0, 0, 0, WARM_UP_SEC];
    for (const { elapsedSec, samplesPerSec, dataWaitShare } of reports) {
      const took = elapsedSec - from;
      from = elapsedSec;
      seconds += took;
      samples += took * samplesPerSec;
      waited += took * dataWaitShare;
    }
    const figures = {
      samplesPerSec: rounded(samples / seconds, 2),
      dataWaitShare: rounded(waited / seconds, 4),
    };
    console.log(
      table([
        ['student, teacher', 'tiny-128, tiny-384'],
        ['batch', job.batch],
        ['seconds measured', rounded(seconds, 0)],
        ['samples per second', figures.samplesPerSec],
        ['share of waiting for data', figures.dataWaitShare],
      ]),
    );
    return figures;
  } finally {
    await studio.dispose();
    await rm(scratch, { recursive: true, force: true });
  }
};
