import type { MediaItem, Patch } from '../annotation.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { requireMedia } from './edit-checks.ts';
import { PatchBuilder } from './patch-builder.ts';

/** A new media item. */
export function planAddMedia(model: AnnotationModel, media: MediaItem): Patch {
  return new PatchBuilder(model).media(media.id, media).build(`Add ${media.name}`);
}

/** Another place, or otherwise new facts, of a media item. @throws StudioError bad-input when it is not there */
export function planUpdateMedia(model: AnnotationModel, media: MediaItem): Patch {
  requireMedia(model, media.id);
  return new PatchBuilder(model).media(media.id, media).build(`Relink ${media.name}`);
}

/** Removes a media item with its tracks, locked ones too. @throws StudioError bad-input when it is not there */
export function planRemoveMedia(model: AnnotationModel, mediaId: number): Patch {
  const { name } = requireMedia(model, mediaId);
  const patch = new PatchBuilder(model).media(mediaId, null);
  for (const { id } of model.tracks(mediaId)) patch.removeTrack(id);
  return patch.build(`Remove ${name}`);
}
