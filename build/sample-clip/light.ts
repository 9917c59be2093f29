import { fractalNoise } from './value-noise.ts';
import { normalise, smoothstep, type Vec3 } from './vector.ts';

/** Direction towards the sun: from the left, rather low. */
export const SUN_DIRECTION: Vec3 = normalise([-0.72, 0.1, 0.6]);

/** Linear RGB radiance of full sun on a surface that faces it. */
export const SUN_COLOUR: Vec3 = [3.0, 2.5, 1.85];

/** Linear RGB radiance of the open sky on a surface that faces up. */
export const SKY_COLOUR: Vec3 = [0.4, 0.5, 0.62];

/** Share of sunlight that the leaves overhead let through at a place on the table, in [0, 1]: soft dappled shade. */
export function dappledSun(x: number, y: number, seed: number): number {
  const canopy = fractalNoise(x * 0.2 + 3.1, y * 0.26 - 1.7, seed + 900, 4);
  return 0.16 + 0.84 * smoothstep(0.36, 0.48, canopy);
}
