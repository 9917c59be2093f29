import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { evaluationText } from '../../electron/hosts/cli/evaluation-text.ts';
import { compose } from '../../electron/hosts/compose.ts';
import { PROTOCOLS } from '../../electron/domain/metrics/protocol.ts';
import { rounded } from './measure.ts';
import type { Bench } from './run.ts';

const folder = fileURLToPath(new URL('../../../shared/sequences', import.meta.url));

/**
 * Every model of the studio on the benchmark sequences beside the repository: accuracy by both protocols, and speeds in
 * one run, models taking turns on the same frames; ratios are to the model with the largest search region.
 */
export const bench: Bench = async () => {
  if (!existsSync(folder)) {
    console.error('bench: this needs the benchmark sequences, which are not beside the repository');
    process.exit(2);
  }
  const studio = compose();
  try {
    const models = await studio.models.list();
    const { evaluation } = await studio.evaluation.evaluate(
      { dataset: folder, models, protocols: PROTOCOLS, device: 'cpu', threads: 1 },
      {
        onProgress: ({ tracker, sequence, done, total }) =>
          console.error(`${done}/${total} ${tracker} ${sequence}`),
      },
    );
    console.log(evaluationText(evaluation));
    const slowest = evaluation.trackers.toSorted(
      (a, b) => (b.tracker.resolution ?? 0) - (a.tracker.resolution ?? 0),
    )[0];
    return Object.fromEntries(
      evaluation.trackers.map(({ tracker, pytracking, got10k, speed, failures }) => [
        tracker.name,
        {
          successAuc: rounded(pytracking?.successAuc ?? 0, 4),
          averageOverlap: rounded(got10k?.averageOverlap ?? 0, 4),
          gmacs: rounded(tracker.gmacs ?? 0, 3),
          fps: rounded(speed?.fps ?? 0, 1),
          medianMs: rounded(speed?.medianMs ?? 0),
          p95Ms: rounded(speed?.p95Ms ?? 0),
          speedUp: rounded((speed?.fps ?? 0) / (slowest?.speed?.fps ?? 1)),
          failures: failures.length,
        },
      ]),
    );
  } finally {
    await studio.dispose();
  }
};
