import type { Box } from '../../electron/domain/boxes.ts';
import { FRAME_HEIGHT, FRAME_WIDTH, type Camera } from './camera.ts';
import { BLADES, momentAt } from './choreography.ts';
import { enterEllipsoid, projectEllipsoid, unite, type Ellipsoid } from './ellipsoid.ts';
import { bladeCover } from './foliage.ts';
import { ladybirdParts, type Pose } from './ladybird.ts';

/** Box of a ladybird's full extent, hidden parts, legs and feelers included. */
export function extentOf(pose: Pose, camera: Camera): Box {
  const bounds = unite(ladybirdParts(pose).map((part) => projectEllipsoid(part, camera)));
  return {
    x: bounds.left,
    y: bounds.top,
    w: bounds.right - bounds.left,
    h: bounds.bottom - bounds.top,
  };
}

/** What is true of the followed ladybird in one frame, at the middle of the exposure. */
export interface FrameTruth {
  readonly box: Box;
  /** Share of the ladybird's picture that something nearer hides, in [0, 1]. */
  readonly hidden: number;
}

/** Box and hidden share of the followed ladybird in frame `frameIndex`. */
export function truthAt(frameIndex: number): FrameTruth {
  const { camera, followed, distractor } = momentAt(frameIndex);
  const box = extentOf(followed, camera);
  const ownParts = ladybirdParts(followed);
  const otherParts = ladybirdParts(distractor);
  const surface = new Float64Array(3);
  let seen = 0;
  let hidden = 0;
  forEachRay(camera, box, 1, (dx, dy, dz) => {
    const own = nearest(ownParts, camera, dx, dy, dz, surface);
    if (own === Infinity) return;
    seen++;
    const behindOther = nearest(otherParts, camera, dx, dy, dz, surface) < own;
    let passing = behindOther ? 0 : 1;
    for (const blade of BLADES) passing *= 1 - bladeCover(blade, camera, dx, dy, dz, null);
    hidden += 1 - passing;
  });
  return { box, hidden: hidden / seen };
}

/** True where the ray meets one of the parts. */
export function meets(
  parts: readonly Ellipsoid[],
  camera: Camera,
  dx: number,
  dy: number,
  dz: number,
): boolean {
  return nearest(parts, camera, dx, dy, dz, new Float64Array(3)) < Infinity;
}

/** Calls `visit` with the ray of every point of a grid over `box`, `perPx` points per pixel each way, and its place in pixels. */
export function forEachRay(
  camera: Camera,
  box: Box,
  perPx: number,
  visit: (dx: number, dy: number, dz: number, x: number, y: number) => void,
): void {
  const { right, up, forward, focalPx } = camera;
  for (let row = Math.floor(box.y * perPx); row < (box.y + box.h) * perPx; row++) {
    const y = (row + 0.5) / perPx;
    const v = (FRAME_HEIGHT / 2 - y) / focalPx;
    for (let column = Math.floor(box.x * perPx); column < (box.x + box.w) * perPx; column++) {
      const x = (column + 0.5) / perPx;
      const u = (x - FRAME_WIDTH / 2) / focalPx;
      visit(
        forward[0] + right[0] * u + up[0] * v,
        forward[1] + right[1] * u + up[1] * v,
        forward[2] + right[2] * u + up[2] * v,
        x,
        y,
      );
    }
  }
}

function nearest(
  parts: readonly Ellipsoid[],
  camera: Camera,
  dx: number,
  dy: number,
  dz: number,
  surface: Float64Array,
): number {
  let best = Infinity;
  for (const part of parts) {
    best = Math.min(best, enterEllipsoid(part, camera.position, dx, dy, dz, surface));
  }
  return best;
}
