import type { TrackerScores } from '../metrics/evaluation.ts';
import type { Protocol } from '../metrics/protocol.ts';

/** One figure of a tracker, as tables of papers have it. */
export interface ScoreColumn {
  readonly title: string;
  /** The protocol that defines it; null for figures of none. */
  readonly protocol: Protocol | null;
  /** What it is, in one sentence. */
  readonly meaning: string;
  readonly digits: number;
  /** Which end is better; null where neither is. */
  readonly best: 'most' | 'least' | null;
  /** Null where it is not known. */
  readonly value: (scores: TrackerScores) => number | null;
}

const percent = (share: number | null | undefined): number | null =>
  share === null || share === undefined ? null : share * 100;

/** The columns of the table of trackers, in their order. */
export const SCORE_COLUMNS: readonly ScoreColumn[] = [
  {
    ...{ title: 'resolution', protocol: null, digits: 0, best: null },
    meaning: 'Side of the search region in pixels.',
    value: ({ tracker }) => tracker.resolution,
  },
  {
    ...{ title: 'SUC', protocol: 'pytracking', digits: 1, best: 'most' },
    meaning: 'Mean of the success curve over 21 overlaps, times 100.',
    value: ({ pytracking }) => percent(pytracking?.successAuc),
  },
  {
    ...{ title: 'NPRE', protocol: 'pytracking', digits: 1, best: 'most' },
    meaning: 'Frames whose centre is within 0.2 of the true sides, %.',
    value: ({ pytracking }) => percent(pytracking?.normPrecision20),
  },
  {
    ...{ title: 'PRE', protocol: 'pytracking', digits: 1, best: 'most' },
    meaning: 'Frames whose centre is within 20 px, %.',
    value: ({ pytracking }) => percent(pytracking?.precision20),
  },
  {
    ...{ title: 'AO', protocol: 'got10k', digits: 1, best: 'most' },
    meaning: 'Mean overlap of all visible frames but the first, times 100.',
    value: ({ got10k }) => percent(got10k?.averageOverlap),
  },
  {
    ...{ title: 'SR0.5', protocol: 'got10k', digits: 1, best: 'most' },
    meaning: 'Those frames with an overlap above 0.5, %.',
    value: ({ got10k }) => percent(got10k?.sr50),
  },
  {
    ...{ title: 'SR0.75', protocol: 'got10k', digits: 1, best: 'most' },
    meaning: 'Those frames with an overlap above 0.75, %.',
    value: ({ got10k }) => percent(got10k?.sr75),
  },
  {
    ...{ title: 'mean IoU', protocol: null, digits: 1, best: 'most' },
    meaning:
      'Plain mean IoU over frames 2 to n of each sequence, sequences weighing the same, times 100.',
    value: ({ meanIou }) => percent(meanIou),
  },
  {
    ...{ title: 'GMACs', protocol: null, digits: 2, best: 'least' },
    meaning: 'Multiply-accumulates of layers per frame, thousands of millions.',
    value: ({ tracker }) => tracker.gmacs,
  },
  {
    ...{ title: 'fps', protocol: null, digits: 1, best: 'most' },
    meaning: 'Frames per second on the clock, decoding included.',
    value: ({ speed }) => speed?.fps ?? null,
  },
  {
    ...{ title: 'median ms', protocol: null, digits: 1, best: 'least' },
    meaning: 'Milliseconds from one result to the next, the middle one.',
    value: ({ speed }) => speed?.medianMs ?? null,
  },
  {
    ...{ title: 'p95 ms', protocol: null, digits: 1, best: 'least' },
    meaning: 'The same, which 95 % of the frames stay within.',
    value: ({ speed }) => speed?.p95Ms ?? null,
  },
  {
    ...{ title: 'losses', protocol: null, digits: 0, best: 'least' },
    meaning: 'Times that the object was lost: IoU of at most 0.1 for five measured frames.',
    value: ({ robustness }) => robustness.losses,
  },
  {
    ...{ title: 're-detected', protocol: null, digits: 0, best: null },
    meaning: 'Losses after which it was found again (IoU above 0.5).',
    value: ({ robustness }) => robustness.redetections,
  },
  {
    ...{ title: 'longest run', protocol: null, digits: 0, best: 'most' },
    meaning: 'Most measured frames in a row with an IoU above 0.5.',
    value: ({ robustness }) => robustness.longestDriftFree,
  },
];

/** A figure of one tracker as a table shows it. */
export interface ScoreCell {
  /** Empty where nothing is known. */
  readonly text: string;
  /** The best of the column, of two trackers or more. */
  readonly isBest: boolean;
}

/** The table of trackers: the columns in which something is known, and a row of cells per tracker. */
export function scoreTable(trackers: readonly TrackerScores[]): {
  readonly columns: readonly ScoreColumn[];
  readonly rows: readonly (readonly ScoreCell[])[];
} {
  const columns = SCORE_COLUMNS.filter(({ value }) => trackers.some((one) => value(one) !== null));
  const bests = columns.map(({ best, value }) => {
    const known = trackers.map(value).filter((number) => number !== null);
    if (best === null || known.length < 2) return null;
    return best === 'most' ? Math.max(...known) : Math.min(...known);
  });
  const rows = trackers.map((tracker) =>
    columns.map(({ value, digits }, i): ScoreCell => {
      const number = value(tracker);
      if (number === null) return { text: '', isBest: false };
      // What reads the same is equally good.
      const text = number.toFixed(digits);
      return { text, isBest: bests[i]?.toFixed(digits) === text };
    }),
  );
  return { columns, rows };
}

/** What is to be known of single sequences, by tracker and name. */
export function notesOf(trackers: readonly TrackerScores[]): readonly string[] {
  return trackers.flatMap(({ tracker, sequences }) =>
    sequences.flatMap(({ sequence, notes }) =>
      notes.map((note) => `${tracker.name} on ${sequence}: ${note}`),
    ),
  );
}
