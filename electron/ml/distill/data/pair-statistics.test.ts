import { describe, expect, it } from 'vitest';
import { texturedLibrary } from '../../../../test/support/textured-photos.ts';
import { renderView } from './render-view.ts';
import { SyntheticPairs } from './synthetic-pairs.ts';
import type { TrainingPair } from './training-pair.ts';

const library = texturedLibrary();
const statistics = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
const count = 2000;
const pairs = new SyntheticPairs(library, { seed: 1 });

async function manyPairs(source: SyntheticPairs): Promise<TrainingPair[]> {
  const many: TrainingPair[] = [];
  for (let index = 0; index < count; index++) {
    const { template, search, ...rest } = await source.pair(index);
    // Thousands of pasted pictures would not fit into memory: what they were is enough.
    const slim = { width: 0, height: 0, data: new Uint8Array(0), kind: 'rgb' } as const;
    const isPhoto = library.photos.includes(template.picture);
    const picture = isPhoto ? template.picture : slim;
    many.push({ ...rest, template: { ...template, picture }, search: { ...search, picture } });
  }
  return many;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const share = <T>(values: readonly T[], test: (value: T) => boolean): number =>
  values.filter(test).length / values.length;
const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(q * values.length)]!;

describe('pairs', async () => {
  const many = await manyPairs(pairs);

  it('have their object in the search crop', () => {
    for (const { box, key } of many) {
      const [x, y, w, h] = box;
      const inside = x + w / 2 > 0 && x + w / 2 < 1 && y + h / 2 > 0 && y + h / 2 < 1;
      expect(inside && w > 0 && h > 0, `${key}: ${box.join()}`).toBe(true);
    }
  });

  it('show it about a quarter of the crop large', () => {
    const roots = many.map(({ box: [, , w, h] }) => Math.sqrt(w * h));
    expect(quantile(roots, 0.5)).toBeGreaterThan(0.22);
    expect(quantile(roots, 0.5)).toBeLessThan(0.28);
    expect(quantile(roots, 0.05)).toBeGreaterThan(0.12);
    expect(quantile(roots, 0.05)).toBeLessThan(0.2);
    expect(quantile(roots, 0.95)).toBeGreaterThan(0.32);
    expect(quantile(roots, 0.95)).toBeLessThan(0.5);
  });

  it('shift it everywhere, to all sides alike', () => {
    for (const centre of [
      many.map(({ box: [x, , w] }) => x + w / 2),
      many.map(({ box: [, y, , h] }) => y + h / 2),
    ]) {
      expect(Math.abs(mean(centre) - 0.5)).toBeLessThan(0.02);
      const deviation = Math.sqrt(mean(centre.map((value) => (value - 0.5) ** 2)));
      expect(deviation).toBeGreaterThan(0.15);
      expect(deviation).toBeLessThan(0.25);
      expect(quantile(centre, 0.02)).toBeLessThan(0.15);
      expect(quantile(centre, 0.98)).toBeGreaterThan(0.85);
    }
  });

  it('are annotated, moved or regions in their shares', () => {
    const isMoved = ({ template }: TrainingPair): boolean => template.picture.width === 0;
    const isAnnotated = (pair: TrainingPair): boolean =>
      !isMoved(pair) &&
      library.boxes.some(
        ({ photo, box }) =>
          library.photos[photo] === pair.template.picture &&
          pair.template.x === box.x + box.w / 2 &&
          pair.template.y === box.y + box.h / 2,
      );
    // Five deviations of a share of 2000.
    expect(Math.abs(share(many, isMoved) - 0.75)).toBeLessThan(0.049);
    expect(Math.abs(share(many, isAnnotated) - 0.2)).toBeLessThan(0.045);
  });

  it('are changed as often as they should be', () => {
    const near = (value: number, wanted: number): void =>
      expect(Math.abs(value - wanted)).toBeLessThan(0.05);
    near(
      share(many, ({ search }) => search.occluder !== null),
      0.15,
    );
    near(
      share(many, ({ search }) => search.blur.length > 0),
      0.3,
    );
    near(
      share(many, ({ template }) => template.blur.length > 0),
      0.15,
    );
    near(
      share(many, ({ search }) => search.flip),
      0.5,
    );
    near(
      share(many, ({ search }) => search.averaged),
      0.5,
    );
    near(
      share(many, ({ search }) => search.photometric.noise > 0),
      0.3,
    );
    near(
      share(many, ({ search }) => search.padding[0] === 0),
      0.8,
    );
    expect(many.every(({ template, search }) => template.flip === search.flip)).toBe(true);
    expect(many.every(({ template }) => template.rotation === 0 && !template.occluder)).toBe(true);
    const brightness = many.map(({ search: { photometric } }) => photometric.gain[1]);
    expect(quantile(brightness, 0.01)).toBeLessThan(0.75);
    expect(quantile(brightness, 0.99)).toBeGreaterThan(1.25);
  });

  it('have keys of their own', () => {
    expect(new Set(many.map(({ key }) => key)).size).toBe(count);
  });
});

describe('one pair', () => {
  const bytes = ({ template, search, box }: TrainingPair): unknown => [
    renderView(template, 64, statistics),
    renderView(search, 128, statistics),
    box,
  ];

  it('is the same whenever and by whomever it is made', async () => {
    const others = new SyntheticPairs(structuredClone(library), { seed: 1 });
    for (const index of [40, 3, 40, 17, 123_456]) {
      const [first, second] = [await pairs.pair(index), await others.pair(index)];
      expect(bytes(second)).toEqual(bytes(first));
      expect(second.key).toBe(first.key);
    }
  });

  it('is another one with another seed or index', async () => {
    const others = new SyntheticPairs(library, { seed: 2 });
    expect(bytes(await others.pair(5))).not.toEqual(bytes(await pairs.pair(5)));
    expect(bytes(await pairs.pair(6))).not.toEqual(bytes(await pairs.pair(5)));
    expect((await others.pair(5)).key).not.toBe((await pairs.pair(5)).key);
  });

  it('has another key with other data or factors', async () => {
    const { key } = await pairs.pair(5);
    const fewer = { ...library, photos: library.photos.slice(1), boxes: [] };
    expect((await new SyntheticPairs(fewer, { seed: 1 }).pair(5)).key).not.toBe(key);
    const factors = { template: 2, search: 5 };
    const wider = await new SyntheticPairs(library, { seed: 1, factors }).pair(5);
    expect(wider.key).not.toBe(key);
    const [, , w, h] = wider.box;
    const [, , w4, h4] = (await pairs.pair(5)).box;
    expect(Math.sqrt((w * h) / (w4 * h4))).toBeCloseTo(4 / 5, 1);
  });
});

describe('a library', () => {
  it('may be nothing but photos', async () => {
    const bare = new SyntheticPairs({ ...library, boxes: [], cutouts: [] }, { seed: 4 });
    for (let index = 0; index < 50; index++) {
      const { search } = await bare.pair(index);
      const planes = renderView(search, 32, statistics);
      expect(planes.every(Number.isFinite)).toBe(true);
    }
  });

  it('needs a photo, and one that is large enough', () => {
    const small = { kind: 'rgb', width: 300, height: 40, data: new Uint8Array(36_000) } as const;
    const of = (photos: (typeof small)[]) => () =>
      new SyntheticPairs({ ...library, photos, boxes: [] }, { seed: 1 });
    expect(of([])).toThrow(RangeError);
    expect(of([small])).toThrow(/300x40/);
  });
});
