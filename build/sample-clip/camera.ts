import { cross, dot, scale, subtract, type Vec3 } from './vector.ts';

/** Width of every picture of the clip in pixels. */
export const FRAME_WIDTH = 640;
/** Height of every picture of the clip in pixels. */
export const FRAME_HEIGHT = 360;

/** A pinhole camera: where it stands, its axes of length 1, and what it is focused on. */
export interface Camera {
  readonly position: Vec3;
  readonly right: Vec3;
  readonly up: Vec3;
  readonly forward: Vec3;
  readonly focalPx: number;
  readonly focusDistance: number;
}

/** A camera turned to the right by `yaw`, down by `pitch` and clockwise by `roll` (radians). */
export function aimCamera(
  position: Vec3,
  turn: { readonly yaw: number; readonly pitch: number; readonly roll: number },
  lens: { readonly focalPx: number; readonly focusDistance: number },
): Camera {
  const forward: Vec3 = [
    Math.sin(turn.yaw) * Math.cos(turn.pitch),
    Math.cos(turn.yaw) * Math.cos(turn.pitch),
    -Math.sin(turn.pitch),
  ];
  const level: Vec3 = [Math.cos(turn.yaw), -Math.sin(turn.yaw), 0];
  const upright = cross(level, forward);
  const c = Math.cos(turn.roll);
  const s = Math.sin(turn.roll);
  const right = subtract(scale(level, c), scale(upright, s));
  return { position, right, up: cross(right, forward), forward, ...lens };
}

/** A world direction in camera axes: right, down, forward. */
export function toCameraAxes(camera: Camera, direction: Vec3): Vec3 {
  return [dot(camera.right, direction), -dot(camera.up, direction), dot(camera.forward, direction)];
}

/** Radius in pixels of the disc to which the lens spreads a point at `distance`: 0 in the plane of focus. */
export function blurRadiusPx(camera: Camera, distance: number): number {
  const apertureFactor = 95;
  return apertureFactor * Math.abs(1 / distance - 1 / camera.focusDistance);
}
