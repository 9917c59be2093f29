import type { Frame } from '../../domain/frame.ts';
import type { CropRegion } from './crop-region.ts';
import type { Normaliser } from './normalise.ts';
import { TargetSampler } from './sample-target.ts';

/** Normalised crops of one size, an object each: [capacity,3,size,size]. */
export class CropBatch {
  readonly #sampler: TargetSampler;
  readonly #normaliser: Normaliser;
  readonly #crop: Uint8Array;
  readonly #objectLength: number;
  #values: Float32Array;

  constructor(size: number, normaliser: Normaliser) {
    this.#sampler = new TargetSampler(size);
    this.#normaliser = normaliser;
    this.#objectLength = 3 * size * size;
    this.#crop = new Uint8Array(this.#objectLength);
    this.#values = new Float32Array(this.#objectLength);
  }

  /** Crops object `index` out of `frame`. */
  write(index: number, frame: Frame, region: CropRegion): void {
    const offset = index * this.#objectLength;
    if (this.#values.length < offset + this.#objectLength) {
      const grown = new Float32Array(2 * (offset + this.#objectLength));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#sampler.sample(frame, region, this.#crop);
    this.#normaliser.apply(this.#crop, this.#values, offset);
  }

  /** Moves the objects after `index` one place down, over it. */
  remove(index: number): void {
    const offset = index * this.#objectLength;
    this.#values.copyWithin(offset, offset + this.#objectLength);
  }

  /** The first `count` objects [count,3,size,size]: a view, valid until the next write. */
  first(count: number): Float32Array {
    return this.objects(0, count);
  }

  /** Objects from..to (exclusive): a view, valid until the next write. */
  objects(from: number, to: number): Float32Array {
    return this.#values.subarray(from * this.#objectLength, to * this.#objectLength);
  }
}
