import type { Patch } from '../annotation.ts';
import type { EditCommand } from '../edit-command.ts';
import { isPersons, protectedBeside } from '../tracking/protection.ts';
import { trackName } from '../tracking/track-name.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { refuse, requireEditable } from './edit-checks.ts';
import { PatchBuilder } from './patch-builder.ts';

/**
 * Takes away what nobody has agreed to between a person's frame and the person's frames on either side of it, so that
 * interpolation follows from those alone. @throws StudioError bad-input where the frame is not a person's
 */
export function planInterpolate(
  model: AnnotationModel,
  { trackId, frameIndex }: Extract<EditCommand, { type: 'interpolateSpans' }>,
): Patch {
  const track = requireEditable(model, trackId);
  const own = model.row(trackId, frameIndex);
  if (own === undefined || !isPersons(own)) {
    refuse(
      `${trackName(model, trackId)} has no keyframe of a person in frame ${frameIndex}: draw or confirm its box there first`,
    );
  }
  const from = protectedBeside(model, trackId, frameIndex, -1)?.frameIndex ?? frameIndex;
  const to = protectedBeside(model, trackId, frameIndex, 1)?.frameIndex ?? frameIndex;
  const patch = new PatchBuilder(model).track({ ...track, interpolate: true });
  for (const placed of model.rowsBetween(trackId, from, to)) {
    if (!isPersons(placed.row)) patch.row(trackId, placed.frameIndex, null);
  }
  return patch.build(`Interpolate ${trackName(model, trackId)}, frames ${from} to ${to}`);
}
