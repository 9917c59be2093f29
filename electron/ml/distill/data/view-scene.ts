import { boundingBox } from './outline.ts';
import type { Draw } from './draw.ts';
import { centreInside, seenBox } from './seen-box.ts';
import type { Scene } from './scene.ts';
import type {
  CropBox,
  CropGeometry,
  CropView,
  Occluder,
  Patch,
  Photometric,
  TrainingPair,
} from './training-pair.ts';

/** Sides of the crops as multiples of the root of the object's area. */
export interface CropFactors {
  readonly template: number;
  readonly search: number;
}

const BLACK = [0, 0, 0] as const;
const GREY = [114, 114, 114] as const;
const OCCLUDED = 0.15;
/** Times that a crop which misses its object, or is not allowed, is moved halfway back. */
const TRIES = 10;

/** Looks at a scene's object as a tracker would: the template straight, the search region off-centre, turned and changed. */
export function viewScene(
  scene: Scene,
  factors: CropFactors,
  object: (draw: Draw) => Patch,
  draw: Draw,
): Omit<TrainingPair, 'key'> {
  const { box: from, picture } = scene.template;
  const flip = draw.chance(0.5);
  const template: CropView = {
    picture,
    x: from.x + from.w / 2,
    y: from.y + from.h / 2,
    side: factors.template * Math.sqrt(from.w * from.h),
    rotation: 0,
    aspect: 1,
    flip,
    padding: padding(draw),
    averaged: draw.chance(0.5),
    occluder: null,
    // A person chose the template's frame: blur is rarer there, and half as wide for the object's size.
    blur: draw.chance(0.15) ? blur(draw) : [],
    photometric: photometric(0.7, scene.coloursTell, draw),
  };
  const geometry = searchGeometry(scene, factors.search, flip, draw);
  const box = seenBox(geometry, scene.search.outline);
  const search: CropView = {
    picture: scene.search.picture,
    ...geometry,
    padding: padding(draw),
    averaged: draw.chance(0.5),
    occluder: draw.chance(OCCLUDED) ? occluder(box, object, draw) : null,
    blur: draw.chance(0.3) ? blur(draw) : [],
    photometric: photometric(1, scene.coloursTell, draw),
  };
  return { template, search, box };
}

function searchGeometry(
  { search: { outline, allows = () => true } }: Scene,
  factor: number,
  flip: boolean,
  draw: Draw,
): CropGeometry {
  const box = boundingBox(outline);
  const root = Math.sqrt(box.w * box.h);
  const middle = { x: box.x + box.w / 2, y: box.y + box.h / 2 };
  const side = factor * root * Math.exp(draw.normal(0.25));
  const reach = 0.375 * factor * root;
  let x = middle.x + draw.uniform(-reach, reach);
  let y = middle.y + draw.uniform(-reach, reach);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const rotation = draw.normal(0.12);
    const aspect = Math.exp(draw.normal(0.1));
    const geometry = { x, y, side, rotation, aspect, flip };
    if (centreInside(seenBox(geometry, outline)) && allows(geometry)) return geometry;
    x = (x + middle.x) / 2;
    y = (y + middle.y) / 2;
  }
  const straight = { ...middle, side, rotation: 0, aspect: 1, flip };
  return allows(straight) ? straight : { ...straight, side: Math.min(side, factor * root) };
}

/** A tracker's own crops are padded with black; another colour now and then keeps it from being a landmark. */
function padding(draw: Draw): CropView['padding'] {
  return draw.chance(0.8) ? BLACK : GREY;
}

/** Half of the time out of focus, half of the time a movement in any direction; widths as shares of the crop's side. */
function blur(draw: Draw): CropView['blur'] {
  if (draw.chance(0.5)) {
    const width = draw.uniform(0.015, 0.04);
    return [
      [width, 0],
      [0, width],
    ];
  }
  const length = draw.uniform(0.02, 0.06);
  const angle = draw.uniform(0, Math.PI);
  return [[length * Math.cos(angle), length * Math.sin(angle)]];
}

/** Something over a part of the object, or beside it. */
function occluder([x, y, w, h]: CropBox, object: (draw: Draw) => Patch, draw: Draw): Occluder {
  const patch = object(draw);
  const left = x + draw.uniform(-0.3, 0.8) * w;
  const top = y + draw.uniform(-0.3, 0.8) * h;
  return { patch, box: [left, top, draw.uniform(0.2, 0.5) * w, draw.uniform(0.2, 0.5) * h] };
}

/** @param strength 1 for the full range of changes */
function photometric(strength: number, coloursTell: boolean, draw: Draw): Photometric {
  const on = draw.chance(0.8) ? strength : 0;
  const all = 1 + on * draw.uniform(-0.3, 0.3);
  const channel = (): number => all * (1 + on * draw.uniform(-0.12, 0.12));
  return {
    gain: [channel(), channel(), channel()],
    shift: on * draw.uniform(-20, 20),
    grey: draw.chance(0.05) && !coloursTell,
    noise: draw.chance(0.3) ? draw.uniform(1, 8) : 0,
    noiseSeed: draw.bits(),
  };
}
