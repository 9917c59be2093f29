import type { Box } from '../../../domain/boxes.ts';
import type { RgbFrame } from '../../../domain/frame.ts';
import type { Draw } from './draw.ts';
import { paste } from './paste.ts';
import type { Patch } from './training-pair.ts';

/** How many other objects lie around an object; each equally likely. */
const COUNTS = [0, 0, 1, 2, 3];
/** Colours of a look-alike, in some order of the channels: far more than illumination does. */
const CAST = [0.5, 0.85, 1.2];
/** A patch darker than this hardly changes with its tint. */
const MIN_BRIGHTNESS = 60;
/** A patch as neutral in its channels as the cast leaves it is easiest to tell. */
const TRIES = 6;

/** Pastes other objects near `box`, before the object itself is pasted over them. */
export function placeDistractors(
  picture: RgbFrame,
  box: Box,
  object: (draw: Draw) => Patch,
  draw: Draw,
): void {
  for (let count = draw.choose(COUNTS); count > 0; count--) {
    const x = box.x + draw.uniform(-2, 2) * box.w;
    const y = box.y + draw.uniform(-2, 2) * box.h;
    const scale = draw.uniform(0.5, 1.3);
    const patch = object(draw);
    if (Math.abs(x - box.x) <= 0.7 * box.w && Math.abs(y - box.y) <= 0.7 * box.h) continue;
    paste(picture, patch, { x, y, w: box.w * scale, h: box.h * scale });
  }
}

/**
 * Pastes the same object once more, clear of `box`, in another size and clearly other colours.
 * @returns false when it was left out: no room, or an object too dark to be tinted
 */
export function placeLookAlike(picture: RgbFrame, box: Box, patch: Patch, draw: Draw): boolean {
  if (brightnessOf(patch) < MIN_BRIGHTNESS) return false;
  const scale = draw.factor(0.7, 1.4);
  const size = { w: box.w * scale, h: box.h * scale };
  const tint = shuffled(CAST, draw);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const angle = draw.uniform(0, 2 * Math.PI);
    const reach = draw.uniform(1.05, 1.8) * (1 + scale) * 0.5;
    const x = box.x + box.w / 2 + reach * box.w * Math.cos(angle) - size.w / 2;
    const y = box.y + box.h / 2 + reach * box.h * Math.sin(angle) - size.h / 2;
    const clear =
      x + size.w <= box.x || y + size.h <= box.y || x >= box.x + box.w || y >= box.y + box.h;
    const inside = x >= 0 && y >= 0 && x + size.w <= picture.width && y + size.h <= picture.height;
    if (!clear || !inside) continue;
    paste(picture, patch, { x, y, ...size }, tint);
    return true;
  }
  return false;
}

function shuffled(values: readonly number[], draw: Draw): readonly [number, number, number] {
  const rest = [...values];
  const take = (): number => rest.splice(draw.integer(0, rest.length - 1), 1)[0]!;
  return [take(), take(), take()];
}

/** Mean of a patch's opaque pixels, 0..255. */
function brightnessOf({ data }: Patch): number {
  let sum = 0;
  let count = 0;
  for (let p = 0; p < data.length; p += 4) {
    if (data[p + 3]! < 128) continue;
    sum += data[p]! + data[p + 1]! + data[p + 2]!;
    count += 3;
  }
  return count === 0 ? 0 : sum / count;
}
