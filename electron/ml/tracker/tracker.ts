import { StudioError } from '../../contract/errors.ts';
import type { Box } from '../../domain/boxes.ts';
import type { Frame } from '../../domain/frame.ts';
import { clipBox } from './clip-box.ts';
import { CropBatch } from './crop-batch.ts';
import { cropRegion } from './crop-region.ts';
import type { CropRegion } from './crop-region.ts';
import { decodeBox } from './decode-box.ts';
import { hannWindow } from './hann-window.ts';
import { mapBoxBack } from './map-box-back.ts';
import type { NetworkOutput, TrackerNetwork } from './network.ts';
import { Normaliser } from './normalise.ts';
import { PREDICTED_SHAPE, seenShape, shapeFactors, type ShapeFactors } from './shape-memory.ts';

/** Least side of a box, and least part of it that stays inside the image, in pixels (OSTrack's margin). */
const MARGIN_PX = 10;

/** Where a tracker found its object in one frame. */
export interface TrackedBox {
  /** Box in pixels of the frame. */
  readonly box: Box;
  /** Largest value of the score map before the Hann window, in (0, 1). */
  readonly score: number;
  /** The part of the frame that was searched. */
  readonly searchRegion: CropRegion;
}

/** One object of a {@link BatchTracker} and where it was found. */
export interface TrackedObject extends TrackedBox {
  readonly id: number;
}

interface TrackedState {
  readonly id: number;
  box: Box;
  /** The box of the template, px of its frame. */
  readonly drawn: Box;
  /** Null until the network has looked at the template's own frame; such objects are the last ones. */
  shape: ShapeFactors | null;
}

/**
 * OSTrack's test-time tracker for several objects of one video: each frame is one run of the network with a
 * batch of one crop per object. Objects do not influence each other; the template is the object's first crop
 * for ever. Where the config says so, one more run after an object's start compares its drawn box with what the
 * network makes of it ({@link shapeFactors}).
 *
 * Calls must not overlap: the next frame's crops depend on this frame's boxes.
 */
export class BatchTracker {
  readonly #network: TrackerNetwork;
  readonly #cells: number;
  readonly #window: Float32Array;
  readonly #templates: CropBatch;
  readonly #searches: CropBatch;
  /** Search crops around the drawn boxes of objects without a known shape, in their order. */
  readonly #drawn: CropBatch;
  #objects: TrackedState[] = [];
  #nextId = 1;
  #updating = false;

  constructor(network: TrackerNetwork) {
    const { config } = network;
    const normaliser = new Normaliser(config.mean, config.std);
    this.#network = network;
    this.#cells = config.searchSize / config.stride;
    this.#window = hannWindow(this.#cells);
    this.#templates = new CropBatch(config.templateSize, normaliser);
    this.#searches = new CropBatch(config.searchSize, normaliser);
    this.#drawn = new CropBatch(config.searchSize, normaliser);
  }

  /**
   * Forgets every object and starts one per box, in order; returns their ids.
   * @throws StudioError bad-input when a box has no area or is not finite; then nothing has changed.
   */
  init(frame: Frame, boxes: readonly Box[]): number[] {
    this.#mustBeIdle();
    for (const box of boxes) this.#templateRegion(box);
    this.#objects = [];
    return boxes.map((box) => this.add(frame, box));
  }

  /**
   * Starts to track the object inside `box` (pixels of `frame`); returns its id.
   * @throws StudioError bad-input when the box has no area or is not finite.
   */
  add(frame: Frame, box: Box): number {
    this.#mustBeIdle();
    this.#templates.write(this.#objects.length, frame, this.#templateRegion(box));
    const id = this.#nextId++;
    const remembers = this.#shapeMemory > 0;
    if (remembers) this.#drawn.write(this.#unknown().length, frame, this.#searchRegion(box));
    this.#objects.push({ id, box, drawn: box, shape: remembers ? null : PREDICTED_SHAPE });
    return id;
  }

  /** Stops tracking object `id`. */
  remove(id: number): void {
    this.#mustBeIdle();
    const index = this.#indexOf(id);
    const waiting = this.#unknown().indexOf(this.#objects[index]!);
    if (waiting >= 0) this.#drawn.remove(waiting);
    this.#objects.splice(index, 1);
    this.#templates.remove(index);
  }

  /**
   * Searches object `id` around `box` in the next frame, whatever was found before; keeps its template.
   * @throws StudioError bad-input when the box has no area or is not finite.
   */
  moveTo(id: number, box: Box): void {
    this.#mustBeIdle();
    this.#searchRegion(box);
    this.#objects[this.#indexOf(id)]!.box = box;
  }

