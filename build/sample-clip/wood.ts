import { dappledSun, SUN_DIRECTION } from './light.ts';
import { Texture } from './texture.ts';
import { cellularNoise, fractalNoise, latticeValue, valueNoise } from './value-noise.ts';
import { mix, smoothstep, type Vec3 } from './vector.ts';

/** The part of the table top that the camera may see, in world units. */
export const TABLE = { left: -14, right: 40, front: 4.6, back: 20.5 } as const;

/** Resolution of the table's texture in texels per world unit. */
export const TABLE_TEXELS_PER_UNIT = 96;

const BOARD_WIDTH = 5.4;
const BOARD_TURN = -0.16;

interface SurfacePoint {
  readonly colour: Vec3;
  readonly height: number;
}

/**
 * The table top: weathered boards with knots, cracks, lichen and moss, its relief already lit.
 * Channels 0..2: linear albedo times the share of open sky; channel 3: sunlight relative to skylight.
 */
export function bakeTable(seed: number): Texture {
  const width = Math.round((TABLE.right - TABLE.left) * TABLE_TEXELS_PER_UNIT);
  const height = Math.round((TABLE.back - TABLE.front) * TABLE_TEXELS_PER_UNIT);
  const data = new Float32Array(width * height * 4);
  const relief = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = TABLE.left + (column + 0.5) / TABLE_TEXELS_PER_UNIT;
      const y = TABLE.front + (row + 0.5) / TABLE_TEXELS_PER_UNIT;
      const point = board(x, y, seed);
      const i = row * width + column;
      relief[i] = point.height;
      data.set(point.colour, i * 4);
    }
  }
  light(data, relief, width, height, seed);
  return new Texture(width, height, data);
}

/** Colour and height of the boards at a place of the table. */
function board(x: number, y: number, seed: number): SurfacePoint {
  const along = x * Math.cos(BOARD_TURN) + y * Math.sin(BOARD_TURN);
  const across = y * Math.cos(BOARD_TURN) - x * Math.sin(BOARD_TURN) + 1.9;
  const index = Math.floor(across / BOARD_WIDTH);
  const v = across - index * BOARD_WIDTH;
  const u = along + latticeValue(index, 0, seed) * 300;
  const own = seed + index * 37;
  const wobble = 0.05 * (fractalNoise(along * 1.4, index, seed + 5, 3) - 0.5);
  const edge = Math.min(v, BOARD_WIDTH - v) + wobble;

  const knot = knotAt(u, v, own);
  const q = v + 1.5 * fractalNoise(u * 0.09, v * 0.35, own + 1, 3) + knot.push;
  const streak = fractalNoise(u * 0.11, q * 4.6, own + 2, 5);
  const fibre =
    0.6 * valueNoise(u * 0.9, q * 27, own + 3) + 0.4 * valueNoise(u * 2, q * 55, own + 4);
  const hair = valueNoise(u * 3.1, q * 95, own + 9);
  const split = Math.abs(valueNoise(u * 0.16, q * 3.1, own + 6) - 0.5);
  const splitsHere = smoothstep(0.5, 0.66, fractalNoise(u * 0.21, q * 0.8, own + 7, 2));
  const crack = splitsHere * (1 - smoothstep(0.006, 0.045, split));
  const gap = 1 - smoothstep(0.05, 0.13, edge);

  const weather = smoothstep(0.32, 0.68, fractalNoise(x * 0.31, y * 0.4, seed + 8, 4));
  let colour = mix([0.3, 0.17, 0.085], [0.4, 0.34, 0.27], weather);
  colour = mix(colour, [0.5, 0.33, 0.17], 0.5 * smoothstep(0.55, 0.75, streak));
  const tone =
    (0.25 + 1.4 * streak) *
    (0.5 + 0.6 * fibre + 0.35 * hair) *
    (0.82 + 0.36 * latticeValue(index, 3, seed));
  colour = [colour[0] * tone, colour[1] * tone, colour[2] * tone];
  colour = mix(colour, [0.075, 0.04, 0.02], 0.85 * knot.heart);
  colour = mix(colour, [0.03, 0.022, 0.016], Math.min(1, 0.85 * crack + gap));
  let height =
    0.09 * streak +
    0.03 * fibre +
    0.012 * hair -
    0.13 * crack -
    0.5 * gap -
    0.05 * knot.heart -
    0.16 * (1 - smoothstep(0.05, 0.3, edge));

  const lichenEdge =
    cellularNoise(x * 0.55, y * 0.62, seed + 11) +
    0.5 * (fractalNoise(x * 2.6, y * 2.6, seed + 12, 4) - 0.5);
  const lichenGrain = fractalNoise(x * 11, y * 11, seed + 13, 3);
  const lichen =
    (1 - smoothstep(0.13, 0.2, lichenEdge)) * smoothstep(0.3, 0.55, lichenGrain) * (1 - gap);
  colour = mix(
    colour,
    [0.26 + 0.24 * lichenGrain, 0.31 + 0.24 * lichenGrain, 0.2 + 0.14 * lichenGrain],
    0.75 * lichen,
  );
  height += 0.03 * lichen * (0.5 + lichenGrain);

  const damp =
    fractalNoise(x * 0.55, y * 0.55, seed + 14, 4) + 0.34 * Math.exp(-3.2 * Math.max(0, edge));
  const moss = smoothstep(0.68, 0.8, damp + 0.12 * (valueNoise(x * 9, y * 9, seed + 15) - 0.5));
  if (moss > 0) {
    const tuft = 1 - cellularNoise(x * 7, y * 7, seed + 16);
    const fuzz = valueNoise(x * 34, y * 34, seed + 17);
    const glow = (0.35 + 0.9 * Math.max(0, tuft)) * (0.6 + 0.8 * fuzz);
    colour = mix(colour, [0.15 * glow, 0.2 * glow, 0.035 * glow], moss);
    height += moss * (0.1 + 0.13 * tuft + 0.035 * fuzz + 0.4 * gap);
  }
  return { colour, height };
}

