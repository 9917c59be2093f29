import type { FrameRow } from '../annotation.ts';
import type { Box } from '../boxes.ts';
import type { PictureSize } from '../doubt/frame-doubt.ts';
import type { AnnotationModel } from '../editing/annotation-model.ts';
import { kindOf } from '../editing/spans.ts';
import type { BoxSource } from '../track.ts';
import { isPersons } from '../tracking/protection.ts';
import { visibleShare } from './visible-share.ts';

/** A frame that a person vouches for, whose box can be learned from. */
export interface LearnableFrame {
  readonly frameIndex: number;
  /** Image pixels; parts may lie outside the picture. */
  readonly box: Box;
  readonly source: BoxSource;
  readonly confirmed: boolean;
  readonly occluded: boolean;
  /** A person put right here what a model had made. */
  readonly isCorrection: boolean;
  /** How often it comes up compared with other frames. */
  readonly weight: number;
}

/** A track's frames by what can be done with them. */
export interface LearnableTrack {
  readonly frames: readonly LearnableFrame[];
  /** Frames of a person without a usable box. */
  readonly unusable: number;
  /** Frames with a box that nobody vouches for: they are left out, and never stand for "not there". */
  readonly ignored: number;
}

/** Part of a box that must lie within the picture. */
const LEAST_VISIBLE = 0.5;
/** Least side of a box in image pixels: below, there is nothing to see. */
const LEAST_SIDE = 3;
/** Where a model drifted is where it has most to learn; three times as often, so that the rest is not forgotten. */
const CORRECTION_WEIGHT = 3;

/**
 * What can be learned from a track: stored frames that a person drew or confirmed, not absent, with a box that lies in
 * the picture for the most part. Nothing else: interpolated and tracked frames say neither yes nor no.
 * @param corrected frames known to have been corrected; a person's keyframe amid a model's boxes counts as well
 */
export function learnableFrames(
  model: AnnotationModel,
  trackId: number,
  picture: PictureSize,
  corrected: ReadonlySet<number>,
): LearnableTrack {
  const frames: LearnableFrame[] = [];
  let unusable = 0;
  let known = 0;
  for (const { frameIndex, row } of model.rowsBetween(trackId, 0, Infinity)) {
    if (!isPersons(row)) continue;
    if (row.box !== null) known++;
    if (!isUsable(row.box, picture)) {
      unusable++;
      continue;
    }
    const isCorrection =
      row.source === 'human' &&
      (corrected.has(frameIndex) || isAmidModel(model, trackId, frameIndex));
    const { box, source, confirmed, occluded } = row;
    const weight = isCorrection ? CORRECTION_WEIGHT : 1;
    frames.push({ frameIndex, box, source, confirmed, occluded, isCorrection, weight });
  }
  return { frames, unusable, ignored: shownBoxes(model, trackId) - known };
}

function isUsable(box: Box | null, picture: PictureSize): box is Box {
  return (
    box !== null &&
    Math.min(box.w, box.h) >= LEAST_SIDE &&
    visibleShare(box, picture) >= LEAST_VISIBLE
  );
}

/** True between two frames of a model: a person's box that a repair has been joined to. */
function isAmidModel(model: AnnotationModel, trackId: number, frameIndex: number): boolean {
  return [-1, 1].every((by) => {
    const beside: FrameRow | undefined = model.row(trackId, frameIndex + by);
    return beside !== undefined && kindOf(beside) === 'model';
  });
}

/** Frames in which a box of the track is seen, stored or interpolated. */
function shownBoxes(model: AnnotationModel, trackId: number): number {
  return model
    .spans(trackId)
    .filter(({ kind }) => kind !== 'absent' && kind !== 'gap')
    .reduce((sum, { from, to }) => sum + to - from + 1, 0);
}
