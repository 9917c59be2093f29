import type { FrameRow, Patch, ProjectTrack } from '../annotation.ts';
import type { Box } from '../boxes.ts';
import type { EditCommand } from '../edit-command.ts';
import type { AnnotationModel } from './annotation-model.ts';
import {
  refuse,
  requireBox,
  requireEditable,
  requireFrame,
  requireLabel,
  requireMedia,
} from './edit-checks.ts';
import { PatchBuilder } from './patch-builder.ts';
import type { IdSource } from './id-source.ts';
import { pin, rowFrom } from './shown-row.ts';

type Command<Type extends EditCommand['type']> = Extract<EditCommand, { type: Type }>;

/** A new track that starts with one box of a person. @throws StudioError bad-input */
export function planAddTrack(
  model: AnnotationModel,
  command: Command<'addTrack'>,
  ids: IdSource,
): Patch {
  const media = requireMedia(model, command.mediaId);
  const label = requireLabel(model, command.labelId);
  requireFrame(media, command.frameIndex);
  const box = requireBox(media, command.box);
  const track: ProjectTrack = {
    id: ids.nextTrackId(),
    mediaId: media.id,
    labelId: label.id,
    color: null,
    attributes: {},
    interpolate: true,
    locked: false,
    hidden: false,
  };
  return new PatchBuilder(model)
    .track(track)
    .row(track.id, command.frameIndex, humanRow(box))
    .build(`Add ${label.name} ${track.id}`);
}

/** A person's box in one frame; frames that follow from it follow. @throws StudioError bad-input */
export function planSetBox(
  model: AnnotationModel,
  { trackId, frameIndex, box }: Command<'setBox'>,
): Patch {
  const media = requireMedia(model, requireEditable(model, trackId).mediaId);
  requireFrame(media, frameIndex);
  const shown = model.shownAt(trackId, frameIndex);
  const made = humanRow(requireBox(media, box));
  const { confirmed = false, occluded = false, attributes = {} } = shown ?? {};
  return new PatchBuilder(model)
    .row(trackId, frameIndex, { ...made, confirmed, occluded, attributes })
    .build(titleOfBox(shown?.box ?? null, box));
}

/**
 * Takes the box of one frame away and keeps all others. Between others the frame becomes an absent one, since without
 * it a box would be interpolated there. @throws StudioError bad-input
 */
export function planDeleteBox(
  model: AnnotationModel,
  { trackId, frameIndex }: Command<'deleteBox'>,
): Patch {
  const { interpolate, mediaId } = requireEditable(model, trackId);
  requireFrame(requireMedia(model, mediaId), frameIndex);
  const patch = new PatchBuilder(model);
  const shown = model.shownAt(trackId, frameIndex);
  if (shown === null || shown.box === null) return patch.build('Delete box');
  const previous = model.previousRow(trackId, frameIndex);
  const next = model.nextRow(trackId, frameIndex);
  // After an absent frame the ones before this stay absent by themselves, as long as something follows.
  const followsAbsent = previous?.row.absent === true;
  if (!followsAbsent || next === null) pin(patch, model, trackId, frameIndex - 1);
  pin(patch, model, trackId, frameIndex + 1);
  const isBetween = previous !== null && next !== null && !followsAbsent;
  const { attributes } = shown;
  patch.row(
    trackId,
    frameIndex,
    interpolate && isBetween ? { ...humanRow(null), attributes } : null,
  );
  return patch.build('Delete box');
}

/** Makes a person's keyframe of what is seen in a frame, or removes a keyframe. @throws StudioError bad-input */
export function planToggleKeyframe(
  model: AnnotationModel,
  { trackId, frameIndex }: Command<'toggleKeyframe'>,
): Patch {
  const { interpolate, mediaId } = requireEditable(model, trackId);
  requireFrame(requireMedia(model, mediaId), frameIndex);
  const patch = new PatchBuilder(model);
  const shown = model.shownAt(trackId, frameIndex);
  if (shown === null) {
    refuse(`track ${trackId} has nothing in frame ${frameIndex}: draw a box there instead`);
  }
  if (!shown.isStored || !shown.keyframe) {
    const row = rowFrom(shown, { source: 'human', score: null, keyframe: true });
    return patch.row(trackId, frameIndex, row).build('Add keyframe');
  }
  const isBetween =
    model.previousRow(trackId, frameIndex) !== null && model.nextRow(trackId, frameIndex) !== null;
  if (!interpolate || !isBetween) {
    const reason = interpolate
      ? 'it is at an end of the track'
      : 'the track does not interpolate between keyframes';
    refuse(
      `without the keyframe in frame ${frameIndex} track ${trackId} would have no box there, as ${reason}: ` +
        'delete the box if it should go',
    );
  }
  return patch.row(trackId, frameIndex, null).build('Remove keyframe');
}

/** A keyframe as a person makes it; absent without a box. */
export function humanRow(box: Box | null): FrameRow {
  return {
    box,
    source: 'human',
    confirmed: false,
    score: null,
    occluded: false,
    absent: box === null,
    keyframe: true,
    attributes: {},
  };
}

function titleOfBox(before: Box | null, after: Box): string {
  if (before === null) return 'Draw box';
  // Dragging a box may round its size, but not visibly.
  const isSameSize = Math.abs(before.w - after.w) < 1e-6 && Math.abs(before.h - after.h) < 1e-6;
  return isSameSize ? 'Move box' : 'Resize box';
}
