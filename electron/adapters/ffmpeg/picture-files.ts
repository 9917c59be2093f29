import { mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import type { Frame } from '../../domain/frame.ts';
import type { IndexedFrame } from '../../domain/video.ts';
import type { PictureKind, PictureWriter } from '../../services/ports/picture-writer.ts';
import { mediaBinaries } from './binaries.ts';
import type { Capabilities } from './binaries.ts';
import { startChild, type Child } from './child.ts';
import { inputFile, protocolArgs } from './probe.ts';
import { parseLogLine } from './shown-frames.ts';

/** Picture files by ffmpeg, out of the very bytes that its decoder gave. */
export const pictureFiles: PictureWriter = { write: writePictures };

async function writePictures(
  frames: AsyncIterable<IndexedFrame>,
  pathOf: (frameIndex: number) => Promise<string>,
  kind: PictureKind,
  signal?: AbortSignal,
): Promise<number> {
  const { ffmpeg, capabilities } = await mediaBinaries();
  let encoder: PictureEncoder | null = null;
  const paths: string[] = [];
  let source: unknown;
  try {
    const watched = (async function* () {
      try {
        yield* frames;
      } catch (error) {
        source = error;
        throw error;
      }
    })();
    for await (const { index, frame } of watched) {
      const target = await pathOf(index);
      encoder ??= await PictureEncoder.start(ffmpeg, capabilities, frame, target, kind, signal);
      await encoder.write(frame);
      paths.push(target);
    }
    await encoder?.finish(paths);
    return paths.length;
  } catch (error) {
    if (signal?.aborted === true) {
      throw new StudioError('cancelled', 'Writing the pictures was cancelled.', { cause: error });
    }
    if (isStudioError(error) || error === source) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const where = path.dirname(paths[0] ?? '.');
    throw new StudioError(
      'write-failed',
      `The pictures in ${where} were not written (${reason}): check the folder and the free space.`,
      { cause: error },
    );
  } finally {
    await encoder?.discard();
  }
}

/** One ffmpeg child that numbers the pictures it is sent. */
class PictureEncoder {
  readonly #child: Child;
  readonly #first: Frame;
  readonly #folder: string;
  readonly #kind: PictureKind;
  readonly #errors: string[] = [];

  private constructor(
    ffmpeg: string,
    args: readonly string[],
    first: Frame,
    folder: string,
    kind: PictureKind,
    signal: AbortSignal | undefined,
  ) {
    this.#first = first;
    this.#folder = folder;
    this.#kind = kind;
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
  }

  static async start(
    ffmpeg: string,
    capabilities: Capabilities,
    first: Frame,
    beside: string,
    kind: PictureKind,
    signal: AbortSignal | undefined,
  ): Promise<PictureEncoder> {
    const folder = await mkdtemp(path.join(path.dirname(beside), '.pictures-'));
    const args = encoderArgs(first, kind, capabilities, path.join(folder, `%d.${kind}`));
    return new PictureEncoder(ffmpeg, args, first, folder, kind, signal);
  }

  async write({ kind, width, height, data }: Frame): Promise<void> {
    const first = this.#first;
    if (kind !== first.kind || width !== first.width || height !== first.height) {
      throw new StudioError(
        'bad-media',
        `A picture of ${width}x${height} pixels follows ones of ${first.width}x${first.height}: pictures of one video have one size.`,
      );
    }
    const sent = new Promise<void>((resolve) => {
      this.#child.stdin!.write(data, () => {
        resolve();
      });
    });
    await Promise.race([sent, this.#child.exited]);
  }

  /** Waits for the last picture, then gives each its name. */
  async finish(paths: readonly string[]): Promise<void> {
    this.#child.stdin!.end();
    const code = await this.#child.exited;
    if (code !== 0 || this.#errors.length > 0) {
      const failure = this.#child.startError()?.message;
      throw new Error(failure ?? this.#errors[0] ?? 'the encoder ended early');
    }
    for (const [i, target] of paths.entries()) {
      await rename(path.join(this.#folder, `${i + 1}.${this.#kind}`), target);
    }
  }

  async discard(): Promise<void> {
    await this.#child.kill();
    await rm(this.#folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function encoderArgs(
  frame: Frame,
  kind: PictureKind,
  capabilities: Capabilities,
  pattern: string,
): string[] {
  const isRgb = frame.kind === 'rgb';
  const matrix = isRgb ? 'bt601' : frame.matrix;
  const range = !isRgb && frame.fullRange ? 'full' : 'limited';
  const fromYuv = isRgb ? '' : `in_color_matrix=${matrix}:in_range=${range}:`;
  const filter =
    kind === 'png'
      ? isRgb
        ? 'format=rgb24'
        : `scale=${fromYuv}out_range=full,format=rgb24`
      : `scale=${fromYuv}out_color_matrix=bt601:out_range=full,format=yuvj420p`;
  const codec = kind === 'png' ? ['-c:v', 'png'] : ['-c:v', 'mjpeg', '-q:v', '2'];
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'repeat+level+error', '-y', ...protocolArgs],
    ...['-f', 'rawvideo', '-pix_fmt', isRgb ? 'rgb24' : 'yuv420p'],
    ...['-video_size', `${frame.width}x${frame.height}`, '-framerate', '25', '-i', 'pipe:0'],
    ...['-vf', filter, ...codec, ...capabilities.passthrough],
    ...['-f', 'image2', '-start_number', '1', inputFile(pattern)],
  ];
}
