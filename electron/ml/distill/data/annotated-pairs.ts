import { picturesByTrack, firstWithin, type TrackPictures } from './archive-tracks.ts';
import type { CropStyle } from './crop-style.ts';
import { Draw } from './draw.ts';
import type { ArchivedPicture, FrameArchive, PictureReader } from './frame-archive.ts';
import { isWithinRegion } from './frame-region.ts';
import { photoPatch } from './object-patch.ts';
import { roundedOutline } from './outline.ts';
import { MIN_PHOTO_SIDE } from './photo-library.ts';
import { referenceViews } from './reference-views.ts';
import type { Scene } from './scene.ts';
import type { CropGeometry, PairSource, Patch, TrainingPair } from './training-pair.ts';
import { viewScene, type CropFactors } from './view-scene.ts';
import { WeightedChoice } from './weighted-choice.ts';

/** What annotated pairs are drawn by. */
export interface AnnotatedPairsOptions {
  /** A 32-bit integer. */
  readonly seed: number;
  /** The network's own crop factors. */
  readonly factors: CropFactors;
  readonly style: CropStyle;
  /** Frames that the template may lie before the search frame; 200, as in OSTrack's sampler, unless told. */
  readonly maxGap?: number | undefined;
}

/** Frames between template and search frame, at most. */
export const MAX_GAP = 200;

interface Track {
  readonly pictures: TrackPictures;
  /** Chooses among the frames that can be searched: all but the first, unless it is the only one. */
  readonly searched: WeightedChoice;
  readonly firstSearched: number;
}

/** Something in front of an object where no picture is large enough to cut it from. */
const PLAIN_PATCH: Patch = { width: 1, height: 1, data: Uint8Array.of(114, 114, 114, 255) };

/**
 * Training pairs out of annotated frames: the template is a frame of the same track some time before the search frame.
 * A track with one frame looks at it twice. Frames come up by their weights, tracks by the root of their number of frames.
 */
export class AnnotatedPairs implements PairSource {
  readonly #reader: PictureReader;
  readonly #tracks: readonly Track[];
  readonly #choice: WeightedChoice;
  /** Pictures that occluders can be cut from. */
  readonly #large: readonly ArchivedPicture[];
  readonly #options: AnnotatedPairsOptions & { readonly maxGap: number };
  readonly #name: string;

  /** @throws RangeError when the archive has no frame to learn from */
  constructor(
    archive: FrameArchive,
    reader: PictureReader,
    { maxGap = MAX_GAP, ...options }: AnnotatedPairsOptions,
  ) {
    const learned = picturesByTrack(archive, ({ split }) => split === 'training');
    if (learned.length === 0) throw new RangeError('the archive holds no frame to learn from');
    this.#reader = reader;
    this.#tracks = learned.map(trackOf);
    this.#choice = new WeightedChoice(learned.map(({ length }) => Math.sqrt(length)));
    this.#large = learned
      .flat()
      .filter(({ width, height }) => Math.min(width, height) >= MIN_PHOTO_SIDE);
    this.#options = { ...options, seed: options.seed >>> 0, maxGap };
    const { template, search } = options.factors;
    this.#name = `frames-${archive.contentHash.slice(0, 16)}-${template}x${search}-${this.#options.seed}`;
  }

  pair(index: number): Promise<TrainingPair> {
    const draw = Draw.of(this.#options.seed, index);
    const { template, search } = this.#frames(draw);
    const views = this.#views(template, search, draw);
    return Promise.resolve({ ...views, key: `${this.#name}-${index}` });
  }

  /** The frames of pair `index`, without their pixels. */
  frames(index: number): { readonly template: ArchivedPicture; readonly search: ArchivedPicture } {
    return this.#frames(Draw.of(this.#options.seed, index));
  }

  #frames(draw: Draw): { readonly template: ArchivedPicture; readonly search: ArchivedPicture } {
    const { pictures, searched, firstSearched } = this.#tracks[this.#choice.draw(draw)]!;
    const place = firstSearched + searched.draw(draw);
    const search = pictures[place]!;
    if (place === 0) return { template: search, search };
    // Where the gap holds no other frame, it grows until it does.
    const first = Math.min(place - 1, firstWithin(pictures, place, this.#options.maxGap));
    return { template: pictures[draw.integer(first, place - 1)]!, search };
  }

  #views(
    template: ArchivedPicture,
    search: ArchivedPicture,
    draw: Draw,
  ): Omit<TrainingPair, 'key'> {
    const { factors, style } = this.#options;
    const from = { picture: this.#reader.read(template), box: template.box };
    const to = { picture: this.#reader.read(search), box: search.box };
    const allows = (geometry: CropGeometry): boolean => isWithinRegion(geometry, search);
    if (style.kind === 'reference') {
      return referenceViews(from, to, { style, factors, allows }, draw);
    }
    const scene: Scene = {
      kind: 'annotated',
      template: from,
      search: { picture: to.picture, outline: roundedOutline(to.box), allows },
      coloursTell: false,
    };
    return viewScene(scene, factors, this.#object, draw);
  }

  readonly #object = (draw: Draw): Patch =>
    this.#large.length === 0
      ? PLAIN_PATCH
      : photoPatch([this.#reader.read(draw.choose(this.#large))], draw);
}

function trackOf(pictures: TrackPictures): Track {
  const firstSearched = pictures.length === 1 ? 0 : 1;
  const weights = pictures.slice(firstSearched).map(({ weight }) => weight);
  return { pictures, searched: new WeightedChoice(weights), firstSearched };
}
