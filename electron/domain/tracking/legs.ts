import type { TrackSegment } from './plan-run.ts';

/** A stretch of frames in which the same segments are followed; `to` < `from` when backward. */
export interface Leg {
  readonly from: number;
  readonly to: number;
  readonly segments: readonly TrackSegment[];
}

/**
 * Cuts segments of one direction where any of them begins or ends, in the order in which tracking meets the frames.
 * A segment that began in an earlier leg goes on in the next one.
 */
export function legsOf(segments: readonly TrackSegment[], direction: 1 | -1): Leg[] {
  const turns = new Map<number, { begins: TrackSegment[]; ends: TrackSegment[] }>();
  const turnAt = (frameIndex: number) => {
    const turn = turns.get(frameIndex) ?? { begins: [], ends: [] };
    turns.set(frameIndex, turn);
    return turn;
  };
  for (const segment of segments) {
    turnAt(segment.from).begins.push(segment);
    turnAt(segment.to + direction).ends.push(segment);
  }
  const active = new Set<TrackSegment>();
  const legs: Leg[] = [];
  const frames = [...turns.keys()].sort((a, b) => direction * (a - b));
  frames.forEach((frameIndex, i) => {
    const { begins, ends } = turns.get(frameIndex)!;
    for (const segment of ends) active.delete(segment);
    for (const segment of begins) active.add(segment);
    if (active.size === 0) return;
    legs.push({ from: frameIndex, to: frames[i + 1]! - direction, segments: [...active] });
  });
  return legs;
}
