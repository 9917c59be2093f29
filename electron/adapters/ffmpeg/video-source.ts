import { StudioError } from '../../contract/errors.ts';
import { i420Bytes } from '../../domain/frame.ts';
import type { Frame } from '../../domain/frame.ts';
import type { FrameTable } from '../../domain/frame-table.ts';
import { timeSec } from '../../domain/frame-table.ts';
import type { FrameSource, FrameSpan, IndexedFrame, VideoInfo } from '../../domain/video.ts';
import { mediaBinaries } from './binaries.ts';
import { checkIndex } from './check-index.ts';
import { indexFrames } from './index-frames.ts';
import type { FrameIndex } from './index-frames.ts';
import { pixelLayout } from './pixel-layout.ts';
import type { PixelLayout } from './pixel-layout.ts';
import { probeStream } from './probe.ts';
import type { StreamProbe } from './probe.ts';
import { readBackward, readForward } from './read-frames.ts';
import type { Allocate, ReadContext } from './read-frames.ts';

/** How to open a video file. */
export interface VideoOptions {
  /** Decoder threads; omitted: ffmpeg chooses. */
  readonly threads?: number | undefined;
  /** Where pictures are written, e.g. into shared memory; omitted: a new array each. */
  readonly allocate?: Allocate | undefined;
  /** Decode the whole file once so that the frame table is exact even inside damaged stretches. */
  readonly exact?: boolean | undefined;
  /** Most bytes of pictures held while reading backward; 256 MiB unless told. */
  readonly backwardBytes?: number | undefined;
  /** Cancels the opening (reading takes its own signals). */
  readonly signal?: AbortSignal | undefined;
}

/** Frames per second as the table shows them, for containers that do not say. */
function tableFps(table: FrameTable): number {
  const last = table.pts.length - 1;
  return last > 0 ? last / (timeSec(table, last) - timeSec(table, 0)) : 25;
}

class VideoSource implements FrameSource {
  readonly info: VideoInfo;
  readonly table: FrameTable;
  readonly #context: ReadContext;
  readonly #backwardBytes: number;
  readonly #closing = new AbortController();
  readonly #children = new Set<Promise<void>>();

  constructor(info: VideoInfo, context: Omit<ReadContext, 'onChild'>, backwardBytes: number) {
    this.info = info;
    this.table = context.index.table;
    this.#context = { ...context, onChild: (gone) => this.#watch(gone) };
    this.#backwardBytes = backwardBytes;
  }

  #watch(gone: Promise<void>): void {
    this.#children.add(gone);
    void gone.then(() => this.#children.delete(gone));
  }

  async frame(index: number, signal?: AbortSignal): Promise<Frame> {
    for await (const { frame } of this.frames({ from: index, to: index }, signal)) return frame;
    throw new StudioError('bad-media', `${this.info.path}: frame ${index} does not decode.`);
  }

  async *frames(
    { from, to }: FrameSpan,
    signal?: AbortSignal,
  ): AsyncGenerator<IndexedFrame, void, undefined> {
    checkIndex(from, this.table.pts.length, this.info.path);
    checkIndex(to, this.table.pts.length, this.info.path);
    const signals = signal === undefined ? [] : [signal];
    const stop = AbortSignal.any([...signals, this.#closing.signal]);
    const raw =
      to >= from
        ? readForward(this.#context, from, to, stop)
        : readBackward(this.#context, from, to, this.#backwardBytes, stop);
    const { width, height, matrix, fullRange } = this.info;
    const throwIfStopped = (): void => {
      if (!stop.aborted) return;
      throw new StudioError('cancelled', `Reading ${this.info.path} was cancelled.`);
    };
    throwIfStopped();
    for await (const { index, data } of raw) {
      throwIfStopped();
      yield { index, frame: { kind: 'i420', width, height, data, matrix, fullRange } };
      throwIfStopped();
    }
    throwIfStopped();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#children);
  }
}

function describe(probe: StreamProbe, index: FrameIndex, layout: PixelLayout): VideoInfo {
  return {
    path: probe.path,
    kind: 'video',
    width: index.width,
    height: index.height,
    rotation: probe.rotation,
    fps: probe.fps ?? tableFps(index.table),
    codec: probe.codec,
    pixelFormat: index.pixelFormat,
    matrix: layout.matrix,
    fullRange: layout.fullRange,
    warnings: index.warnings,
  };
}

/**
 * Opens a video file for reading by frame index.
 * @throws StudioError not-found, bad-input or bad-media when it is no readable video, cancelled by the signal
 */
export async function openVideo(path: string, options: VideoOptions = {}): Promise<FrameSource> {
  const binaries = await mediaBinaries();
  const probe = await probeStream(path, binaries);
  const index = await indexFrames(probe, binaries, options);
  const layout = pixelLayout(
    { ...probe, pixelFormat: index.pixelFormat },
    index.width,
    index.height,
  );
  const context = {
    request: {
      ...{ binaries, path: probe.path, streamIndex: probe.streamIndex },
      threads: index.damaged ? 1 : options.threads,
    },
    index,
    filters: layout.filters,
    frameBytes: i420Bytes(index.width, index.height),
    allocate: options.allocate ?? ((bytes: number) => new Uint8Array(bytes)),
  };
  return new VideoSource(describe(probe, index, layout), context, options.backwardBytes ?? 2 ** 28);
}
