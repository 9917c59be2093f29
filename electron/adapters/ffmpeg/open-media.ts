import { stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { timeSec } from '../../domain/frame-table.ts';
import type { TimeBase } from '../../domain/frame-table.ts';
import type { FrameSource, VideoInfo } from '../../domain/video.ts';
import { openImageFolder } from '../images/image-folder.ts';
import type { ImageFolderOptions } from '../images/image-folder.ts';
import { openVideo } from './video-source.ts';
import type { VideoOptions } from './video-source.ts';

/** How to open a video file or a folder of pictures. */
export type MediaOptions = VideoOptions & ImageFolderOptions;

/**
 * Opens a video file or a folder of pictures for reading by frame index.
 * @throws StudioError not-found, bad-input or bad-media, naming the file and what to do
 */
export async function openMedia(
  mediaPath: string,
  options: MediaOptions = {},
): Promise<FrameSource> {
  if (mediaPath === '' || mediaPath.includes('\0')) {
    throw new StudioError(
      'bad-input',
      'No video is named: give the path of a video file or a folder of pictures.',
    );
  }
  const absolute = path.resolve(mediaPath);
  const status = await stat(absolute).catch((cause: unknown) => {
    throw new StudioError('not-found', `${absolute} does not exist: check the path.`, { cause });
  });
  return status.isDirectory() ? openImageFolder(absolute, options) : openVideo(absolute, options);
}

/** Everything known about opened media, as plain data for a report. */
export interface MediaDescription {
  readonly info: VideoInfo;
  readonly frameCount: number;
  /** From the first frame's time to the end of the last one, seconds. */
  readonly durationSec: number;
  readonly timeBase: TimeBase;
  /** Presentation time of every frame in units of `timeBase`. */
  readonly pts: readonly number[];
  /** Indices of the frames at which decoding can start. */
  readonly keyFrames: readonly number[];
}

/** Describes opened media; the last frame is taken to last as long as the average one. */
export function describeMedia({
  info,
  table,
}: Pick<FrameSource, 'info' | 'table'>): MediaDescription {
  const last = table.pts.length - 1;
  return {
    info,
    frameCount: table.pts.length,
    durationSec: timeSec(table, last) - timeSec(table, 0) + 1 / info.fps,
    timeBase: table.timeBase,
    pts: Array.from(table.pts),
    keyFrames: Array.from(table.keyFrames.keys()).filter((i) => table.keyFrames[i] === 1),
  };
}
