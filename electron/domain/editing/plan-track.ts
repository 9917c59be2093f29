import type { Patch, ProjectTrack } from '../annotation.ts';
import type { EditCommand } from '../edit-command.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { refuse, requireEditable, requireLabel, requireTrack } from './edit-checks.ts';
import { PatchBuilder } from './patch-builder.ts';
import { requireColor } from './plan-label.ts';

/** Removes tracks with all their boxes. @throws StudioError bad-input */
export function planDeleteTracks(
  model: AnnotationModel,
  { trackIds }: Extract<EditCommand, { type: 'deleteTracks' }>,
): Patch {
  const patch = new PatchBuilder(model);
  for (const id of trackIds) patch.removeTrack(requireEditable(model, id).id);
  const { size } = new Set(trackIds);
  return patch.build(size === 1 ? `Delete track ${trackIds[0]!}` : `Delete ${size} tracks`);
}

/**
 * Changes what a track is called and how it is shown. A locked one may be unlocked, hidden and coloured only.
 * Attributes stay when the label changes, even those that the new one does not know: changing back loses nothing.
 * @throws StudioError bad-input
 */
export function planUpdateTrack(
  model: AnnotationModel,
  command: Extract<EditCommand, { type: 'updateTrack' }>,
): Patch {
  const track = requireTrack(model, command.trackId);
  const { labelId = track.labelId, interpolate = track.interpolate } = command;
  const { locked = track.locked, hidden = track.hidden, color = track.color } = command;
  const isOther = labelId !== track.labelId || interpolate !== track.interpolate;
  if (isOther && locked) requireEditable(model, track.id);
  requireLabel(model, labelId);
  if (color !== null) requireColor(color);
  const after = { ...track, labelId, color, interpolate, locked, hidden };
  return new PatchBuilder(model).track(after).build(titleOf(track, after));
}

/** Refuses a list of tracks for a command that needs at least two different ones. @throws StudioError bad-input */
export function requireSeveral(
  model: AnnotationModel,
  trackIds: readonly number[],
  verb: string,
): ProjectTrack[] {
  if (new Set(trackIds).size < trackIds.length || trackIds.length < 2) {
    refuse(`tracks ${trackIds.join(', ')} cannot be ${verb}: choose two different ones`);
  }
  const tracks = trackIds.map((id) => requireEditable(model, id));
  if (new Set(tracks.map(({ mediaId }) => mediaId)).size > 1) {
    refuse(`tracks ${trackIds.join(', ')} belong to different videos: choose some of the same one`);
  }
  return tracks;
}

function titleOf(before: ProjectTrack, after: ProjectTrack): string {
  const name = `track ${before.id}`;
  if (before.labelId !== after.labelId) return `Change label of ${name}`;
  if (before.interpolate !== after.interpolate) {
    return `${after.interpolate ? 'Interpolate' : 'Do not interpolate'} ${name}`;
  }
  if (before.locked !== after.locked) return `${after.locked ? 'Lock' : 'Unlock'} ${name}`;
  if (before.hidden !== after.hidden) return `${after.hidden ? 'Hide' : 'Show'} ${name}`;
  return `Colour ${name}`;
}
