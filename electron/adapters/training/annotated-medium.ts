import path from 'node:path';
import { isStudioError, type StudioError } from '../../contract/errors.ts';
import type { Frame } from '../../domain/frame.ts';
import type { FrameSource } from '../../domain/video.ts';
import { openMedia } from '../ffmpeg/open-media.ts';
import { readPictureSize } from '../images/picture-file.ts';
import { pictureThreads } from '../images/picture-threads.ts';

/** A frame, or why it could not be read. */
export type ReadFrame =
  | { readonly index: number; readonly frame: Frame }
  | { readonly index: number; readonly reason: string };

/** A medium whose annotated frames are read once, in order. */
export interface AnnotatedMedium {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  /** Reads frames in ascending order, each once. @throws StudioError cancelled */
  read(frames: readonly number[], signal?: AbortSignal): AsyncGenerator<ReadFrame, void, undefined>;
  close(): Promise<void>;
}

const pictureName = /\.(?:jpe?g|png|webp|bmp)$/i;
/** Frames of a video that are rather decoded in passing than jumped over. */
const DECODED_BETWEEN = 50;
/** Failures in a row after which the rest of a medium is given up: it has been cut off. */
const MAX_FAILURES = 3;

/** Opens a video, a folder of pictures or one picture. @throws StudioError not-found, bad-input or bad-media. */
export async function openAnnotatedMedium(media: string): Promise<AnnotatedMedium> {
  if (pictureName.test(media)) return openPicture(path.resolve(media));
  const source = await openMedia(media);
  const { width, height, kind } = source.info;
  const between = kind === 'video' ? DECODED_BETWEEN : 0;
  return {
    ...{ width, height, frameCount: source.table.pts.length },
    read: (frames, signal) => readFrames(source, frames, between, signal),
    close: () => source.close(),
  };
}

async function openPicture(file: string): Promise<AnnotatedMedium> {
  const { width, height } = await readPictureSize(file);
  return {
    ...{ width, height, frameCount: 1 },
    async *read([index]) {
      if (index === undefined) return;
      try {
        yield { index, frame: await pictureThreads.rgb(file) };
      } catch (error) {
        if (!isReadError(error)) throw error;
        yield { index, reason: error.message };
      }
    },
    close: () => Promise.resolve(),
  };
}

async function* readFrames(
  source: FrameSource,
  frames: readonly number[],
  between: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReadFrame, void, undefined> {
  let next = 0;
  let failures = 0;
  let reason = '';
  while (next < frames.length && failures < MAX_FAILURES) {
    let last = next;
    while (last + 1 < frames.length && frames[last + 1]! - frames[last]! <= between + 1) last++;
    const span = { from: frames[next]!, to: frames[last]! };
    try {
      for await (const { index, frame } of source.frames(span, signal)) {
        if (index !== frames[next]) continue;
        next++;
        failures = 0;
        yield { index, frame };
      }
      if (next > last) continue;
      reason = `frame ${frames[next]!} does not decode`;
    } catch (error) {
      if (!isReadError(error)) throw error;
      reason = error.message;
      // The whole span was read before its end turned out to be damaged.
      if (next > last) continue;
    }
    failures++;
    yield { index: frames[next++]!, reason };
  }
  for (; next < frames.length; next++) yield { index: frames[next]!, reason };
}

/** True for what is wrong with the medium, and not with the machine or the call. */
export function isReadError(error: unknown): error is StudioError {
  return isStudioError(error) && ['bad-media', 'bad-input', 'not-found'].includes(error.code);
}
