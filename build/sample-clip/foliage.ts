import { blurRadiusPx, FRAME_WIDTH, type Camera } from './camera.ts';
import { fractalNoise } from './value-noise.ts';
import { mix, smoothstep, type Vec3 } from './vector.ts';

/** An upright leaf blade that grows before the front edge of the table, between it and the camera. */
export interface Blade {
  readonly rootX: number;
  readonly rootZ: number;
  /** Distance of its plane from the camera's track. */
  readonly planeY: number;
  readonly length: number;
  readonly halfWidth: number;
  /** How far the tip leans to the right of the root. */
  readonly lean: number;
  readonly seed: number;
}

/** Half the width of a blade at share `t` of its length, relative to its widest place. */
function bladeProfile(t: number): number {
  return 1.42 * (t + 0.04) ** 0.42 * (1 - t) ** 0.55;
}

/** False when `blade` surely lies beside the picture, so that no ray needs to look for it. */
export function mayShow(blade: Blade, camera: Camera): boolean {
  // Twice the frame's width at the blade leaves room for turns of the camera and for blur.
  const reach = (blade.planeY / camera.focalPx) * FRAME_WIDTH + Math.abs(blade.lean);
  return Math.abs(blade.rootX - camera.position[0]) < reach;
}

/**
 * Share in [0, 1] of the camera's view along `direction` that `blade` hides; its edge is as soft as the
 * lens leaves it. Writes the blade's linear RGB to `out`[0..2] where the share is not 0.
 */
export function bladeCover(
  blade: Blade,
  camera: Camera,
  dx: number,
  dy: number,
  dz: number,
  out: Float64Array | null,
): number {
  const t = (blade.planeY - camera.position[1]) / dy;
  const x = camera.position[0] + t * dx;
  const z = camera.position[2] + t * dz;
  const share = (z - blade.rootZ) / blade.length;
  if (share >= 1.02) return 0;
  const along = Math.min(0.999, Math.max(0, share));
  const offset = x - blade.rootX - blade.lean * along * along;
  const half = blade.halfWidth * bladeProfile(along);
  if (Math.abs(offset) > half * 1.6 + 0.2) return 0;
  const slope = (2 * blade.lean * along) / blade.length;
  const pxPerUnit = camera.focalPx / blade.planeY;
  const insidePx = ((half - Math.abs(offset)) / Math.sqrt(1 + slope * slope)) * pxPerUnit;
  const blur = Math.max(0.7, blurRadiusPx(camera, blade.planeY));
  const cover = smoothstep(-blur, blur, insidePx) * smoothstep(1.02, 0.97, share);
  if (cover > 0 && out !== null) {
    // Outside the outline, in its blur, the colour of the rim goes on.
    const across = Math.min(1, Math.max(-1, offset / half));
    out.set(bladeColour(blade, along, across, blur / (half * pxPerUnit)));
  }
  return cover;
}

/** Colour of a blade at share `along` of its length, `across` from -1 to 1, seen with a blur of `blur` half-widths. */
function bladeColour(blade: Blade, along: number, across: number, blur: number): Vec3 {
  const patch = fractalNoise(along * 7, across * 0.7, blade.seed, 3);
  // The blade is folded along its midrib: one half faces the sun, light shines through the other.
  const fold = smoothstep(-0.12 - blur, 0.12 + blur, across);
  let colour = mix([0.21, 0.36, 0.045], [0.065, 0.15, 0.018], fold);
  const rib = Math.exp(-((across / (0.06 + 0.6 * blur)) ** 2)) * (0.06 / (0.06 + 0.3 * blur));
  colour = mix(colour, [0.5, 0.6, 0.22], 0.8 * rib);
  const tipBrown = smoothstep(0.86, 0.99, along);
  colour = mix(colour, [0.3, 0.22, 0.07], 0.7 * tipBrown);
  const veins = 1 + 0.16 * Math.cos(across * 22) * Math.exp(-5 * blur);
  const tone = (0.3 + 1.3 * patch) * veins * (0.7 + 0.45 * along) * (1 - 0.3 * across * across);
  return [colour[0] * tone, colour[1] * tone, colour[2] * tone];
}
