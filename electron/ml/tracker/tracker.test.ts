import { describe, expect, it } from 'vitest';
import { iou } from '../../domain/boxes.ts';
import type { Box } from '../../domain/boxes.ts';
import { i420Bytes } from '../../domain/frame.ts';
import type { I420Frame, RgbFrame } from '../../domain/frame.ts';
import { IMAGENET_STATISTICS } from '../../domain/tracker-config.ts';
import type { TrackerConfig } from '../../domain/tracker-config.ts';
import { toRgbFrame } from './frame-pixels.ts';
import type { NetworkOutput, TrackerNetwork } from './network.ts';
import { BatchTracker, Tracker } from './tracker.ts';

const config: TrackerConfig = {
  templateSize: 32,
  searchSize: 64,
  templateFactor: 2,
  searchFactor: 4,
  stride: 16,
  ...IMAGENET_STATISTICS,
};
const CELLS = 4;

/** Finds the centroid of what is bright in the red plane; its box is as large as the template's share says. */
class BrightSpotNetwork implements TrackerNetwork {
  readonly config: TrackerConfig;
  readonly templates: Float32Array[] = [];
  spoil: (output: NetworkOutput) => NetworkOutput = (output) => output;

  constructor(shapeMemory?: number) {
    this.config = shapeMemory === undefined ? config : { ...config, shapeMemory };
  }

  run(template: Float32Array, search: Float32Array, batch: number): Promise<NetworkOutput> {
    expect([template.length, search.length]).toEqual([batch * 3 * 32 ** 2, batch * 3 * 64 ** 2]);
    this.templates.push(template.slice());
    const output = {
      score: new Float32Array(batch * CELLS ** 2).fill(0.1),
      size: new Float32Array(batch * 2 * CELLS ** 2),
      offset: new Float32Array(batch * 2 * CELLS ** 2),
    };
    for (let n = 0; n < batch; n++) {
      const plane = search.subarray(n * 3 * 64 ** 2, (n * 3 + 1) * 64 ** 2);
      let [mass, sumX, sumY] = [0, 0, 0];
      plane.forEach((value, i) => {
        if (value <= 0) return;
        mass += 1;
        sumX += (i % 64) + 0.5;
        sumY += Math.floor(i / 64) + 0.5;
      });
      const [x, y] = mass > 0 ? [sumX / mass / 16, sumY / mass / 16] : [2, 2];
      const cell = Math.floor(y) * CELLS + Math.floor(x);
      output.score[n * CELLS ** 2 + cell] = 0.9;
      const at = 2 * n * CELLS ** 2 + cell;
      output.offset[at] = x % 1;
      output.offset[at + CELLS ** 2] = y % 1;
      output.size[at] = output.size[at + CELLS ** 2] = Math.sqrt(mass) / 64;
    }
    return Promise.resolve(this.spoil(output));
  }
}

/** Dark I420 picture of 160 x 120 pixels with a bright square per box. */
function picture(...boxes: readonly Box[]): I420Frame {
  const [width, height] = [160, 120];
  const data = new Uint8Array(i420Bytes(width, height)).fill(128).fill(30, 0, width * height);
  for (const { x, y, w, h } of boxes) {
    for (let row = y; row < y + h; row++) {
      data.fill(220, row * width + x, row * width + x + w);
    }
  }
  return { kind: 'i420', width, height, data, matrix: 'bt601', fullRange: false };
}

const path = (frame: number): Box => ({ x: 20 + 4 * frame, y: 30 + 2 * frame, w: 20, h: 20 });
const otherPath = (frame: number): Box => ({ x: 130 - 2 * frame, y: 85, w: 16, h: 16 });
const scene = (frame: number): I420Frame => picture(path(frame), otherPath(frame));

