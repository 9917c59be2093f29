import type { IndexedFrame } from '../../domain/video.ts';

/** Kinds of picture files. */
export type PictureKind = 'jpg' | 'png';

/** Writes decoded frames as picture files. */
export interface PictureWriter {
  /**
   * Writes every frame of a stream to the path that belongs to it; PNG keeps every pixel, JPEG is of high quality.
   * @param pathOf absolute path of a frame's file, without its extension's kind being checked
   * @returns the number of files written
   * @throws StudioError write-failed, cancelled; errors of the frame source pass through
   */
  write(
    frames: AsyncIterable<IndexedFrame>,
    pathOf: (frameIndex: number) => Promise<string>,
    kind: PictureKind,
    signal?: AbortSignal,
  ): Promise<number>;
}
