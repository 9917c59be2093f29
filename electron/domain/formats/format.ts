import type { BoxRow } from './box-table.ts';
import type { FormatId } from './format-ids.ts';
import type { NamedTexts, TextFile } from './named-texts.ts';
import type { VideoAnnotations, VideoFacts } from './video-annotations.ts';

/** What a format can hold of annotations; whatever it cannot is lost on the way through it. */
export interface Holds {
  /**
   * `none`: tracks are numbered anew; `if-many`: so is one alone; `per-box`: every box comes back as an object of its
   * own.
   */
  readonly ids: 'kept' | 'if-many' | 'none' | 'per-box';
  /** What comes back of a label; false where none does. */
  readonly labels: ((label: string) => string) | false;
  readonly colors: boolean;
  /** Whether an attribute of a track is kept. */
  readonly keepsTrackAttribute: (name: string, value: string | number | boolean) => boolean;
  /** Whether an attribute of a frame is kept. */
  readonly keepsAttribute: (name: string, value: string | number | boolean, row: BoxRow) => boolean;
  /** Who made each box. */
  readonly sources: boolean;
  /** `below-1`: a score of 1 says no more than none. */
  readonly scores: 'kept' | 'below-1' | 'none';
  readonly confirmed: boolean;
  /** `derived`: those boxes are keyframes that do not follow from the ones around them. */
  readonly keyframes: 'kept' | 'derived' | 'none';
  readonly occlusion: boolean;
  /**
   * `frames`: as they are; `none`: left out; `between`: only between two boxes, where whatever has no box counts as
   * absent; `lines`: every frame has a line, and those without a box are absent.
   */
  readonly absence: 'frames' | 'none' | 'between' | 'lines';
  /** Decimals of box edges in pixels; null where they are written exactly. */
  readonly decimals: number | null;
  /** Exact times of frames. */
  readonly times: boolean;
}

/** What a reader may know of the video that annotations are read for; null where it does not. */
export interface ParseHints {
  readonly facts: VideoFacts;
  /** File names of an image folder's frames, in order. */
  readonly fileNames: readonly string[] | null;
  /** Number of the first pixel in formats where that is open to doubt; the format's own where it is not told. */
  readonly firstPixel?: 0 | 1;
}

/** How to write, where a format leaves a choice. */
export interface WriteOptions {
  /** As in `ParseHints`. */
  readonly firstPixel?: 0 | 1;
  /** Extension of the pictures that are written beside the annotations. */
  readonly pictures?: 'jpg' | 'png';
}

/** A picture that belongs beside the annotations. */
export interface Picture {
  /** Below the folder of the annotations, with `/`. */
  readonly path: string;
  readonly frameIndex: number;
}

/** One annotation format: pure text in and out. */
export interface AnnotationFormat {
  readonly id: FormatId;
  /** Its name, as people know it. */
  readonly title: string;
  /** Who reads it, in one sentence. */
  readonly about: string;
  /** Whether one video is a single file or a folder of files. */
  readonly kind: 'file' | 'folder';
  /** End of a single file's name, with its dot. */
  readonly extension: string;
  /** Whether one file or folder holds several videos. */
  readonly manyVideos: boolean;
  readonly holds: Holds;
  /** What else changes on the way, one sentence each; shown before writing. */
  readonly remarks: (video: VideoAnnotations) => readonly string[];
  /** Annotations of every video in the files. @throws StudioError bad-input naming the file and the place in it */
  parse(files: NamedTexts, hints: ParseHints): readonly VideoAnnotations[];
  /**
   * The files of some videos; a single file's path is its name.
   * @throws StudioError bad-input when the format needs what nobody knows, e.g. the size of the pictures
   */
  serialise(videos: readonly VideoAnnotations[], options: WriteOptions): Iterable<TextFile>;
  /** The pictures of a video and where they belong. */
  pictures(video: VideoAnnotations, options: WriteOptions): Iterable<Picture>;
}