describe('Tracker', () => {
  it('follows a moving square and reports the highest score and the region searched', async () => {
    const tracker = new Tracker(new BrightSpotNetwork());
    tracker.init(picture(path(0)), path(0));
    for (let frame = 1; frame <= 15; frame++) {
      const found = await tracker.update(picture(path(frame)));
      expect(iou(found.box, path(frame))).toBeGreaterThan(0.8);
      expect(found.score).toBe(Math.fround(0.9));
    }
  });

  it('searches around the box of the frame before', async () => {
    const tracker = new Tracker(new BrightSpotNetwork());
    tracker.init(picture(path(0)), path(0));
    const first = await tracker.update(picture(path(1)));
    expect(first.searchRegion).toEqual({
      x: -10,
      y: 0,
      sizePx: 80,
      outputSize: 64,
      resizeFactor: 0.8,
    });
    const second = await tracker.update(picture(path(2)));
    const { x, y, w, h } = first.box;
    expect(second.searchRegion.sizePx).toBe(Math.ceil(Math.sqrt(w * h) * 4));
    expect(
      Math.abs(second.searchRegion.x - (x + w / 2 - second.searchRegion.sizePx / 2)),
    ).toBeLessThan(0.51);
    expect(
      Math.abs(second.searchRegion.y - (y + h / 2 - second.searchRegion.sizePx / 2)),
    ).toBeLessThan(0.51);
  });

  it('does not care about the pixel format', async () => {
    const [i420, rgb] = [
      new Tracker(new BrightSpotNetwork()),
      new Tracker(new BrightSpotNetwork()),
    ];
    i420.init(scene(0), path(0));
    rgb.init(toRgbFrame(scene(0)), path(0));
    for (let frame = 1; frame <= 5; frame++) {
      const whole: RgbFrame = toRgbFrame(scene(frame));
      expect(await i420.update(scene(frame))).toEqual(await rgb.update(whole));
    }
  });

  it('moves to where it is told and keeps its template', async () => {
    const network = new BrightSpotNetwork();
    const tracker = new Tracker(network);
    tracker.init(scene(0), path(0));
    await tracker.update(scene(1));
    tracker.moveTo(otherPath(1));
    const found = await tracker.update(scene(2));
    expect(iou(found.box, otherPath(2))).toBeGreaterThan(0.7);
    expect(() => tracker.moveTo({ x: 1, y: NaN, w: 3, h: 3 })).toThrow(/no crop/);
    expect(network.templates[1]).toEqual(network.templates[0]);
  });

  it('must be told where to start', async () => {
    const tracker = new Tracker(new BrightSpotNetwork());
    await expect(tracker.update(scene(0))).rejects.toThrow(/init/);
    expect(() => tracker.init(scene(0), { x: 3, y: 3, w: 0, h: 5 })).toThrow(/above 0/);
  });
});

describe('BatchTracker', () => {
  it('finds each object as a tracker of its own would, through additions and removals', async () => {
    const network = new BrightSpotNetwork();
    const batch = new BatchTracker(network);
    const alone = new Map<number, Tracker>();
    const start = (frame: number, box: Box): number => {
      const id = frame === 0 ? batch.init(scene(0), [box])[0]! : batch.add(scene(frame), box);
      const tracker = new Tracker(new BrightSpotNetwork());
      tracker.init(scene(frame), box);
      alone.set(id, tracker);
      return id;
    };
    const first = start(0, path(0));
    for (let frame = 1; frame <= 12; frame++) {
      const found = await batch.update(scene(frame));
      expect(found.map(({ id }) => id)).toEqual([...alone.keys()]);
      for (const { id, ...rest } of found) {
        expect(rest).toEqual(await alone.get(id)!.update(scene(frame)));
      }
      if (frame === 3) start(3, otherPath(3));
      if (frame === 5) start(5, path(5));
      if (frame === 8) {
        batch.remove(first);
        alone.delete(first);
      }
    }
    expect(network.templates.map(({ length }) => length / (3 * 32 ** 2))).toEqual([
      1, 1, 1, 2, 2, 3, 3, 3, 2, 2, 2, 2,
    ]);
    // The template of the removed object is gone, the others' moved down unchanged.
    expect(network.templates[8]).toEqual(network.templates[7]!.subarray(3 * 32 ** 2));
  });

  it('finds nothing when it tracks nothing', async () => {
    const batch = new BatchTracker(new BrightSpotNetwork());
    expect(await batch.update(scene(0))).toEqual([]);
    expect(() => batch.remove(1)).toThrow(/no object 1/);
  });

  it('forgets the objects before when it starts anew, unless a new box is refused', async () => {
    const batch = new BatchTracker(new BrightSpotNetwork());
    const [old] = batch.init(scene(0), [path(0)]);
    const bad = { x: 0, y: 0, w: NaN, h: 4 };
    expect(() => batch.init(scene(0), [otherPath(0), bad])).toThrow(/no crop/);
    expect((await batch.update(scene(1))).map(({ id }) => id)).toEqual([old]);
    const [fresh] = batch.init(scene(1), [otherPath(1)]);
    expect(fresh).not.toBe(old);
    expect((await batch.update(scene(2))).map(({ id }) => id)).toEqual([fresh]);
  });

  it('refuses a broken network and stays where it was', async () => {
    const network = new BrightSpotNetwork();
    const batch = new BatchTracker(network);
    batch.init(scene(0), [path(0), otherPath(0)]);
    const [before] = await batch.update(scene(1));
    network.spoil = (output) => {
      output.score.fill(NaN, CELLS ** 2);
      return output;
    };
    await expect(batch.update(scene(2))).rejects.toMatchObject({ code: 'bad-model' });
    network.spoil = ({ score, ...rest }) => ({ score: score.subarray(1), ...rest });
    await expect(batch.update(scene(2))).rejects.toThrow(/4 x 4 cells/);
    network.spoil = (output) => output;
    const [after] = await batch.update(scene(2));
    const { x, w } = before!.box;
    const { searchRegion } = after!;
    expect(Math.abs(searchRegion.x + searchRegion.sizePx / 2 - (x + w / 2))).toBeLessThan(0.51);
  });

  it('refuses overlapping calls', async () => {
    const batch = new BatchTracker(new BrightSpotNetwork());
    const [id] = batch.init(scene(0), [path(0)]);
    const running = batch.update(scene(1));
    expect(() => batch.add(scene(1), path(1))).toThrow(/busy/);
    expect(() => batch.remove(id!)).toThrow(/busy/);
    await expect(batch.update(scene(2))).rejects.toThrow(/busy/);
    expect(await running).toHaveLength(1);
  });
});

