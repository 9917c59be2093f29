import type { TimelineLane } from './scene.ts';

/** What one or several frames of a lane hold, as a sum of bits. */
export const LaneBit = {
  human: 1,
  model: 2,
  interpolated: 4,
  imported: 8,
  absent: 16,
  occluded: 32,
  unconfirmed: 64,
  keyframe: 128,
} as const;

/** Bits of frames that show a box. */
export const BOX_BITS = LaneBit.human | LaneBit.model | LaneBit.interpolated | LaneBit.imported;

/** No score in any of the frames asked for. */
export const NO_SCORE = -1;
/** Scores are kept in 0..254: finer than a lane is high. */
const SCORE_STEPS = 254;
const NO_SCORE_BYTE = 255;

/**
 * A lane's frames in two pyramids, each level joining pairs of the one below, so that any span of frames is summed
 * up exactly in a logarithmic number of steps. Two bytes per frame and level.
 */
export class LaneSummary {
  /** First stored frame, and the frame after the last. */
  readonly from: number;
  readonly to: number;
  readonly hasScores: boolean;
  readonly #bits: readonly Uint8Array[];
  readonly #scores: readonly Uint8Array[];

  constructor(lane: Pick<TimelineLane, 'spans' | 'frames' | 'row'>) {
    const { spans, frames } = lane;
    this.from = spans[0]?.from ?? 0;
    this.to = (spans.at(-1)?.to ?? this.from - 1) + 1;
    const bits = new Uint8Array(this.to - this.from);
    const scores = new Uint8Array(this.to - this.from).fill(NO_SCORE_BYTE);
    for (const { from, to, kind, occluded, confirmed } of spans) {
      if (kind === 'gap') continue;
      let value: number = LaneBit[kind];
      if (occluded) value |= LaneBit.occluded;
      if (!confirmed) value |= LaneBit.unconfirmed;
      bits.fill(value, from - this.from, to + 1 - this.from);
    }
    let hasScores = false;
    for (let i = 0; i < frames.length; i++) {
      const frameIndex = frames[i]!;
      const row = lane.row(frameIndex);
      if (!row) continue;
      if (row.keyframe) bits[frameIndex - this.from]! |= LaneBit.keyframe;
      if (row.score === null) continue;
      hasScores = true;
      const score = Math.max(0, Math.min(1, row.score));
      scores[frameIndex - this.from] = Math.round(score * SCORE_STEPS);
    }
    this.hasScores = hasScores;
    this.#bits = pyramid(bits, (a, b) => a | b);
    this.#scores = hasScores ? pyramid(scores, Math.min) : [];
  }

  /** All bits of the frames from..to-1. */
  bits(from: number, to: number): number {
    let low = Math.max(from, this.from) - this.from;
    let high = Math.min(to, this.to) - this.from;
    let sum = 0;
    for (let level = 0; low < high; level++, low >>= 1, high >>= 1) {
      const values = this.#bits[level]!;
      if (low & 1) sum |= values[low++]!;
      if (high & 1) sum |= values[--high]!;
    }
    return sum;
  }

  /** The least score of the frames from..to-1, [0,1] in steps of 1/254; NO_SCORE when none has any. */
  minScore(from: number, to: number): number {
    if (!this.hasScores) return NO_SCORE;
    let low = Math.max(from, this.from) - this.from;
    let high = Math.min(to, this.to) - this.from;
    let least = NO_SCORE_BYTE;
    for (let level = 0; low < high; level++, low >>= 1, high >>= 1) {
      const values = this.#scores[level]!;
      if (low & 1) least = Math.min(least, values[low++]!);
      if (high & 1) least = Math.min(least, values[--high]!);
    }
    return least === NO_SCORE_BYTE ? NO_SCORE : least / SCORE_STEPS;
  }
}

function pyramid(base: Uint8Array, join: (a: number, b: number) => number): Uint8Array[] {
  const levels = [base];
  for (let below = base; below.length > 1;) {
    const level = new Uint8Array((below.length + 1) >> 1);
    for (let i = 0; i < level.length; i++) {
      const left = below[2 * i]!;
      level[i] = 2 * i + 1 < below.length ? join(left, below[2 * i + 1]!) : left;
    }
    levels.push(level);
    below = level;
  }
  return levels;
}

/** Summaries by the identity of the lane's spans, which AnnotationModel renews with every change. */
export class LaneSummaries {
  readonly #known = new WeakMap<TimelineLane['spans'], LaneSummary>();

  of(lane: TimelineLane): LaneSummary {
    let summary = this.#known.get(lane.spans);
    if (!summary) {
      summary = new LaneSummary(lane);
      this.#known.set(lane.spans, summary);
    }
    return summary;
  }
}
