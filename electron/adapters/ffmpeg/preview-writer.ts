import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError, isStudioError } from '../../contract/errors.ts';
import { i420Bytes } from '../../domain/frame.ts';
import type { Frame } from '../../domain/frame.ts';
import type { PreviewFrame, PreviewOptions } from '../../services/ports/preview-writer.ts';
import { mediaBinaries } from './binaries.ts';
import type { Capabilities } from './binaries.ts';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { drawBox } from './draw-box.ts';
import { matroskaFrameHeader, matroskaHeader } from './matroska-stream.ts';
import { inputFile, protocolArgs } from './probe.ts';
import { parseLogLine } from './shown-frames.ts';

/** Ticks per second of the written time stamps: exact for 24, 25, 30, 50, 60 and 30000/1001 fps, and fit for MPEG-4. */
const ticksPerSec = 60_000;

function encoderArgs(first: Frame, capabilities: Capabilities, temporary: string): string[] {
  const matrix = first.kind === 'i420' ? first.matrix : first.height >= 720 ? 'bt709' : 'bt601';
  const colour =
    first.kind === 'rgb'
      ? [`scale=out_color_matrix=${matrix}:out_range=limited`]
      : first.fullRange
        ? ['scale=in_range=full:out_range=limited']
        : [];
  // H.264 in 4:2:0 needs even sides.
  const even = ['format=yuv420p', 'pad=ceil(iw/2)*2:ceil(ih/2)*2'];
  const space = matrix === 'bt709' ? 'bt709' : 'smpte170m';
  const encoder = capabilities.hasLibx264
    ? ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-g', '60', '-bf', '0']
    : ['-c:v', 'mpeg4', '-q:v', '3', '-g', '60'];
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'repeat+level+error', '-y'],
    ...[...protocolArgs, '-f', 'matroska', '-i', 'pipe:0', '-map', '0:v:0', '-an'],
    ...['-vf', [...colour, ...even].join(','), ...encoder, '-pix_fmt', 'yuv420p'],
    ...['-colorspace', space, '-color_range', 'tv'],
    ...[...capabilities.passthrough, '-enc_time_base', `1:${ticksPerSec}`],
    // Older builds give the last picture no duration and write an edit list that cuts it off; without B-frames none is needed.
    ...['-use_editlist', '0', '-movflags', '+faststart'],
    ...['-video_track_timescale', String(ticksPerSec), '-f', 'mp4'],
    inputFile(temporary),
  ];
}

/** One ffmpeg child that encodes the pictures written to it. */
class Encoder {
  readonly #child: Child;
  readonly #errors: string[] = [];
  readonly #first: Frame;
  #ended = false;

  constructor(
    ffmpeg: string,
    args: readonly string[],
    first: Frame,
    signal: AbortSignal | undefined,
  ) {
    this.#first = first;
    this.#child = startChild(ffmpeg, args, {
      signal,
      openStdin: true,
      onStderrLine: (line) => {
        const said = parseLogLine(line);
        if (said?.kind === 'error' && this.#errors.length < 20) this.#errors.push(said.text);
      },
    });
    this.#child.stdout.resume();
    // The end of the child tells why its stdin broke.
    this.#child.stdin!.on('error', () => undefined);
    void this.#child.exited.then(() => (this.#ended = true));
  }

  /** Waits until the bytes are gone, so that their memory may be used again. */
  async #send(bytes: Uint8Array): Promise<void> {
    if (this.#ended) throw new Error(this.#reason());
    const sent = new Promise<void>((resolve) => {
      this.#child.stdin!.write(bytes, () => {
        resolve();
      });
    });
    await Promise.race([sent, this.#child.exited]);
  }

  #reason(): string {
    const failure = this.#child.startError()?.message;
    return failure ?? this.#errors[0] ?? 'the encoder ended early';
  }

  async start(): Promise<void> {
    const { kind, width, height } = this.#first;
    await this.#send(matroskaHeader(kind, width, height));
  }

  async write(frame: Frame, ticks: number): Promise<void> {
    const { kind, width, height } = this.#first;
    if (frame.kind !== kind || frame.width !== width || frame.height !== height) {
      throw new StudioError(
        'bad-input',
        `A preview needs pictures of one size and kind: ${frame.kind} ${frame.width}x${frame.height} ` +
          `follows ${kind} ${width}x${height}.`,
      );
    }
    const bytes = kind === 'rgb' ? 3 * width * height : i420Bytes(width, height);
    if (frame.data.length !== bytes) {
      throw new StudioError(
        'bad-input',
        `A picture has ${frame.data.length} bytes instead of ${bytes}.`,
      );
    }
    await this.#send(matroskaFrameHeader(Math.round((ticks * 1e6) / ticksPerSec), bytes));
    await this.#send(frame.data);
  }

  async finish(): Promise<void> {
    this.#child.stdin!.end();
    const code = await this.#child.exited;
    // Some builds report a full disk and still end with code 0.
    if (code !== 0 || this.#errors.length > 0) throw new Error(this.#reason());
  }

  kill(): Promise<void> {
    return this.#child.kill();
  }
}