describe('the memory of drawn shapes', () => {
  const slim = (frame: number): Box => ({ x: 20 + 4 * frame, y: 30, w: 12, h: 30 });
  const flat = (frame: number): Box => ({ x: 130 - 2 * frame, y: 85, w: 30, h: 14 });
  const both = (frame: number): I420Frame => picture(slim(frame), flat(frame));
  const shapeOf = ({ w, h }: Box): number => w / h;

  it('keeps the shape of a box where the network sees squares', async () => {
    for (const [memory, shape] of [
      [undefined, 1],
      [0, 1],
      [0.5, Math.sqrt(0.4)],
      [1, 0.4],
    ] as const) {
      const tracker = new Tracker(new BrightSpotNetwork(memory));
      tracker.init(picture(slim(0)), slim(0));
      for (let frame = 1; frame <= 8; frame++) {
        const { box } = await tracker.update(picture(slim(frame)));
        expect(shapeOf(box), `memory ${memory}`).toBeCloseTo(shape, 1);
      }
    }
  });

  it('is each object its own, through additions and removals, for one more run per start', async () => {
    const network = new BrightSpotNetwork(1);
    const batch = new BatchTracker(network);
    const [first, second] = batch.init(both(0), [slim(0), flat(0)]);
    batch.remove(first!);
    const third = batch.add(both(0), slim(0));
    const shapes = async (frame: number): Promise<(readonly [number, number])[]> =>
      (await batch.update(both(frame))).map(({ id, box }) => [id, shapeOf(box)] as const);
    for (const frame of [1, 2]) {
      const [a, b] = await shapes(frame);
      expect([a![0], b![0]]).toEqual([second, third]);
      expect(a![1]).toBeCloseTo(30 / 14, 1);
      expect(b![1]).toBeCloseTo(12 / 30, 1);
    }
    batch.add(both(2), flat(2));
    expect((await shapes(3)).map(([, shape]) => Math.round(10 * shape))).toEqual([21, 4, 21]);
    expect(network.templates.map(({ length }) => length / (3 * 32 ** 2))).toEqual([2, 2, 2, 1, 3]);
  });

  it('is of the template, wherever the search goes on', async () => {
    const tracker = new Tracker(new BrightSpotNetwork(1));
    tracker.init(picture(slim(0)), slim(0));
    tracker.moveTo({ ...slim(1), w: 26, h: 22 });
    expect(shapeOf((await tracker.update(picture(slim(1)))).box)).toBeCloseTo(0.4, 1);
  });
});
