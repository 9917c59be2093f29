import { videoStem } from '../named-texts.ts';
import type { AnnotationTrack, VideoAnnotations } from '../video-annotations.ts';

/** A sequence of a benchmark that follows one object: a track of a video. */
export interface Sequence {
  readonly name: string;
  readonly video: VideoAnnotations;
  readonly track: AnnotationTrack;
}

/**
 * The sequences of some videos, one for each track: a video's only track has its name, several have it with their
 * ids (`walk-7`).
 */
export function sequencesOf(videos: readonly VideoAnnotations[]): readonly Sequence[] {
  return videos.flatMap((video) => {
    const stem = videoStem(video.facts.name);
    return video.tracks.map((track): Sequence => {
      const name = video.tracks.length === 1 ? stem : `${stem}-${track.id}`;
      return { name, video, track };
    });
  });
}

/** The video and id that a sequence's name speaks of: `walk-7` is track 7 of `walk`. */
export function partsOfName(name: string): { readonly stem: string; readonly id: number } | null {
  const found = /^(.+)-(\d{1,9})$/.exec(name);
  const id = Number(found?.[2] ?? 0);
  return found === null || id < 1 ? null : { stem: found[1]!, id };
}
