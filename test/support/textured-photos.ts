import type { RgbFrame } from '../../electron/domain/frame.ts';
import { Draw } from '../../electron/ml/distill/data/draw.ts';
import type { PhotoLibrary } from '../../electron/ml/distill/data/photo-library.ts';
import type { Patch } from '../../electron/ml/distill/data/training-pair.ts';

/** A photo of coloured waves, no two places of which look alike. */
export function texturedPhoto(width: number, height: number, seed: number): RgbFrame {
  const draw = Draw.of(seed, 0);
  const waves = Array.from({ length: 12 }, () => ({
    channel: draw.integer(0, 2),
    x: draw.uniform(-0.3, 0.3),
    y: draw.uniform(-0.3, 0.3),
    phase: draw.uniform(0, 6),
  }));
  const data = new Uint8Array(3 * width * height);
  for (let p = 0; p < width * height; p++) {
    const colour = [128, 128, 128];
    for (const { channel, x, y, phase } of waves) {
      colour[channel]! += 30 * Math.sin(x * (p % width) + y * Math.floor(p / width) + phase);
    }
    colour.forEach((value, c) => (data[3 * p + c] = Math.max(0, Math.min(255, value))));
  }
  return { kind: 'rgb', width, height, data };
}

/** One colour everywhere. */
export function plainPhoto(
  width: number,
  height: number,
  colour: readonly [number, number, number],
): RgbFrame {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => colour[i % 3]!);
  return { kind: 'rgb', width, height, data };
}

/** A filled ellipse with hard edges that touches all sides of its patch. */
export function ellipsePatch(
  width: number,
  height: number,
  colour: readonly [number, number, number],
): Patch {
  const data = new Uint8Array(4 * width * height);
  for (let p = 0; p < width * height; p++) {
    const x = (((p % width) + 0.5) / width) * 2 - 1;
    const y = ((Math.floor(p / width) + 0.5) / height) * 2 - 1;
    data.set([...colour, x * x + y * y <= 1 ? 255 : 0], 4 * p);
  }
  return { width, height, data };
}

/** Six textured photos, each with two boxes, and two cut-outs. */
export function texturedLibrary(): PhotoLibrary {
  const photos = Array.from({ length: 6 }, (_, i) => texturedPhoto(320 + 16 * i, 240, i));
  return {
    photos,
    boxes: photos.flatMap((_, photo) => [
      { photo, box: { x: 20, y: 30, w: 60, h: 48 } },
      { photo, box: { x: 150, y: 90, w: 90, h: 100 } },
    ]),
    cutouts: [ellipsePatch(80, 60, [220, 120, 60]), ellipsePatch(40, 90, [90, 200, 160])],
    skipped: [],
  };
}
