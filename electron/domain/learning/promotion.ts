import { seededRandom } from './seeded-random.ts';

/** Overlaps (IoU, 0..1) of both models with a person's box in one held-out frame. */
export interface JudgedFrame {
  /** Frames of one stretch of time belong together: their errors do too. */
  readonly span: number;
  readonly student: number;
  readonly former: number;
}

/** How the comparison of two models ended. */
export interface Judgement {
  readonly outcome: 'promoted' | 'not-better' | 'not-enough-to-judge';
  readonly frames: number;
  readonly spans: number;
  /** Mean overlap of student minus former, with its two-sided 95 % interval; null when there is too little. */
  readonly gain: { readonly mean: number; readonly low: number; readonly high: number } | null;
}

/** What a judgement needs at least. */
export const LEAST_JUDGED = { frames: 30, spans: 3 } as const;

/** Resamples; the interval's ends move by a thousandth between seeds at most. */
const DRAWS = 4000;
const TAIL = 0.025;

/**
 * Whether a student takes the former model's place: only if the whole interval of its gain lies above nothing. The
 * interval comes from a block bootstrap: whole spans are drawn with replacement, since frames of one span err alike.
 */
export function judge(frames: readonly JudgedFrame[], seed = 1): Judgement {
  const spans = [...Map.groupBy(frames, ({ span }) => span).values()].map(gainsOf);
  const counts = { frames: frames.length, spans: spans.length };
  if (counts.frames < LEAST_JUDGED.frames || counts.spans < LEAST_JUDGED.spans) {
    return { outcome: 'not-enough-to-judge', ...counts, gain: null };
  }
  const random = seededRandom(seed);
  const means = Float64Array.from({ length: DRAWS }, () =>
    meanOf(spans.map(() => spans[Math.floor(random() * spans.length)]!)),
  ).sort();
  const at = (share: number): number => means[Math.round(share * (DRAWS - 1))]!;
  const gain = { mean: meanOf(spans), low: at(TAIL), high: at(1 - TAIL) };
  return { outcome: gain.low > 0 ? 'promoted' : 'not-better', ...counts, gain };
}

interface SpanGain {
  readonly sum: number;
  readonly count: number;
}

function gainsOf(frames: readonly JudgedFrame[]): SpanGain {
  const sum = frames.reduce((total, { student, former }) => total + student - former, 0);
  return { sum, count: frames.length };
}

function meanOf(spans: readonly SpanGain[]): number {
  const sum = spans.reduce((total, span) => total + span.sum, 0);
  return sum / spans.reduce((total, { count }) => total + count, 0);
}
