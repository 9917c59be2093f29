import { inFrame, inPicture, isWithinRegion } from './frame-region.ts';
import { MAX_GAP } from './annotated-pairs.ts';
import { firstWithin, picturesByTrack } from './archive-tracks.ts';
import { Draw } from './draw.ts';
import type { ArchivedPicture, FrameArchive, PictureReader } from './frame-archive.ts';
import { boxInCrop, centred, plainView } from './reference-views.ts';
import { centreInside } from './seen-box.ts';
import { shuffled } from '../shuffled.ts';
import type { CropGeometry, PairSource, TrainingPair } from './training-pair.ts';
import type { CropFactors } from './view-scene.ts';

interface HeldOut {
  readonly template: ArchivedPicture;
  /** Where a tracker would look for the object; null for a track with nothing before. */
  readonly before: ArchivedPicture | null;
  readonly search: ArchivedPicture;
}

/** Times that a crop which misses its object, or shows what was not kept, is moved halfway to it. */
const TRIES = 6;
/** Shift of a still's search crop in roots of the object's area, at most: in the middle every guess would be right. */
const STILL_SHIFT = 1;

/**
 * Held-out frames as a tracker sees them: colours as they are, the template from the track's first frame (or the
 * earliest within the gap), the search region around the annotated box before. Number i and those after it are
 * different frames until all have come up.
 */
export class HeldOutPairs implements PairSource {
  readonly #reader: PictureReader;
  readonly #frames: readonly HeldOut[];
  readonly #factors: CropFactors;
  readonly #seed: number;
  readonly #name: string;

  /** @throws RangeError when the archive has no held-out frame */
  constructor(
    archive: FrameArchive,
    reader: PictureReader,
    {
      seed,
      factors,
      maxGap = MAX_GAP,
    }: {
      readonly seed: number;
      readonly factors: CropFactors;
      readonly maxGap?: number | undefined;
    },
  ) {
    this.#reader = reader;
    this.#frames = heldOutFrames(archive, maxGap);
    if (this.#frames.length === 0) throw new RangeError('the archive holds no frame to look at');
    this.#factors = factors;
    this.#seed = seed >>> 0;
    this.#name = `held-out-${archive.contentHash.slice(0, 16)}-${factors.template}x${factors.search}`;
  }

  /** How many different pairs there are. */
  get count(): number {
    return this.#frames.length;
  }

  pair(index: number): Promise<TrainingPair> {
    const place = shuffled(index % this.count, this.count, this.#seed);
    const { template, search } = this.#frames[place]!;
    const geometry = this.#searchCrop(this.#frames[place]!, place);
    return Promise.resolve({
      template: plainView(
        this.#reader.read(template),
        centred(template.box, this.#factors.template),
      ),
      search: plainView(this.#reader.read(search), geometry),
      box: boxInCrop(search.box, geometry),
      key: `${this.#name}-${place}`,
    });
  }

  /** The frames of pair `index`, without their pixels. */
  frames(index: number): HeldOut {
    return this.#frames[shuffled(index % this.count, this.count, this.#seed)]!;
  }

  #searchCrop({ before, search }: HeldOut, place: number): CropGeometry {
    const straight = centred(search.box, this.#factors.search);
    let geometry =
      before === null
        ? shifted(straight, this.#factors.search, Draw.of(this.#seed, place))
        : centred(inPicture(inFrame(before), search), this.#factors.search);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const isSeen = centreInside(boxInCrop(search.box, geometry));
      if (isSeen && isWithinRegion(geometry, search)) return geometry;
      geometry = {
        ...geometry,
        x: (geometry.x + straight.x) / 2,
        y: (geometry.y + straight.y) / 2,
        side: Math.sqrt(geometry.side * straight.side),
      };
    }
    return straight;
  }
}

/** How many different held-out pairs an archive gives. */
export function countHeldOut(archive: Pick<FrameArchive, 'pictures'>): number {
  return heldOutFrames(archive, MAX_GAP).length;
}

function heldOutFrames(
  archive: Pick<FrameArchive, 'pictures'>,
  maxGap: number,
): readonly HeldOut[] {
  return picturesByTrack(archive).flatMap((pictures) =>
    pictures.flatMap((search, place): readonly HeldOut[] => {
      if (search.split !== 'validation') return [];
      if (pictures.length === 1) return [{ template: search, before: null, search }];
      // A frame that is only compared with itself would say nothing about the track.
      if (place === 0) return [];
      const first = Math.min(place - 1, firstWithin(pictures, place, maxGap));
      return [{ template: pictures[first]!, before: pictures[place - 1]!, search }];
    }),
  );
}

function shifted(geometry: CropGeometry, factor: number, draw: Draw): CropGeometry {
  const reach = (STILL_SHIFT * geometry.side) / factor;
  return {
    ...geometry,
    x: geometry.x + draw.uniform(-reach, reach),
    y: geometry.y + draw.uniform(-reach, reach),
  };
}
