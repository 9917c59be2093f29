import type { Box } from '../../domain/boxes.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';

/** What a frame is for: to learn from, or only to be looked at. */
export type FrameSplit = 'training' | 'validation';

/** One frame of a track that a person vouches for. */
export interface AnnotatedFrame {
  readonly frameIndex: number;
  /** Image pixels; parts may lie outside the picture. */
  readonly box: Box;
  /** How often it comes up compared with the track's other frames; above 0. */
  readonly weight: number;
  readonly split: FrameSplit;
}

/** One object through a medium. */
export interface ArchivedTrack {
  /** Unique among all tracks that are archived together. */
  readonly id: string;
  /** In any order, each frame once. */
  readonly frames: readonly AnnotatedFrame[];
}

/** A medium and the objects in it. */
export interface AnnotatedSource {
  /** Absolute path of a video, a folder of pictures or a single picture. */
  readonly media: string;
  readonly tracks: readonly ArchivedTrack[];
}

/** How much is kept. */
export interface FrameArchiveOptions {
  /** The largest network that looks at the frames, teacher or student: its crops decide on region and resolution. */
  readonly network: ModelConfig;
  /** Most bytes of pixels, 2 GB unless told; beyond them frames are left out, evenly over each track. */
  readonly maxBytes?: number;
  /** @param done frames that are decoded, of `total` */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

/** A frame that could not be used, and why. */
export interface SkippedFrame {
  readonly media: string;
  readonly trackId: string;
  readonly frameIndex: number;
  /** One sentence. */
  readonly reason: string;
}

/** What an archive holds. */
export interface FrameArchiveSummary {
  /** Absolute path of its description, as `TrainingData` names it. */
  readonly file: string;
  /** Pictures to learn from and to look at. */
  readonly pictures: { readonly training: number; readonly validation: number };
  readonly bytes: number;
  /** Frames left out to keep the bound. */
  readonly thinned: number;
  readonly skipped: readonly SkippedFrame[];
  /** SHA-256 of pixels, boxes, weights and splits, in hexadecimal digits. */
  readonly contentHash: string;
}

/** Keeps the pixels around annotated boxes, so that training needs no video. */
export interface FrameArchives {
  /**
   * Decodes each medium once, in order, and writes `frames.json` and `frames.bin` into a folder, whole or not at all.
   * @param folder absolute path; made where it is missing
   * @throws StudioError bad-input when nothing can be learned from, write-failed for lack of space, cancelled
   */
  write(
    folder: string,
    sources: readonly AnnotatedSource[],
    options: FrameArchiveOptions,
  ): Promise<FrameArchiveSummary>;
}
