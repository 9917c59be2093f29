import type { AnnotatedTrack } from '../annotation.ts';
import { AnnotationsBuilder, type VideoAnnotations } from '../formats/video-annotations.ts';
import { documentFromTracks, type DocumentParts } from './track-document.ts';

/** As of a document; the tracks may be made one after the other. */
type AnnotationParts = Omit<DocumentParts, 'tracks'> & {
  readonly tracks: Iterable<AnnotatedTrack>;
};

/**
 * A media item's tracks as formats write them: every frame in which something is known. Tracks are written out one
 * after the other, so that only the compact form of all of them is ever in memory.
 */
export function annotationsFromTracks(parts: AnnotationParts): VideoAnnotations {
  const builder = new AnnotationsBuilder();
  const models = new Set<string>();
  let hasSeveral = false;
  for (const track of parts.tracks) {
    const { tracks, model } = documentFromTracks({ ...parts, tracks: [track] });
    if (model !== null) models.add(model.id);
    for (const { frames, ...rest } of tracks) {
      const place = builder.track(rest);
      const makers = new Set<string>();
      for (const frame of frames) {
        builder.add(place, frame, frame.frameIndex);
        if (frame.source.startsWith('model:')) makers.add(frame.source);
      }
      hasSeveral ||= makers.size > 1;
    }
  }
  const { name, width, height, fps, frameCount, timeBase } = parts.media;
  const [only] = models;
  return builder.build((frame) => `${name}: frame ${frame}`, {
    facts: { name, width, height, fps, frameCount, timeBase },
    origin: {
      model:
        only !== undefined && models.size === 1 && !hasSeveral ? { id: only, sha256: null } : null,
      createdBy: parts.createdBy,
      createdAt: parts.createdAt,
      incompleteReason: null,
    },
    keepsEmpty: true,
  });
}
