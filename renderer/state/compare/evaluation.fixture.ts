import type { Evaluation, TrackerScores } from '../../../electron/domain/metrics/evaluation.ts';

const NOTHING = { losses: 0, redetections: 0, longestDriftFree: 0, lostFrames: 0 };

/** Figures of trackers on sequences out of their overlaps alone; the second sequence has fast motion as well. */
export function evaluationOf(
  overlaps: Readonly<Record<string, Readonly<Record<string, readonly (number | null)[]>>>>,
): Evaluation {
  const trackers = Object.entries(overlaps).map(([name, sequences]): TrackerScores => ({
    tracker: {
      ...{ name, origin: 'model', resolution: 128, gmacs: 1, megaParameters: 1 },
      ...{ provider: 'cpu', fallbackReason: null },
    },
    sequences: Object.entries(sequences).map(([sequence, ious]) => ({
      ...{ sequence, ious, meanIou: null, pytracking: null, got10k: null, speed: null, notes: [] },
      robustness: NOTHING,
    })),
    ...{ failures: [], unmeasured: [], meanIou: null, pytracking: null, got10k: null },
    ...{ robustness: NOTHING, attributes: [], speed: null },
  }));
  const [first] = Object.values(overlaps);
  return {
    dataset: { name: 'data', kind: 'folders', path: '/data' },
    protocols: ['pytracking'],
    sequences: Object.entries(first ?? {}).map(([name, ious], i) => ({
      ...{ name, frames: ious.length, media: `/data/${name}`, firstFrame: 5 },
      attributes: i === 0 ? ['occlusion'] : ['occlusion', 'fast-motion'],
    })),
    ...{ unreadable: [], trackers, agreements: [], createdBy: 'test', createdAt: '' },
  };
}
