import type { AnnotationModel } from '../editing/annotation-model.ts';
import type { PlacedRow } from '../editing/interpolate.ts';
import { kindOf } from '../editing/spans.ts';
import { isPersons } from '../tracking/protection.ts';
import { frameDoubts } from './frame-doubt.ts';
import type { DoubtReason, PictureSize } from './frame-doubt.ts';

/** Neighbouring frames of a track that are worth a person's look. */
export interface DoubtItem {
  readonly trackId: number;
  /** Both inclusive. */
  readonly from: number;
  readonly to: number;
  /** The frame to look at: where the doubt begins to matter. */
  readonly peak: number;
  /** How doubtful the peak is, 0..1. */
  readonly doubt: number;
  readonly reason: DoubtReason;
  /** How many wrong frames a look is expected to put right. */
  readonly expectedFrames: number;
}

const LEAST_DOUBT = 0.5;

/** What is doubtful in a track, in ascending order of frames; what a person drew or confirmed never is. */
export function doubtsOfTrack(
  model: AnnotationModel,
  trackId: number,
  media: PictureSize,
): DoubtItem[] {
  return runsOf(model, trackId).flatMap((run) => {
    const doubts = frameDoubts(
      run.map(({ row }) => row),
      media,
    );
    const items: DoubtItem[] = [];
    for (let i = 0; i < run.length; i++) {
      if (doubts[i]!.doubt < LEAST_DOUBT) continue;
      let end = i;
      while (end + 1 < run.length && doubts[end + 1]!.doubt >= LEAST_DOUBT) end++;
      const { doubt, reason } = doubts[i]!;
      const [from, to] = [run[i]!.frameIndex, run[end]!.frameIndex];
      items.push({ trackId, from, to, peak: from, doubt, reason, expectedFrames: to - from + 1 });
      i = end;
    }
    return items;
  });
}

/** Items in the order in which they are best looked at: the one that repairs most first. */
export function doubtQueue(items: readonly DoubtItem[]): DoubtItem[] {
  return [...items].sort(
    (a, b) => b.expectedFrames - a.expectedFrames || a.trackId - b.trackId || a.from - b.from,
  );
}

/** Stretches of consecutive frames with boxes that only a model stands for. */
function runsOf(model: AnnotationModel, trackId: number): PlacedRow[][] {
  const runs: PlacedRow[][] = [];
  for (const placed of model.rowsBetween(trackId, 0, Infinity)) {
    const { row, frameIndex } = placed;
    if (kindOf(row) !== 'model' || isPersons(row)) continue;
    const last = runs.at(-1);
    if (last?.at(-1)!.frameIndex === frameIndex - 1) last.push(placed);
    else runs.push([placed]);
  }
  return runs;
}
