import { Texture } from './texture.ts';
import { fractalNoise, randomStream } from './value-noise.ts';
import { mix, scale, smoothstep, type Vec3 } from './vector.ts';

const TEXELS_PER_DEGREE = 8;
const LOWEST_DEG = -22;
const HIGHEST_DEG = 90;
const HALF_WIDTH_DEG = 90;

/** Everything behind the table, far out of focus, as linear RGB by direction: lawn, flower bed, trees and sky. */
export function bakeGarden(seed: number): Texture {
  const width = 2 * HALF_WIDTH_DEG * TEXELS_PER_DEGREE;
  const height = (HIGHEST_DEG - LOWEST_DEG) * TEXELS_PER_DEGREE;
  const data = new Float32Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    const elevation = HIGHEST_DEG - (row + 0.5) / TEXELS_PER_DEGREE;
    for (let column = 0; column < width; column++) {
      const azimuth = (column + 0.5) / TEXELS_PER_DEGREE - HALF_WIDTH_DEG;
      data.set(backdrop(azimuth, elevation, seed), (row * width + column) * 4);
    }
  }
  const random = randomStream(seed + 40);
  for (let n = 0; n < 1700; n++) {
    const azimuth = (random() * 2 - 1) * HALF_WIDTH_DEG;
    const elevation = -17 + 30 * random() ** 1.3;
    const colour = highlight(azimuth, elevation, seed, random);
    // At this distance the lens turns every point into a disc of the same size.
    paintDisc(data, width, height, azimuth, elevation, 0.75 + 0.45 * random(), colour);
  }
  return new Texture(width, height, data);
}

/** Adds `weight` times the garden's light from a direction (any length) to `out`, averaged over about 1°. */
export function sampleGarden(
  garden: Texture,
  dx: number,
  dy: number,
  dz: number,
  widthDeg: number,
  weight: number,
  out: Float64Array,
): void {
  const toDeg = 180 / Math.PI;
  const azimuth = Math.atan2(dx, Math.abs(dy)) * toDeg;
  const elevation = Math.atan2(dz, Math.sqrt(dx * dx + dy * dy)) * toDeg;
  const x = (azimuth + HALF_WIDTH_DEG) * TEXELS_PER_DEGREE;
  const y = (HIGHEST_DEG - elevation) * TEXELS_PER_DEGREE;
  garden.sample(x, y, widthDeg * TEXELS_PER_DEGREE, weight, out);
}

function backdrop(azimuth: number, elevation: number, seed: number): Vec3 {
  // Bending the coordinates hides the noise's square lattice.
  const bendX = 5 * (fractalNoise(azimuth * 0.13, elevation * 0.21, seed + 33, 2) - 0.5);
  const bendY = 5 * (fractalNoise(azimuth * 0.12 + 9, elevation * 0.24 + 5, seed + 34, 2) - 0.5);
  const patch = fractalNoise((azimuth + bendX) * 0.12, (elevation + bendY) * 0.26, seed + 30, 2);
  const drift = fractalNoise((azimuth + bendY) * 0.06, (elevation + bendX) * 0.06, seed + 31, 2);
  const lawn = mix([0.03, 0.075, 0.012], [0.34, 0.47, 0.08], smoothstep(0.25, 0.8, patch));
  const bushes = mix([0.008, 0.022, 0.008], [0.1, 0.17, 0.035], smoothstep(0.3, 0.8, patch));
  const leaves = smoothstep(0.42, 0.6, patch * 0.5 + drift * 0.5);
  const canopy = mix([0.1, 0.2, 0.05], [1.9, 2.1, 2.2], leaves);
  const hedge = smoothstep(-8.5, -5, elevation + 7 * (drift - 0.5));
  return mix(mix(lawn, bushes, hedge), canopy, smoothstep(8, 22, elevation));
}

/** Light of one out-of-focus glint: sun on leaves, now and then a flower. */
function highlight(azimuth: number, elevation: number, seed: number, random: () => number): Vec3 {
  const bed = fractalNoise(azimuth * 0.08 + 40, elevation * 0.14, seed + 32, 2);
  const strength = 0.015 + 0.1 * random() + 0.6 * random() ** 8;
  if (bed > 0.53 && elevation > -9.5) {
    const kind = random();
    if (kind < 0.4) return scale([1.0, 0.24, 0.55], strength);
    if (kind < 0.65) return scale([1.1, 1, 0.9], strength);
    if (kind < 0.8) return scale([1.2, 0.8, 0.12], strength);
  }
  const warm = random();
  return scale([0.55 + 0.55 * warm, 0.95, 0.2 + 0.3 * warm], strength);
}

/** Adds a disc with a soft, slightly brighter rim: what a lens makes of a point out of focus. */
function paintDisc(
  data: Float32Array,
  width: number,
  height: number,
  azimuth: number,
  elevation: number,
  radiusDeg: number,
  colour: Vec3,
): void {
  const radius = radiusDeg * TEXELS_PER_DEGREE;
  const cx = (azimuth + HALF_WIDTH_DEG) * TEXELS_PER_DEGREE;
  const cy = (HIGHEST_DEG - elevation) * TEXELS_PER_DEGREE;
  for (let y = Math.max(0, Math.floor(cy - radius)); y < Math.min(height, cy + radius); y++) {
    for (let x = Math.max(0, Math.floor(cx - radius)); x < Math.min(width, cx + radius); x++) {
      const r = Math.hypot(x + 0.5 - cx, y + 0.5 - cy) / radius;
      const inside = (1 - smoothstep(0.62, 1, r)) * (0.75 + 0.4 * smoothstep(0.4, 0.8, r));
      const i = (y * width + x) * 4;
      for (let k = 0; k < 3; k++) data[i + k] = data[i + k]! + inside * colour[k]!;
    }
  }
}
