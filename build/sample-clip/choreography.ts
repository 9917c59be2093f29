import { aimCamera, type Camera } from './camera.ts';
import type { Blade } from './foliage.ts';
import type { Pose } from './ladybird.ts';

/** Number of frames of the clip. */
export const FRAME_COUNT = 250;
/** Frames per second of the clip. */
export const FRAMES_PER_SEC = 25;

const KEY_SPACING = 25;
const CAMERA_HEIGHT = 4.1;
const TRUCK_PER_FRAME = 0.074;

// Keys every 25 frames from frame 0 on: place relative to the camera, to the right and away from it.
const FOLLOWED = {
  size: 1,
  right: [-2.5, -1.9, -1.1, -0.25, 0.35, 0.3, -0.3, -0.95, -1.2, -0.95, -0.5],
  away: [10.0, 10.5, 11.7, 13.1, 13.9, 13.6, 12.5, 11.2, 9.9, 8.7, 7.7],
};
const DISTRACTOR = {
  size: 0.92,
  right: [16, 14.2, 12.4, 10.6, 8.8, 6.9, 4.6, 1.5, -2.1, -5.2, -7.9],
  away: [15.2, 15, 14.7, 14.4, 14, 13.6, 13.3, 13.1, 13.2, 13.6, 14],
};

const HIDING_BLADE: Blade = {
  rootX: 7.45,
  rootZ: -0.6,
  planeY: 6.3,
  length: 4.7,
  halfWidth: 0.2,
  lean: 1.1,
  seed: 501,
};

// Root, length, half width and lean of each blade.
const LOW_GRASS = [
  [2.3, 1.75, 0.15, -0.4],
  [2.55, 1.95, 0.18, 0.5],
  [4.9, 2.2, 0.15, 0.6],
  [7.2, 2.25, 0.2, -0.8],
  [7.8, 1.95, 0.17, 0.7],
  [10.4, 2.25, 0.17, 0.5],
  [10.6, 1.95, 0.15, -0.5],
  [12.2, 1.8, 0.16, 0.5],
] as const;

/** The blades between camera and table; only the first stands tall enough to hide the followed ladybird. */
export const BLADES: readonly Blade[] = [
  HIDING_BLADE,
  ...LOW_GRASS.map(([rootX, length, halfWidth, lean], index) => ({
    ...HIDING_BLADE,
    ...{ rootX, length, halfWidth, lean, planeY: 6.1, seed: 510 + 10 * index },
  })),
];

/** Where everything is at a moment; `frame` may lie between frames. */
export interface Moment {
  readonly camera: Camera;
  readonly followed: Pose;
  readonly distractor: Pose;
}

/** The scene at `frame` (0 = first; fractions are moments within the exposure). */
export function momentAt(frame: number): Moment {
  const followed = poseAt(FOLLOWED, frame);
  const tremble = (period: number, phase: number) =>
    Math.sin((2 * Math.PI * frame) / period + phase);
  const away = spline(FOLLOWED.away, frame);
  const camera = aimCamera(
    [truckAt(frame), 0, CAMERA_HEIGHT + 0.02 * tremble(31, 1)],
    {
      yaw: 0.03 * tremble(210, 0.6) + 0.0011 * tremble(23, 2) + 0.0007 * tremble(9.3, 0),
      pitch:
        0.17 +
        0.3 * Math.atan(CAMERA_HEIGHT / away) +
        0.0012 * tremble(19, 1.2) +
        0.0007 * tremble(7.9, 2.2),
      roll: 0.012 * tremble(160, 0.4) + 0.0012 * tremble(27, 0),
    },
    {
      focalPx: 800 + 45 * tremble(300, -1.2),
      focusDistance: Math.hypot(away, CAMERA_HEIGHT),
    },
  );
  return { camera, followed, distractor: poseAt(DISTRACTOR, frame) };
}

function truckAt(frame: number): number {
  return TRUCK_PER_FRAME * frame + 0.12 * Math.sin((2 * Math.PI * frame) / 170);
}

type Walk = typeof FOLLOWED;

function placeAt(walk: Walk, frame: number): { x: number; y: number } {
  return { x: truckAt(frame) + spline(walk.right, frame), y: spline(walk.away, frame) };
}

function poseAt(walk: Walk, frame: number): Pose {
  const before = placeAt(walk, frame - 4);
  const after = placeAt(walk, frame + 4);
  return {
    ...placeAt(walk, frame),
    heading: Math.atan2(after.y - before.y, after.x - before.x),
    walked: pathLength(walk, frame),
    size: walk.size,
  };
}

/** Length of the path from frame 0 to `frame`, by chords of at most one frame. */
function pathLength(walk: Walk, frame: number): number {
  let length = 0;
  let last = placeAt(walk, 0);
  for (let step = 1; step <= Math.ceil(frame); step++) {
    const next = placeAt(walk, Math.min(step, frame));
    length += Math.hypot(next.x - last.x, next.y - last.y);
    last = next;
  }
  return length;
}

/** Uniform cubic B-spline through evenly spaced keys (it approaches rather than hits them, and never jerks). */
function spline(keys: readonly number[], frame: number): number {
  const place = frame / KEY_SPACING;
  const index = Math.min(keys.length - 2, Math.max(0, Math.floor(place)));
  const t = place - index;
  // Beyond its ends the list goes on as it began.
  const key = (i: number): number => {
    if (i < 0) return 2 * keys[0]! - keys[1]!;
    if (i >= keys.length) return 2 * keys[keys.length - 1]! - keys[keys.length - 2]!;
    return keys[i]!;
  };
  const a = (1 - t) ** 3;
  const b = 3 * t ** 3 - 6 * t ** 2 + 4;
  const c = -3 * t ** 3 + 3 * t ** 2 + 3 * t + 1;
  return (a * key(index - 1) + b * key(index) + c * key(index + 1) + t ** 3 * key(index + 2)) / 6;
}
