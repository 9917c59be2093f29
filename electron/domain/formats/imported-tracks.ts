import type { Track, TrackFrame, TrackMedia } from '../track.ts';

/** A frame of an imported track; its time is that of the media that it comes to. */
export type ImportedFrame = Omit<TrackFrame, 'pts' | 'timeSec'>;

/**
 * A track as a file gives it, its frames ascending. They may be made anew whenever they are asked for, so that those
 * of a large file are not all in memory at once.
 */
export type ImportedTrack = Omit<Track, 'frames'> & { readonly frames: readonly ImportedFrame[] };

/** What every annotation format is read into. */
export interface ImportedTracks {
  /** Size of the pictures in pixels; null when the file does not tell. */
  readonly media: Pick<TrackMedia, 'width' | 'height'> | null;
  readonly tracks: readonly ImportedTrack[];
  /** What a person should know about the file, one sentence each. */
  readonly warnings?: readonly string[];
}
