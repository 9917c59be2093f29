import { StudioError } from '../../contract/errors.ts';
import type { Label, MediaItem, ProjectTrack } from '../annotation.ts';
import { assertBox } from '../boxes.ts';
import type { Box } from '../boxes.ts';
import type { FrameRange } from '../edit-command.ts';
import type { AnnotationModel } from './annotation-model.ts';

/** Throws that a command cannot be done: what is wrong, and what to do instead. */
export function refuse(message: string): never {
  throw new StudioError('bad-input', message);
}

/** @throws StudioError bad-input when the project has no such track */
export function requireTrack(model: AnnotationModel, trackId: number): ProjectTrack {
  return (
    model.track(trackId) ??
    refuse(`the project has no track ${trackId}: it may have been deleted, so choose another one`)
  );
}

/** @throws StudioError bad-input when the project has no such track, or it is locked */
export function requireEditable(model: AnnotationModel, trackId: number): ProjectTrack {
  const track = requireTrack(model, trackId);
  if (track.locked) refuse(`track ${trackId} is locked: unlock it to change it`);
  return track;
}

/** @throws StudioError bad-input when the project has no such label */
export function requireLabel(model: AnnotationModel, labelId: number): Label {
  return (
    model.label(labelId) ??
    refuse(`the project has no label ${labelId}: it may have been removed, so choose another one`)
  );
}

/** @throws StudioError bad-input when the project has no such media item */
export function requireMedia(model: AnnotationModel, mediaId: number): MediaItem {
  return (
    model.mediaItem(mediaId) ??
    refuse(`the project has no video ${mediaId}: it may have been removed, so choose another one`)
  );
}

/** @throws StudioError bad-input when the media item has no such frame */
export function requireFrame(media: MediaItem, frameIndex: number): void {
  if (!Number.isInteger(frameIndex) || frameIndex < 0 || frameIndex >= media.frameCount) {
    refuse(`${media.name} has no frame ${frameIndex}: its frames are 0..${media.frameCount - 1}`);
  }
}

/** @throws StudioError bad-input when the range runs backwards or leaves the media item */
export function requireRange(media: MediaItem, { from, to }: FrameRange): void {
  requireFrame(media, from);
  requireFrame(media, to);
  if (to < from) refuse(`frames ${from}..${to} run backwards: give the earlier one first`);
}

/** A box without anything but its four parts. @throws StudioError bad-input when it cannot lie in the media's frame */
export function requireBox(media: MediaItem, { x, y, w, h }: Box): Box {
  assertBox({ x, y, w, h }, media);
  return { x, y, w, h };
}
