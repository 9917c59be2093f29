import type { Box } from '../domain/boxes.ts';
import { assertBox } from '../domain/boxes.ts';
import { timeSec, type FrameTable } from '../domain/frame-table.ts';
import type { BoxSource, Track, TrackDocument, TrackFrame, TrackModel } from '../domain/track.ts';
import type { VideoInfo } from '../domain/video.ts';
import { StudioError } from '../contract/errors.ts';
import type { Media } from './ports/media.ts';
import type { Device, Provider } from '../contract/device.ts';
import type { FrameTiming, TrackedBox, TrackingEngine } from './ports/tracking-engine.ts';

/** A box that a person drew, and what it is called. */
export interface Seed {
  /** Image pixels. */
  readonly box: Box;
  readonly label: string;
}

/** What to track: seeds in one frame, followed to the end of a span. */
export interface TrackJob {
  /** Absolute path of a video file or image folder. */
  readonly media: string;
  readonly model: TrackModel & { readonly path: string };
  readonly device: Device;
  readonly threads?: number;
  readonly seeds: readonly Seed[];
  readonly seedFrame: number;
  /** Last frame, inclusive; before `seedFrame` to track backward; default the media's last frame. */
  readonly toFrame?: number;
}

/** What a job tells while it runs. */
export interface TrackHooks {
  readonly signal?: AbortSignal;
  readonly onFrame?: (progress: { readonly done: number; readonly total: number }) => void;
  readonly onNotice?: (message: string) => void;
}

/** The result of a job, whole or up to where it was cancelled or the media broke. */
export interface TrackOutcome {
  readonly document: TrackDocument;
  readonly info: VideoInfo;
  /** What the network really ran on, and why it is not what was asked for. */
  readonly provider: Provider;
  readonly fallbackReason?: string;
  readonly threads: number;
  /** Tracked frames per second of wall time, from the first to the last frame. */
  readonly fps: number;
  /** Mean milliseconds per frame. */
  readonly timing: FrameTiming;
}

/** Follows seeded objects through a video and keeps what was found. */
export class TrackingService {
  readonly #engine: TrackingEngine;
  readonly #media: Media;
  readonly #createdBy: string;

  constructor(ports: {
    readonly engine: TrackingEngine;
    readonly media: Media;
    /** Program and version, for the documents. */
    readonly createdBy: string;
  }) {
    this.#engine = ports.engine;
    this.#media = ports.media;
    this.#createdBy = ports.createdBy;
  }

  /**
   * Tracks a job. A cancelled job, and one whose media turns out to be damaged, gives what was found so far.
   * @throws StudioError when nothing could be tracked: bad-input, not-found, bad-media, bad-model, engine-died.
   */
  async track(job: TrackJob, hooks: TrackHooks = {}): Promise<TrackOutcome> {
    const source = await this.#media.open(job.media);
    const { info, table } = source;
    await source.close();
    const toFrame = job.toFrame ?? table.pts.length - 1;
    checkJob(job, info, table, toFrame);
    const run = new Run(job, table);
    let incompleteReason: string | null = null;
    try {
      await this.#follow(job, toFrame, run, hooks);
      if (!run.completed) incompleteReason = 'cancelled by the user';
    } catch (error) {
      if (!(error instanceof StudioError) || run.frames === 0) throw error;
      incompleteReason = error.message;
    }
    const { started } = run;
    if (started === undefined) throw new StudioError('cancelled', 'tracking was cancelled');
    return {
      document: {
        media: {
          name: job.media.split(/[\\/]/).at(-1)!,
          path: job.media,
          width: info.width,
          height: info.height,
          fps: info.fps,
          frameCount: table.pts.length,
          timeBase: table.timeBase,
        },
        model: { id: job.model.id, sha256: job.model.sha256 },
        tracks: run.tracks(),
        incompleteReason,
        createdBy: this.#createdBy,
        createdAt: new Date().toISOString(),
      },
      info,
      provider: started.provider,
      ...(started.fallbackReason !== undefined && { fallbackReason: started.fallbackReason }),
      threads: started.threads,
      fps: run.fps(),
      timing: run.meanTiming(),
    };
  }

