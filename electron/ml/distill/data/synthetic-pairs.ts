import { Draw } from './draw.ts';
import { libraryDigest } from './library-digest.ts';
import { movedScene } from './moved-scene.ts';
import { annotatedPatch, photoPatch } from './object-patch.ts';
import { trimPatch } from './outline.ts';
import type { PhotoBox, PhotoLibrary } from './photo-library.ts';
import { MIN_CUTOUT_SIDE, MIN_PHOTO_SIDE } from './photo-library.ts';
import type { Scene } from './scene.ts';
import { annotatedScene, regionScene, usableBoxes } from './still-scene.ts';
import type { PairSource, Patch, TrainingPair } from './training-pair.ts';
import { viewScene, type CropFactors } from './view-scene.ts';

/** What pairs are drawn by. */
export interface SyntheticPairsOptions {
  /** A 32-bit integer. */
  readonly seed: number;
  /** The network's own crop factors; 2 and 4 unless told. */
  readonly factors?: CropFactors | undefined;
}

/** Shares of annotated objects (where there are any) and of moved ones; the rest are regions of photos. */
const ANNOTATED = 0.2;
const MOVED = 0.75;
/** Shares of cut-outs and of annotated objects (where there are any) among pasted ones; the rest are patches of photos. */
const CUT_OUT = 0.5;
const CUT_ALONG_BOX = 0.25;

/** Training pairs out of still photos: an object is seen again after a synthetic motion. */
export class SyntheticPairs implements PairSource {
  readonly #library: PhotoLibrary;
  readonly #boxes: readonly PhotoBox[];
  readonly #cutouts: readonly Patch[];
  readonly #seed: number;
  readonly #factors: CropFactors;
  readonly #name: string;

  /** @throws RangeError when there is no photo, or one is too small */
  constructor(library: PhotoLibrary, { seed, factors }: SyntheticPairsOptions) {
    if (library.photos.length === 0) throw new RangeError('pairs cannot be made without a photo');
    for (const { width, height } of library.photos) {
      if (Math.min(width, height) >= MIN_PHOTO_SIDE) continue;
      throw new RangeError(`a photo of ${width}x${height} px is too small to make pairs from`);
    }
    this.#library = library;
    this.#boxes = usableBoxes(library);
    this.#cutouts = library.cutouts.flatMap((cutout) => {
      const patch = trimPatch(cutout);
      const usable = patch !== null && Math.min(patch.width, patch.height) >= MIN_CUTOUT_SIDE;
      return usable ? [patch] : [];
    });
    this.#seed = seed >>> 0;
    this.#factors = factors ?? { template: 2, search: 4 };
    const { template, search } = this.#factors;
    this.#name = `photos-${libraryDigest(library)}-${template}x${search}-${this.#seed}`;
  }

  pair(index: number): Promise<TrainingPair> {
    const draw = Draw.of(this.#seed, index);
    const views = viewScene(this.#scene(draw), this.#factors, this.#object, draw);
    return Promise.resolve({ ...views, key: `${this.#name}-${index}` });
  }

  #scene(draw: Draw): Scene {
    const { photos } = this.#library;
    const kind = draw.uniform(0, 1);
    if (kind < ANNOTATED && this.#boxes.length > 0) {
      const { photo, box } = draw.choose(this.#boxes);
      return annotatedScene(photos[photo]!, box);
    }
    if (kind < ANNOTATED + MOVED) return movedScene({ photos, object: this.#object }, draw);
    return regionScene(photos, draw);
  }

  readonly #object = (draw: Draw): Patch => {
    const { photos } = this.#library;
    const kind = draw.uniform(0, 1);
    if (kind < CUT_OUT && this.#cutouts.length > 0) return draw.choose(this.#cutouts);
    if (kind > 1 - CUT_ALONG_BOX && this.#boxes.length > 0) {
      const { photo, box } = draw.choose(this.#boxes);
      return annotatedPatch(photos[photo]!, box);
    }
    return photoPatch(photos, draw);
  };
}