/** How far the grain bends around the nearest knot, and how far the place lies in its dark heart. */
function knotAt(u: number, v: number, seed: number): { push: number; heart: number } {
  const spacing = 8.5;
  let push = 0;
  let heart = 0;
  const cell = Math.round(u / spacing);
  for (let k = cell - 1; k <= cell + 1; k++) {
    if (latticeValue(k, 1, seed) < 0.35) continue;
    const du = (u - (k + 0.5 * (latticeValue(k, 2, seed) - 0.5)) * spacing) / 1.7;
    const dv = v - BOARD_WIDTH * (0.2 + 0.6 * latticeValue(k, 3, seed));
    const radius = 0.26 + 0.3 * latticeValue(k, 4, seed);
    const distance = Math.hypot(du, dv) / radius;
    push -= dv * 0.85 * Math.exp(-0.22 * distance * distance);
    const rough = distance + 0.35 * (fractalNoise(u * 5, v * 7, seed + 21, 3) - 0.5);
    heart = Math.max(heart, 1 - smoothstep(0.45, 1.05, rough));
  }
  return { push, heart };
}

/** Turns albedo and relief into what {@link bakeTable} promises: hollows lose sky, slopes and shadows lose sun. */
function light(
  data: Float32Array,
  relief: Float32Array,
  width: number,
  height: number,
  seed: number,
): void {
  const [sx, sy, sz] = SUN_DIRECTION;
  const at = (column: number, row: number): number =>
    relief[
      Math.min(height - 1, Math.max(0, row)) * width + Math.min(width - 1, Math.max(0, column))
    ]!;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const here = at(column, row);
      const slopeX = (at(column + 1, row) - at(column - 1, row)) * 0.5 * TABLE_TEXELS_PER_UNIT;
      const slopeY = (at(column, row + 1) - at(column, row - 1)) * 0.5 * TABLE_TEXELS_PER_UNIT;
      const facing = (sz - slopeX * sx - slopeY * sy) / Math.sqrt(1 + slopeX ** 2 + slopeY ** 2);
      let sun = Math.max(0, facing);
      for (const step of [2, 4, 7, 11, 16]) {
        const rise = (step / TABLE_TEXELS_PER_UNIT) * (sz / Math.hypot(sx, sy));
        const blocker = at(
          column + Math.round((step * sx) / Math.hypot(sx, sy)),
          row + Math.round((step * sy) / Math.hypot(sx, sy)),
        );
        sun *= 1 - smoothstep(0, 0.05, blocker - here - rise);
      }
      const around =
        (at(column + 5, row) + at(column - 5, row) + at(column, row + 5) + at(column, row - 5)) / 4;
      const open = Math.min(1.15, Math.max(0.25, 1 + 7 * (here - around)));
      const i = (row * width + column) * 4;
      for (let k = 0; k < 3; k++) data[i + k] = data[i + k]! * open;
      const x = TABLE.left + (column + 0.5) / TABLE_TEXELS_PER_UNIT;
      const y = TABLE.front + (row + 0.5) / TABLE_TEXELS_PER_UNIT;
      data[i + 3] = (sun / Math.max(0.5, open)) * dappledSun(x, y, seed);
    }
  }
}
