import { describe, expect, it } from 'vitest';
import { ellipsePatch, plainPhoto } from '../../../../test/support/textured-photos.ts';
import type { RgbFrame } from '../../../domain/frame.ts';
import { Draw } from './draw.ts';
import { movedScene } from './moved-scene.ts';
import { trimPatch } from './outline.ts';
import { renderView } from './render-view.ts';
import { PLAIN_COLOURS, type CropBox, type CropView, type Patch } from './training-pair.ts';
import { viewScene } from './view-scene.ts';

const asBytes = { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] } as const;
const size = 256;

/** A leaning triangle, its tip cut off, for that would vanish when bent and shrunk: few outlines are less like their box. */
function trianglePatch(): Patch {
  const data = new Uint8Array(4 * 60 * 60);
  for (let p = 0; p < 3600; p++) {
    const [x, y] = [p % 60, Math.floor(p / 60)];
    data.set([0, 255, 0, x <= y + 16 && x >= y / 3 ? 255 : 0], 4 * p);
  }
  return trimPatch({ width: 60, height: 60, data })!;
}

/** Edges of what is green in a crop, as fractions of its side; the background's green is 0. */
function greenBox(view: CropView): CropBox | null {
  const planes = renderView(view, size, asBytes);
  const plane = size * size;
  let [left, right, top, bottom] = [size, -1, size, -1];
  for (let o = 0; o < plane; o++) {
    // A sharp tip covers no pixel by a half.
    if (planes[plane + o]! < 64) continue;
    left = Math.min(left, o % size);
    right = Math.max(right, o % size);
    top = Math.min(top, Math.floor(o / size));
    bottom = Math.max(bottom, Math.floor(o / size));
  }
  if (right < 0) return null;
  return [left / size, top / size, (right + 1 - left) / size, (bottom + 1 - top) / size];
}

/** The view without what hides or recolours the object. */
const clear = (view: CropView): CropView => ({
  ...view,
  occluder: null,
  blur: [],
  padding: [0, 0, 0],
  photometric: PLAIN_COLOURS,
});

/** The part of a box within the crop: no more can be seen. */
function cutToCrop([x, y, w, h]: CropBox): CropBox {
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  return [left, top, Math.min(1, x + w) - left, Math.min(1, y + h) - top];
}

const photos: readonly RgbFrame[] = [
  plainPhoto(320, 240, [90, 0, 60]),
  plainPhoto(200, 300, [30, 0, 160]),
];

describe.each([
  ['an ellipse', ellipsePatch(90, 60, [0, 255, 0])],
  ['a triangle', trianglePatch()],
])('the boxes of %s', (_, patch) => {
  const object = ellipsePatch(30, 30, [200, 0, 0]);

  it('are filled by what is rendered, in template and search', () => {
    let cut = 0;
    const shifts = { x: 0, y: 0, count: 0 };
    for (let index = 0; index < 200; index++) {
      const draw = Draw.of(11, index);
      // The followed object is drawn first; distractors and occluders are red.
      let first = true;
      const next = (): Patch => {
        const drawn = first ? patch : object;
        first = false;
        return drawn;
      };
      const scene = movedScene({ photos, object: next }, draw);
      if (scene.coloursTell) continue;
      const pair = viewScene(scene, { template: 2, search: 4 }, () => object, draw);
      const seen = greenBox(clear(pair.search));
      const claimed = cutToCrop(pair.box);
      const [x, y, w, h] = pair.box;
      expect(x + w / 2).toBeGreaterThan(0);
      expect(x + w / 2).toBeLessThan(1);
      expect(y + h / 2).toBeGreaterThan(0);
      expect(y + h / 2).toBeLessThan(1);
      expect(seen, `pair ${index}`).not.toBeNull();
      // A pixel of the picture, whose edge is soft, and one of the crop.
      const tolerance = 1 / pair.search.side + 1 / size;
      const edges = ([l, t, sw, sh]: CropBox): number[] => [l, t, l + sw, t + sh];
      if (claimed.some((value, i) => value !== pair.box[i])) {
        // A slanted outline may leave its box's end outside the crop: it fills no more than is claimed.
        cut++;
        const [sl, st, sr, sb] = edges(seen!) as [number, number, number, number];
        const [cl, ct, cr, cb] = edges(claimed) as [number, number, number, number];
        expect(Math.min(sl - cl, st - ct, cr - sr, cb - sb)).toBeGreaterThan(-tolerance);
        continue;
      }
      edges(seen!).forEach((edge, i) => {
        expect(Math.abs(edge - edges(claimed)[i]!), `pair ${index}`).toBeLessThan(tolerance);
      });
      const { side, flip } = pair.search;
      shifts.x += (flip ? -1 : 1) * (x + w / 2 - seen![0] - seen![2] / 2) * side;
      shifts.y += (y + h / 2 - seen![1] - seen![3] / 2) * side;
      shifts.count++;
      // The template is centred on its box, which is a half of its side long (root of the area).
      const [tx, ty, tw, th] = greenBox(clear(pair.template))!;
      expect(tx + tw / 2).toBeCloseTo(0.5, 1);
      expect(ty + th / 2).toBeCloseTo(0.5, 1);
      expect(Math.sqrt(tw * th)).toBeGreaterThan(0.45);
      expect(Math.sqrt(tw * th)).toBeLessThan(0.55);
    }
    expect(cut).toBeLessThan(100);
    // On average, boxes are off by less than a fifth of a pixel of the picture, to no side.
    expect(Math.abs(shifts.x / shifts.count)).toBeLessThan(0.2);
    expect(Math.abs(shifts.y / shifts.count)).toBeLessThan(0.2);
  });
});
