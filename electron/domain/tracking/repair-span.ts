import type { AnnotationModel } from '../editing/annotation-model.ts';
import { changedBoxes } from './changed-boxes.ts';
import { joinPasses } from './join-passes.ts';
import type { ProposedBox } from './layer.ts';
import { ledOver, Meeting } from './meeting.ts';
import { passesOf, type RepairSpan } from './plan-repair.ts';
import type { TrackSegment } from './plan-run.ts';

/**
 * Sends a tracker through a segment and gives what it found, in the order of tracking; ends early, after the box for
 * which `isEnough` says so.
 */
export type Follow = (
  segment: TrackSegment,
  isEnough: (found: ProposedBox) => boolean,
) => Promise<readonly ProposedBox[]>;

/**
 * The boxes that a repair of one span proposes: from the first to the last frame that changes.
 *
 * A pass from the correction that meets the boxes which are there before it comes to the person's next frame has
 * found where the drift began: what lies beyond is not affected, however long it is. Where that happens between two
 * frames of a person, the boxes that are there take the place of the pass from the other side.
 */
export async function repairSpan(
  model: AnnotationModel,
  trackId: number,
  span: RepairSpan,
  follow: Follow,
): Promise<ProposedBox[]> {
  const { forward, backward } = passesOf(span, trackId);
  const changed = (joined: readonly ProposedBox[]): ProposedBox[] =>
    changedBoxes(model, trackId, joined);
  const meeting = new Meeting(model, trackId);
  const untilMet = (found: ProposedBox): boolean => meeting.sees(found);
  if (forward === null || backward === null) {
    const found = await follow((forward ?? backward)!, untilMet);
    const pass = meeting.isMet ? ledOver(model, trackId, found) : found;
    return changed(joinPasses(span, forward && pass, backward && pass));
  }
  const back = await follow(backward, untilMet);
  const met = back.at(-1)?.frameIndex ?? span.to;
  const before = meeting.isMet ? shownAt(model, trackId, met - 1) : null;
  if (before === null || met <= span.from) {
    return changed(joinPasses(span, await follow(forward, () => false), back));
  }
  const affected = { ...span, from: met, before };
  const known = model
    .rowsBetween(trackId, met, span.to)
    .flatMap(({ frameIndex, row }) =>
      row.box === null ? [] : [{ frameIndex, box: row.box, score: row.score ?? 0 }],
    );
  // What was there is no second opinion: the person has just said that it went wrong.
  return changed(joinPasses(affected, known, back)).map(({ frameIndex, box, score }) => {
    return { frameIndex, box, score };
  });
}

function shownAt(
  model: AnnotationModel,
  trackId: number,
  frameIndex: number,
): RepairSpan['before'] {
  const box = model.shownAt(trackId, frameIndex)?.box ?? null;
  return box && { frameIndex, box };
}
