import type { Frame, ColourMatrix } from './frame.ts';
import type { FrameTable } from './frame-table.ts';

/** What is known about a video or image folder before any picture is decoded. */
export interface VideoInfo {
  /** Absolute path of the file or folder. */
  readonly path: string;
  readonly kind: 'video' | 'images';
  /** Size in pixels as shown, after rotation. */
  readonly width: number;
  readonly height: number;
  /** Clockwise degrees that the decoder applies before a picture is shown: 0, 90, 180 or 270. */
  readonly rotation: number;
  /** Average frames per second (image folders: 30 unless told). */
  readonly fps: number;
  readonly codec: string;
  readonly pixelFormat: string;
  readonly matrix: ColourMatrix;
  readonly fullRange: boolean;
  /** What is wrong with the file though it can be read (a truncated tail, say), one sentence each. */
  readonly warnings: readonly string[];
}

/** One picture and its place in the frame table. */
export interface IndexedFrame {
  readonly index: number;
  readonly frame: Frame;
}

/** A span of frames to read in order; `to` is inclusive, and lies before `from` when reading backward. */
export interface FrameSpan {
  readonly from: number;
  readonly to: number;
}

/** Random and sequential access to the pictures of one video or image folder, by frame index. */
export interface FrameSource {
  readonly info: VideoInfo;
  readonly table: FrameTable;
  /** Exactly the picture at `index`. @throws StudioError bad-input when out of range, bad-media when undecodable. */
  frame(index: number, signal?: AbortSignal): Promise<Frame>;
  /**
   * Pictures from `from` to `to`, one by one, forward or backward. A frame's bytes belong to the consumer.
   * A damaged file yields what decodes, then throws StudioError bad-media naming the frame reached.
   */
  frames(span: FrameSpan, signal?: AbortSignal): AsyncIterable<IndexedFrame>;
  /** Ends every child process of this source. */
  close(): Promise<void>;
}