  /**
   * Finds every object in the next frame, in the order in which they were added.
   * @throws StudioError bad-model when the network gives values that are not finite; then no box has moved.
   */
  async update(frame: Frame): Promise<TrackedObject[]> {
    this.#mustBeIdle();
    const objects = this.#objects;
    if (objects.length === 0) return [];
    this.#updating = true;
    try {
      await this.#compareWithDrawn();
      const regions = objects.map(({ box, shape }, index) => {
        const region = this.#searchRegion(seenShape(box, shape!));
        this.#searches.write(index, frame, region);
        return region;
      });
      const output = await this.#network.run(
        this.#templates.first(objects.length),
        this.#searches.first(objects.length),
        objects.length,
      );
      this.#mustFit(output, objects.length);
      const found = objects.map((object, index) => ({
        id: object.id,
        ...this.#locate(output, index, object, regions[index]!, frame),
      }));
      objects.forEach((object, index) => (object.box = found[index]!.box));
      return found;
    } finally {
      this.#updating = false;
    }
  }

  /** Looks at the template's frames of objects whose shape is not known yet. */
  async #compareWithDrawn(): Promise<void> {
    const waiting = this.#unknown();
    if (waiting.length === 0) return;
    const count = this.#objects.length;
    const output = await this.#network.run(
      this.#templates.objects(count - waiting.length, count),
      this.#drawn.first(waiting.length),
      waiting.length,
    );
    this.#mustFit(output, waiting.length);
    waiting.forEach((object, index) => {
      const seen = decodeBox(output, index, this.#window, this.#cells);
      const region = this.#searchRegion(object.drawn);
      object.shape = shapeFactors(object.drawn, seen, region, this.#shapeMemory);
    });
  }

  /** Objects whose shape is not known yet. */
  #unknown(): readonly TrackedState[] {
    return this.#objects.filter(({ shape }) => shape === null);
  }

  get #shapeMemory(): number {
    return this.#network.config.shapeMemory ?? 0;
  }

  #locate(
    output: NetworkOutput,
    index: number,
    { box: previous, shape }: TrackedState,
    searchRegion: CropRegion,
    frame: Frame,
  ): TrackedBox {
    const seen = decodeBox(output, index, this.#window, this.#cells);
    if (seen === null) {
      throw new StudioError(
        'bad-model',
        'the tracker network returned values that are not finite numbers; import the model again or choose another one',
      );
    }
    const { w, h } = shape!;
    const net = { ...seen, w: seen.w * w, h: seen.h * h };
    const box = clipBox(
      mapBoxBack(net, previous, searchRegion),
      frame.width,
      frame.height,
      MARGIN_PX,
    );
    return { box, score: net.score, searchRegion };
  }

  #templateRegion(box: Box): CropRegion {
    const { templateFactor, templateSize } = this.#network.config;
    return cropRegion(box, templateFactor, templateSize);
  }

  #searchRegion(box: Box): CropRegion {
    const { searchFactor, searchSize } = this.#network.config;
    return cropRegion(box, searchFactor, searchSize);
  }

  #indexOf(id: number): number {
    const index = this.#objects.findIndex((object) => object.id === id);
    if (index < 0) throw new RangeError(`no object ${id} is being tracked`);
    return index;
  }

  #mustBeIdle(): void {
    if (this.#updating) throw new Error('the tracker is still busy with the frame before');
  }

  #mustFit({ score, size, offset }: NetworkOutput, batch: number): void {
    const area = batch * this.#cells * this.#cells;
    if (score.length === area && size.length === 2 * area && offset.length === 2 * area) return;
    throw new StudioError(
      'bad-model',
      `the tracker network's maps do not have ${this.#cells} x ${this.#cells} cells per object, as its metadata says; import the model again with the right sizes`,
    );
  }
}

/** OSTrack's test-time tracker of one object: a batch of one. */
export class Tracker {
  readonly #batch: BatchTracker;
  #id: number | undefined;

  constructor(network: TrackerNetwork) {
    this.#batch = new BatchTracker(network);
  }

  /** Starts over with the object inside `box` (pixels of `frame`). @throws StudioError as {@link BatchTracker.init}. */
  init(frame: Frame, box: Box): void {
    [this.#id] = this.#batch.init(frame, [box]);
  }

  /** Searches around `box` in the next frame, whatever was found before; keeps the template. */
  moveTo(box: Box): void {
    this.#batch.moveTo(this.#started(), box);
  }

  /** Finds the object in the next frame. @throws StudioError as {@link BatchTracker.update}. */
  async update(frame: Frame): Promise<TrackedBox> {
    this.#started();
    const [found] = await this.#batch.update(frame);
    const { box, score, searchRegion } = found!;
    return { box, score, searchRegion };
  }

  #started(): number {
    if (this.#id === undefined) throw new Error('init the tracker with a frame and a box first');
    return this.#id;
  }
}
