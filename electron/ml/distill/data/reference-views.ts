import type { Box } from '../../../domain/boxes.ts';
import type { RgbFrame } from '../../../domain/frame.ts';
import type { CropStyle } from './crop-style.ts';
import type { Draw } from './draw.ts';
import { toCrop } from './crop-transform.ts';
import {
  PLAIN_COLOURS,
  type CropBox,
  type CropGeometry,
  type CropView,
  type Photometric,
  type TrainingPair,
} from './training-pair.ts';
import type { CropFactors } from './view-scene.ts';

/** A box in a picture, px. */
export interface BoxedPicture {
  readonly picture: RgbFrame;
  readonly box: Box;
}

/** Numbers that a box is jittered by: two standard normal ones for its size, two of 0..1 for its place. */
export interface JitterNumbers {
  readonly normal: readonly [w: number, h: number];
  readonly uniform: readonly [x: number, y: number];
}

const GREY = 0.05;
const BRIGHTNESS = 0.2;
/** Draws before a crop that is not allowed is moved back towards the box. */
const TRIES = 10;

/**
 * Looks at an annotated object as OSTrack's data code does: the template straight, the search region around a jittered
 * box; both grey or neither, each with its own mirroring and brightness. Centres are those of tracking, half an output
 * pixel from those of that code's training.
 * @param allows whether a search crop may be taken
 */
export function referenceViews(
  template: BoxedPicture,
  search: BoxedPicture,
  options: {
    readonly style: Extract<CropStyle, { kind: 'reference' }>;
    readonly factors: CropFactors;
    readonly allows: (geometry: CropGeometry) => boolean;
  },
  draw: Draw,
): Omit<TrainingPair, 'key'> {
  const { style, factors, allows } = options;
  const grey = draw.chance(GREY);
  const look = (picture: RgbFrame, geometry: CropGeometry): CropView => ({
    ...plainView(picture, geometry),
    photometric: brightened(grey, draw),
  });
  const straight = { ...centred(template.box, factors.template), flip: draw.chance(0.5) };
  const first = look(template.picture, straight);
  const flip = draw.chance(0.5);
  const geometry = { ...jitteredCrop(search.box, style, factors.search, allows, draw), flip };
  const second = look(search.picture, geometry);
  return { template: first, search: second, box: boxInCrop(search.box, geometry) };
}

/** A box of other size and place (pytracking's formula). */
export function jitteredBox(
  box: Box,
  { centre, scale }: { readonly centre: number; readonly scale: number },
  { normal, uniform }: JitterNumbers,
): Box {
  const w = box.w * Math.exp(normal[0] * scale);
  const h = box.h * Math.exp(normal[1] * scale);
  const range = Math.sqrt(w * h) * centre;
  const x = box.x + box.w / 2 + range * (uniform[0] - 0.5);
  const y = box.y + box.h / 2 + range * (uniform[1] - 0.5);
  return { x: x - w / 2, y: y - h / 2, w, h };
}

function jitteredCrop(
  box: Box,
  style: { readonly centre: number; readonly scale: number },
  factor: number,
  allows: (geometry: CropGeometry) => boolean,
  draw: Draw,
): CropGeometry {
  for (let attempt = 0; ; attempt++) {
    const numbers: JitterNumbers = {
      normal: [draw.normal(1), draw.normal(1)],
      uniform: [draw.uniform(0, 1), draw.uniform(0, 1)],
    };
    // The last ones are nearer and nearer to the plain crop, which is always allowed.
    const strength = attempt < TRIES ? 1 : 0.5 ** (attempt - TRIES + 1);
    const { centre, scale } = style;
    const weaker = { centre: centre * strength, scale: scale * strength };
    const geometry = centred(jitteredBox(box, weaker, numbers), factor);
    if (allows(geometry) || attempt === 2 * TRIES) return geometry;
  }
}

/** The crop of `factor` roots of a box's area around its centre. */
export function centred(box: Box, factor: number): CropGeometry {
  return {
    x: box.x + box.w / 2,
    y: box.y + box.h / 2,
    side: factor * Math.sqrt(box.w * box.h),
    rotation: 0,
    aspect: 1,
    flip: false,
  };
}

/** A crop as a tracker takes it: black beyond the picture, colours as they are. */
export function plainView(picture: RgbFrame, geometry: CropGeometry): CropView {
  return {
    picture,
    ...geometry,
    padding: [0, 0, 0],
    averaged: false,
    occluder: null,
    blur: [],
    photometric: PLAIN_COLOURS,
  };
}

/** A box in picture px as fractions of a crop that is not turned. */
export function boxInCrop({ x, y, w, h }: Box, geometry: CropGeometry): CropBox {
  const [ax, ay] = toCrop(geometry, [x, y]);
  const [bx, by] = toCrop(geometry, [x + w, y + h]);
  return [Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay)];
}

function brightened(grey: boolean, draw: Draw): Photometric {
  const gain = draw.uniform(1 - BRIGHTNESS, 1 + BRIGHTNESS);
  return { ...PLAIN_COLOURS, gain: [gain, gain, gain], grey };
}