/** Draws the overlays and sends the pictures in order; the number of frames sent. */
async function encodeAll(
  frames: AsyncIterable<PreviewFrame> | Iterable<PreviewFrame>,
  startEncoder: (first: Frame) => Promise<Encoder>,
  { fps = 30, signal }: Partial<PreviewOptions>,
): Promise<number> {
  let encoder: Encoder | undefined;
  let count = 0;
  let startSec = 0;
  let lastTicks = -1;
  try {
    for await (const { frame, timeSec, overlays = [] } of frames) {
      signal?.throwIfAborted();
      const atSec = timeSec ?? count / fps;
      if (count === 0) startSec = atSec;
      const ticks = Math.round((atSec - startSec) * ticksPerSec);
      if (!(ticks > lastTicks)) {
        throw new StudioError(
          'bad-input',
          `Frame ${count} of a preview is not later than the one before it.`,
        );
      }
      lastTicks = ticks;
      for (const { box, colour, thickness } of overlays) drawBox(frame, box, colour, thickness);
      encoder ??= await startEncoder(frame);
      await encoder.write(frame, ticks);
      count++;
    }
    signal?.throwIfAborted();
    if (encoder === undefined)
      throw new StudioError('bad-input', 'A preview needs at least one frame.');
    await encoder.finish();
    signal?.throwIfAborted();
    return count;
  } finally {
    await encoder?.kill();
  }
}

/**
 * Writes pictures with their overlays to an MP4 file (H.264, or MPEG-4 where the build has no libx264), 4:2:0 in video
 * range, odd sizes padded by one black row or column. The file appears under its name only when it is complete.
 * @returns the number of frames written
 * @throws StudioError write-failed when the folder or disk cannot take it, bad-input for unfit frames, cancelled;
 * errors of the frame source itself pass through
 */
export async function writePreview(
  targetPath: string,
  frames: AsyncIterable<PreviewFrame> | Iterable<PreviewFrame>,
  options: Partial<PreviewOptions> = {},
): Promise<number> {
  const target = path.resolve(targetPath);
  const writeFailed = (cause: unknown): StudioError => {
    const reason =
      cause instanceof Error ? cause.message.replaceAll(/file:\S*: ?/g, '') : 'unknown reason';
    const advice = 'check the folder, its permissions and the free space.';
    return new StudioError('write-failed', `${target} was not written (${reason}): ${advice}`, {
      cause,
    });
  };
  const { ffmpeg, capabilities } = await mediaBinaries();
  if ((await stat(target).catch(() => undefined))?.isDirectory() === true) {
    throw writeFailed(new Error('a folder has this name'));
  }
  const temporary = path.join(
    path.dirname(target),
    `.${path.basename(target)}.${randomUUID()}.part`,
  );
  await (
    await open(temporary, 'wx').catch((cause: unknown) => Promise.reject(writeFailed(cause)))
  ).close();
  let source: unknown;
  try {
    const startEncoder = async (first: Frame): Promise<Encoder> => {
      const encoder = new Encoder(
        ffmpeg,
        encoderArgs(first, capabilities, temporary),
        first,
        options.signal,
      );
      await encoder.start();
      return encoder;
    };
    const watched = (async function* () {
      try {
        yield* frames;
      } catch (error) {
        source = error;
        throw error;
      }
    })();
    const count = await encodeAll(watched, startEncoder, options);
    const written = await open(temporary, 'r+');
    try {
      await written.sync();
    } finally {
      await written.close();
    }
    await rename(temporary, target);
    return count;
  } catch (error) {
    await rm(temporary, { force: true });
    if (options.signal?.aborted === true) {
      throw new StudioError('cancelled', `Writing ${target} was cancelled.`, { cause: error });
    }
    throw isStudioError(error) || error === source ? error : writeFailed(error);
  }
}
