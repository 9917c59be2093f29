import { isStudioError } from '../../contract/errors.ts';
import type { Box } from '../../domain/boxes.ts';
import { isTruthSecret } from '../../domain/datasets/evaluation-sequence.ts';
import type { DatasetKind, EvaluationSequence } from '../../domain/datasets/evaluation-sequence.ts';
import type { MeasuredSpeed, SequenceFailure } from '../../domain/metrics/evaluation.ts';
import { measureSequence } from '../../domain/metrics/measure-sequence.ts';
import type { Protocol } from '../../domain/metrics/protocol.ts';
import type { TrackerParts } from '../../domain/metrics/score-tracker.ts';
import { summariseSpeed } from '../../domain/metrics/speed.ts';
import type { FrameTime, Speed } from '../../domain/metrics/speed.ts';
import type { ModelInfo } from '../models.ts';
import type { SequencePass } from './track-sequence.ts';

type Size = { readonly width: number; readonly height: number };

/** What a tracker found in one sequence. */
interface Result {
  readonly boxes: readonly Box[];
  readonly times: readonly FrameTime[];
  /** How it was made; null for results of other toolkits. */
  readonly pass: SequencePass | null;
  readonly atOnce: number;
  /** The pass was on disk already. */
  readonly isKept?: boolean;
}

/** A tracker in a comparison and what it has found so far. */
export class Contestant {
  readonly name: string;
  /** Null for results of another toolkit, which lie in `folder`. */
  readonly model: ModelInfo | null;
  readonly digest: string | null;
  readonly folder: string | null;
  readonly #results = new Map<string, Result>();
  readonly #failures: SequenceFailure[] = [];

  private constructor(
    name: string,
    model: ModelInfo | null,
    digest: string | null,
    folder: string | null,
  ) {
    this.name = name;
    this.model = model;
    this.digest = digest;
    this.folder = folder;
  }

  /** A model that is to be run. @param digest its SHA-256 */
  static ofModel(name: string, model: ModelInfo, digest: string): Contestant {
    return new Contestant(name, model, digest, null);
  }

  /** Results that another toolkit has written. @param folder absolute path */
  static ofResults(name: string, folder: string): Contestant {
    return new Contestant(name, null, null, folder);
  }

  /** Sequences that were tracked at the same time, at most. */
  get atOnce(): number {
    return Math.max(1, ...[...this.#results.values()].map(({ atOnce }) => atOnce));
  }

  /** True when it has found nothing at all. */
  get isEmpty(): boolean {
    return this.#results.size === 0;
  }

  /** True when nothing was taken from an earlier comparison. */
  get isFresh(): boolean {
    return [...this.#results.values()].every(({ isKept }) => isKept !== true);
  }

  add({ name }: EvaluationSequence, result: Result): void {
    this.#results.set(name, result);
  }

  fail({ name }: EvaluationSequence, reason: string): void {
    this.#failures.push({ sequence: name, reason });
  }

  /** True when it has a result for the sequence of a name. */
  has(sequence: string): boolean {
    return this.#results.has(sequence);
  }

  /** Size of a sequence's pictures in pixels, as a pass has met them; null when it does not say. */
  sizeOf(sequence: string): Size | null {
    return this.#results.get(sequence)?.pass?.size ?? null;
  }

  /** Boxes by sequence, image pixels. */
  boxes(): ReadonlyMap<string, readonly Box[]> {
    return new Map([...this.#results].map(([name, { boxes }]) => [name, boxes]));
  }

  /**
   * Measures what was found; results that cannot be measured become failures, except where the benchmark keeps its
   * boxes to itself.
   * @param speeds those out of a run of their own, by tracker
   */
  measure(
    sequences: readonly EvaluationSequence[],
    sizes: ReadonlyMap<string, Size>,
    how: { readonly kind: DatasetKind; readonly protocols: readonly Protocol[] },
    speeds: ReadonlyMap<string, Speed>,
  ): TrackerParts {
    const failures = [...this.#failures];
    const measured: TrackerParts['sequences'][number][] = [];
    const unmeasured: string[] = [];
    for (const sequence of sequences) {
      const result = this.#results.get(sequence.name);
      if (result === undefined) continue;
      if (isTruthSecret(sequence)) {
        unmeasured.push(sequence.name);
        continue;
      }
      try {
        const size = sizes.get(sequence.name) ?? { width: Infinity, height: Infinity };
        const { scores, overlaps } = measureSequence(result.boxes, sequence, { ...how, size });
        measured.push({ scores: { ...scores, speed: summariseSpeed(result.times) }, overlaps });
      } catch (error) {
        if (!isStudioError(error)) throw error;
        failures.push({ sequence: sequence.name, reason: error.message });
      }
    }
    return {
      tracker: this.#info(),
      sequences: measured,
      failures,
      unmeasured,
      speed: this.#speed(speeds.get(this.name)),
    };
  }

  #info(): TrackerParts['tracker'] {
    const { name, model } = this;
    const pass = [...this.#results.values()].find((result) => result.pass !== null)?.pass;
    return {
      name,
      origin: model === null ? 'results' : 'model',
      resolution: model?.config.searchSize ?? null,
      gmacs: model === null ? null : model.macs.layers / 1e9,
      megaParameters: model === null ? null : model.parameters / 1e6,
      provider: pass?.provider ?? null,
      fallbackReason: pass?.fallbackReason ?? null,
    };
  }

  #speed(own: Speed | undefined): MeasuredSpeed | null {
    if (own !== undefined) return { ...own, how: 'interleaved', atOnce: 1 };
    const all = summariseSpeed([...this.#results.values()].flatMap(({ times }) => times));
    return all && { ...all, how: 'runs', atOnce: this.atOnce };
  }
}
