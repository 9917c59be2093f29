import type { FrameSource } from '../../domain/video.ts';

/** Opens videos and image folders. */
export interface Media {
  /** @throws StudioError not-found, bad-input or bad-media, naming the file and what to do. */
  open(path: string): Promise<FrameSource>;
}
