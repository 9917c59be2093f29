import type { FrameRow } from '../annotation.ts';
import type { AnnotationModel } from './annotation-model.ts';
import type { ShownBox } from './interpolate.ts';
import type { PatchBuilder } from './patch-builder.ts';
import { sameValue } from './same-value.ts';

/**
 * What is seen in a frame as a row to store; `more` replaces parts of it. How far other passes agreed was said of this
 * box by this maker, and is left out when either changes.
 */
export function rowFrom(shown: ShownBox, more: Partial<FrameRow> = {}): FrameRow {
  const { box, source, confirmed, score, occluded, absent, keyframe, attributes } = shown;
  const row = { box, source, confirmed, score, occluded, absent, keyframe, attributes, ...more };
  const isSame = row.source === source && sameValue(row.box, box);
  return isSame ? { ...overlapsOf(shown), ...row } : row;
}

function overlapsOf({ passIou, modelIou }: FrameRow): Pick<FrameRow, 'passIou' | 'modelIou'> {
  return {
    ...(passIou === undefined ? {} : { passIou }),
    ...(modelIou === undefined ? {} : { modelIou }),
  };
}

/**
 * Stores what is seen in a frame that only follows from others, so that it stays as it is when they change. Frames
 * that are stored already, or of which nothing is known, are left alone.
 */
export function pin(
  patch: PatchBuilder,
  model: AnnotationModel,
  trackId: number,
  frameIndex: number,
): void {
  const shown = model.shownAt(trackId, frameIndex);
  if (shown === null || shown.isStored) return;
  patch.row(trackId, frameIndex, rowFrom(shown, { keyframe: true }));
}
