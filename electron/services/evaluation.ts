import { StudioError } from '../contract/errors.ts';
import { parseBoxLines } from '../domain/formats/box-lines.ts';
import {
  evaluateOnePass,
  summariseOnePass,
  type OnePassResult,
  type OnePassSummary,
} from '../domain/metrics/one-pass.ts';
import type { Box } from '../domain/boxes.ts';
import type { SequenceFiles, Sequences } from './ports/sequences.ts';
import type { Device, Provider } from '../contract/device.ts';
import type { TrackingEngine } from './ports/tracking-engine.ts';

/** A tracker and the sequences to measure it on. */
export interface EvaluationJob {
  /** Absolute path of a sequence, or of a folder of sequences. */
  readonly folder: string;
  /** Absolute path of the model file. */
  readonly modelPath: string;
  readonly device: Device;
  readonly threads?: number;
}

/** What a tracker did on one sequence. */
export interface SequenceResult extends OnePassResult {
  readonly name: string;
  /** Tracked frames per second, decoding included, model loading left out. */
  readonly fps: number;
  /** Frames 1..n, in image pixels, unrounded. */
  readonly boxes: readonly Box[];
}

/** Results of all sequences, their means and the speed over all frames. */
export interface EvaluationResult {
  readonly sequences: readonly SequenceResult[];
  readonly summary: OnePassSummary;
  readonly fps: number;
  readonly provider: Provider;
  readonly fallbackReason?: string;
}

/** What an evaluation tells while it runs. */
export interface EvaluationHooks {
  readonly signal?: AbortSignal;
  readonly onSequence?: (result: SequenceResult, done: number, total: number) => void;
}

interface Pass {
  readonly boxes: readonly Box[];
  readonly seconds: number;
  readonly provider: Provider;
  readonly fallbackReason?: string;
}

/** Runs a tracker once over benchmark sequences and measures it (OPE: start on frame 1, no reset). */
export class EvaluationService {
  readonly #engine: TrackingEngine;
  readonly #sequences: Sequences;

  constructor(ports: { readonly engine: TrackingEngine; readonly sequences: Sequences }) {
    this.#engine = ports.engine;
    this.#sequences = ports.sequences;
  }

  /** @throws StudioError not-found, bad-input (no sequences, bad ground truth), bad-media, bad-model, cancelled. */
  async evaluate(job: EvaluationJob, hooks: EvaluationHooks = {}): Promise<EvaluationResult> {
    const files = await this.#sequences.list(job.folder);
    const truths = files.map(({ truthText, truthPath }) => parseBoxLines(truthText, truthPath));
    const sequences: SequenceResult[] = [];
    const passes: Pass[] = [];
    for (const [index, file] of files.entries()) {
      const truth = truths[index]!;
      const pass = await this.#run(job, file, truth, hooks.signal);
      const result = {
        name: file.name,
        ...evaluateOnePass(pass.boxes, truth),
        fps: (pass.boxes.length - 1) / pass.seconds,
        boxes: pass.boxes,
      };
      sequences.push(result);
      passes.push(pass);
      hooks.onSequence?.(result, sequences.length, files.length);
    }
    const frames = passes.reduce((sum, { boxes }) => sum + boxes.length - 1, 0);
    const seconds = passes.reduce((sum, pass) => sum + pass.seconds, 0);
    const { provider, fallbackReason } = passes[0]!;
    return {
      sequences,
      summary: summariseOnePass(sequences),
      fps: frames / seconds,
      provider,
      ...(fallbackReason !== undefined && { fallbackReason }),
    };
  }

  async #run(
    job: EvaluationJob,
    file: SequenceFiles,
    truth: readonly Box[],
    signal: AbortSignal | undefined,
  ): Promise<Pass> {
    const request = {
      media: file.media,
      model: job.modelPath,
      device: job.device,
      ...(job.threads !== undefined && { threads: job.threads }),
      objects: [{ id: file.name, box: truth[0]!, anchorFrame: 0 }],
      from: 0,
      to: truth.length - 1,
    };
    const boxes: Box[] = [];
    let started: { provider: Provider; fallbackReason?: string } | undefined;
    let startMs = 0;
    let endMs = 0;
    for await (const event of this.#engine.track(request, signal && { signal })) {
      if (event.type === 'started') {
        started = event;
      } else if (event.type === 'frame') {
        endMs = performance.now();
        if (boxes.length === 0) startMs = endMs;
        boxes.push(event.results[0]!.box);
      } else if (event.type === 'done' && !event.completed) {
        throw new StudioError('cancelled', `cancelled in sequence ${file.name}`);
      }
    }
    const { provider, fallbackReason } = started!;
    return {
      boxes,
      seconds: (endMs - startMs) / 1000,
      provider,
      ...(fallbackReason !== undefined && { fallbackReason }),
    };
  }
}