  async #follow(job: TrackJob, to: number, run: Run, hooks: TrackHooks): Promise<void> {
    const request = {
      media: job.media,
      model: job.model.path,
      device: job.device,
      ...(job.threads !== undefined && { threads: job.threads }),
      objects: job.seeds.map(({ box }, index) => ({
        id: String(index + 1),
        box,
        anchorFrame: job.seedFrame,
      })),
      from: job.seedFrame,
      to,
    };
    const total = Math.abs(to - job.seedFrame) + 1;
    const events = this.#engine.track(request, hooks.signal && { signal: hooks.signal });
    for await (const event of events) {
      switch (event.type) {
        case 'started':
          run.started = event;
          break;
        case 'frame':
          run.add(event.index, event.results, event.timing);
          hooks.onFrame?.({ done: run.frames, total });
          break;
        case 'restarted':
          hooks.onNotice?.(`the engine stopped (${event.reason}); going on at frame ${event.from}`);
          break;
        case 'done':
          run.completed = event.completed;
          break;
      }
    }
  }
}

function checkJob(job: TrackJob, info: VideoInfo, table: FrameTable, toFrame: number): void {
  const last = table.pts.length - 1;
  for (const [name, frame] of [
    ['first', job.seedFrame],
    ['last', toFrame],
  ] as const) {
    if (!Number.isInteger(frame) || frame < 0 || frame > last) {
      throw new StudioError(
        'bad-input',
        `the ${name} frame ${frame} is outside ${job.media}, which has frames 0 to ${last}`,
      );
    }
  }
  if (job.seeds.length === 0) throw new StudioError('bad-input', 'there is no box to track');
  for (const { box } of job.seeds) assertBox(box, info);
}

/** What one job has found so far. */
class Run {
  started: { provider: Provider; fallbackReason?: string; threads: number } | undefined;
  completed = false;
  frames = 0;
  readonly #job: TrackJob;
  readonly #table: FrameTable;
  readonly #found: TrackFrame[][];
  readonly #sums = { decodeMs: 0, cropMs: 0, inferenceMs: 0 };
  #firstMs = 0;
  #lastMs = 0;

  constructor(job: TrackJob, table: FrameTable) {
    this.#job = job;
    this.#table = table;
    this.#found = job.seeds.map(() => []);
  }

  add(frameIndex: number, results: readonly TrackedBox[], timing: FrameTiming): void {
    this.#lastMs = performance.now();
    if (this.frames === 0) this.#firstMs = this.#lastMs;
    this.frames++;
    for (const key of ['decodeMs', 'cropMs', 'inferenceMs'] as const) {
      this.#sums[key] += timing[key];
    }
    const isSeed = frameIndex === this.#job.seedFrame;
    const source: BoxSource = isSeed ? 'human' : `model:${this.#job.model.id}`;
    for (const { id, box, score } of results) {
      this.#found[Number(id) - 1]!.push({
        frameIndex,
        pts: this.#table.pts[frameIndex]!,
        timeSec: timeSec(this.#table, frameIndex),
        box,
        source,
        confirmed: isSeed,
        score: isSeed ? null : score,
        occluded: false,
        absent: false,
        keyframe: true,
      });
    }
  }

  tracks(): Track[] {
    return this.#job.seeds.map(({ label }, index) => ({
      id: index + 1,
      label,
      color: null,
      attributes: {},
      frames: this.#found[index]!.toSorted((a, b) => a.frameIndex - b.frameIndex),
    }));
  }

  fps(): number {
    const seconds = (this.#lastMs - this.#firstMs) / 1000;
    return seconds > 0 ? (this.frames - 1) / seconds : 0;
  }

  meanTiming(): FrameTiming {
    const frames = Math.max(1, this.frames);
    const { decodeMs, cropMs, inferenceMs } = this.#sums;
    return {
      decodeMs: decodeMs / frames,
      cropMs: cropMs / frames,
      inferenceMs: inferenceMs / frames,
    };
  }
}
