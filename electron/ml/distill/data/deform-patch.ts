import type { Draw } from './draw.ts';
import { trimPatch } from './outline.ts';
import { samplePatch } from './sample-patch.ts';
import type { Patch } from './training-pair.ts';

/** Standard deviation of an object's turn against its surroundings, in radians. */
const TURN = 0.2;
/** Largest slant, and largest bend as a share of the object's width or height. */
const SLANT = 0.2;
const BEND = 0.12;
/** Full waves of a bend along the object. */
const WAVES = [0.3, 1.4] as const;

/**
 * An object as it looks at another time: turned against its surroundings, slanted and bent, as limbs and bodies move.
 * Its longest side keeps its number of px; the result is trimmed, so its shape tells its new extent.
 */
export function deformPatch(patch: Patch, draw: Draw): Patch {
  const { width, height } = patch;
  const turn = draw.normal(TURN);
  const slant = draw.uniform(-SLANT, SLANT);
  const across = wave(draw);
  const along = wave(draw);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const left = Math.ceil((Math.abs(sin + slant) * height) / 2 + BEND * width);
  const top = Math.ceil((Math.abs(sin) * width) / 2 + BEND * height);
  const canvas = { width: width + 2 * left, height: height + 2 * top };
  const data = new Uint8Array(4 * canvas.width * canvas.height);
  const rgba = new Float32Array(4);
  const pixel = { w: 1, h: 1 };
  for (let row = 0, p = 0; row < canvas.height; row++) {
    const v = row + 0.5 - top - height / 2;
    for (let column = 0; column < canvas.width; column++, p += 4) {
      const u = column + 0.5 - left - width / 2;
      const x = cos * u + (sin + slant) * v + width * across(v / height);
      const y = cos * v - sin * u + height * along(u / width);
      samplePatch(patch, x + width / 2, y + height / 2, pixel, rgba);
      const opacity = sharpened(rgba[3]!);
      if (opacity === 0) continue;
      for (let channel = 0; channel < 3; channel++) data[p + channel] = rgba[channel]! / rgba[3]!;
      data[p + 3] = Math.round(255 * opacity);
    }
  }
  return trimPatch({ ...canvas, data }) ?? patch;
}

/** A shift as a share of one side, by the place along the other. */
function wave(draw: Draw): (place: number) => number {
  const height = draw.uniform(-BEND, BEND);
  const rate = 2 * Math.PI * draw.uniform(...WAVES);
  const phase = draw.uniform(0, 2 * Math.PI);
  return (place) => height * Math.sin(rate * place + phase);
}

/** Sampling softens edges, so that slim tips would be seen beyond the trimmed box: the slope of opacity is doubled. */
const sharpened = (opacity: number): number => Math.min(1, Math.max(0, 2 * opacity - 0.5));
