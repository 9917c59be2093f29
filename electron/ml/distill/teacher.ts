import type { TensorData } from '../graph/tensor-data.ts';
import { halves, toHalf } from '../nn/half-weights.ts';
import { discriminativeMask, type MaskThreshold } from '../nn/losses/discriminative-mask.ts';
import { TEACHER_FEATURES, TEACHER_MASK } from '../nn/losses/teacher-values.ts';
import { tokenCounts, type ModelConfig } from '../nn/model-config.ts';
import type { GraphRunner, NamedTensors } from './graph-runner.ts';
import { cropFeeds, type PairBatch } from './pair-batch.ts';

/** Keeps a teacher's outputs of single pairs between rounds; forgets some when it is full. */
export interface TeacherCache {
  get(key: string): Promise<Uint16Array | undefined>;
  put(key: string, halves: Uint16Array): Promise<void>;
}

/** The teacher's tensors of a batch, by the training graph's input names. */
export interface TeacherAnswer {
  readonly tensors: NamedTensors;
  /** Part of the tokens that Disc-KD takes for foreground; null without it. */
  readonly maskShare: number | null;
}

interface Output {
  readonly name: string;
  /** Of one pair, without the batch. */
  readonly shape: readonly number[];
  readonly length: number;
}

/** The frozen teacher: runs its network on what is not in the cache, and finds the discriminative tokens. */
export class Teacher {
  readonly #config: ModelConfig;
  readonly #runner: GraphRunner;
  readonly #outputs: readonly Output[];
  readonly #tau: MaskThreshold | null;
  readonly #cache: TeacherCache | null;

  constructor(parts: {
    readonly config: ModelConfig;
    readonly runner: GraphRunner;
    /** Name and shape [N,T,C] of each output of the teacher's graph. */
    readonly outputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
    readonly tau: MaskThreshold | null;
    /** With a cache all values are rounded to float16, so that a hit and a miss give the same bits. */
    readonly cache: TeacherCache | null;
  }) {
    this.#config = parts.config;
    this.#runner = parts.runner;
    this.#outputs = parts.outputs.map(({ name, shape: [, ...shape] }) => ({
      ...{ name, shape },
      length: shape.reduce((count, extent) => count * extent, 1),
    }));
    this.#tau = parts.tau;
    this.#cache = parts.cache;
  }

  /** @throws RangeError when the teacher's features are not finite. */
  async answer(batch: PairBatch): Promise<TeacherAnswer> {
    const tensors =
      this.#cache === null
        ? await this.#runner.run(cropFeeds(batch.teacher!, this.#config))
        : await this.#cached(batch, this.#cache);
    if (this.#tau === null) return { tensors, maskShare: null };
    const features = tensors[TEACHER_FEATURES]!;
    // Feature-KD may ask for all tokens; the mask is of the search region's, which come last.
    const { search } = tokenCounts(this.#config);
    const [count = 0, tokens = 0, channels = 0] = features.shape;
    const { mask, share } = discriminativeMask(
      lastTokens(features, search),
      { tokens: search, channels },
      this.#tau,
    );
    const data: TensorData = {
      dtype: 'float32',
      shape: [count, Math.min(tokens, search)],
      data: mask,
    };
    return { tensors: { ...tensors, [TEACHER_MASK]: data }, maskShare: share };
  }

  /** Every output of a pair is kept by itself, so that losses that need fewer of them find theirs. */
  async #cached(batch: PairBatch, cache: TeacherCache): Promise<NamedTensors> {
    const found = await Promise.all(
      batch.keys.map((key) =>
        Promise.all(this.#outputs.map(({ name }) => cache.get(`${key} ${name}`))),
      ),
    );
    const missing = [...found.keys()].filter((index) => !this.#isWhole(found[index]!));
    if (missing.length > 0) {
      const outputs = await this.#runner.run(cropFeeds(this.#pick(batch, missing), this.#config));
      for (const [position, index] of missing.entries()) {
        for (const [place, { name, length }] of this.#outputs.entries()) {
          const data = outputs[name]!.data as Float32Array;
          const kept = toHalf(data.subarray(position * length, (position + 1) * length));
          found[index]![place] = kept;
          await cache.put(`${batch.keys[index]!} ${name}`, kept);
        }
      }
    }
    return this.#joined(found as Uint16Array[][]);
  }

  #isWhole(pair: readonly (Uint16Array | undefined)[]): boolean {
    return this.#outputs.every(({ length }, place) => pair[place]?.length === length);
  }

  #pick({ teacher }: PairBatch, indices: readonly number[]) {
    const { templateSize, searchSize } = this.#config;
    const pick = (data: Float32Array, size: number): Float32Array => {
      const length = 3 * size * size;
      const picked = new Float32Array(indices.length * length);
      for (const [position, index] of indices.entries()) {
        picked.set(data.subarray(index * length, (index + 1) * length), position * length);
      }
      return picked;
    };
    return {
      template: pick(teacher!.template, templateSize),
      search: pick(teacher!.search, searchSize),
    };
  }

  /** The outputs of single pairs as tensors of the batch. */
  #joined(pairs: readonly (readonly Uint16Array[])[]): NamedTensors {
    const tensors: Record<string, TensorData> = {};
    for (const [place, { name, shape, length }] of this.#outputs.entries()) {
      const data = new Float32Array(pairs.length * length);
      for (const [position, pair] of pairs.entries()) {
        data.set(halves(pair[place]!), position * length);
      }
      tensors[name] = { dtype: 'float32', shape: [pairs.length, ...shape], data };
    }
    return tensors;
  }
}

/** The last `count` tokens of each crop of [B,T,C]. */
function lastTokens({ data, shape }: TensorData, count: number): Float32Array {
  const [batch = 0, tokens = 0, channels = 0] = shape;
  const values = data as Float32Array;
  if (tokens === count) return values;
  const last = new Float32Array(batch * count * channels);
  for (let crop = 0; crop < batch; crop++) {
    const end = (crop + 1) * tokens * channels;
    last.set(values.subarray(end - count * channels, end), crop * count * channels);
  }
  return last;
}
