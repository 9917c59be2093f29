import { blurRadiusPx, FRAME_HEIGHT, FRAME_WIDTH, type Camera } from './camera.ts';
import { BLADES, momentAt } from './choreography.ts';
import {
  enterEllipsoid,
  lightPast,
  projectEllipsoid,
  unite,
  type Bounds,
  type Ellipsoid,
} from './ellipsoid.ts';
import { bladeCover, mayShow } from './foliage.ts';
import { bakeGarden, sampleGarden } from './garden.ts';
import { ladybirdParts, SEVEN_SPOT, TWENTY_TWO_SPOT, type Pose, type Species } from './ladybird.ts';
import { dappledSun, SKY_COLOUR, SUN_COLOUR, SUN_DIRECTION } from './light.ts';
import { shadeLadybird } from './shading.ts';
import type { Texture } from './texture.ts';
import { smoothstep, type Vec3 } from './vector.ts';
import { bakeTable, TABLE, TABLE_TEXELS_PER_UNIT } from './wood.ts';

/** What stays the same in all frames. */
export interface World {
  readonly seed: number;
  readonly table: Texture;
  readonly garden: Texture;
}

/** One ladybird at one moment. */
interface Actor {
  readonly pose: Pose;
  readonly species: Species;
  readonly parts: readonly Ellipsoid[];
  readonly bounds: Bounds;
  readonly sun: number;
}

/** Moments, and places within a pixel, that one frame averages: motion blur and smooth edges at once. */
const SAMPLES_PER_PIXEL = 8;
/** Share of the time between two frames for which the shutter is open. */
const EXPOSURE = 0.4;
const TABLE_EDGE_Y = TABLE.back - 0.7;

/** Bakes the pictures that all frames share; takes some seconds. */
export function createWorld(seed: number): World {
  return { seed, table: bakeTable(seed), garden: bakeGarden(seed) };
}

/** Linear light of frame `frameIndex` as [H,W,3]. */
export function renderFrame(world: World, frameIndex: number): Float32Array {
  const light = new Float32Array(FRAME_WIDTH * FRAME_HEIGHT * 3);
  for (let sample = 0; sample < SAMPLES_PER_PIXEL; sample++) {
    const time = frameIndex + EXPOSURE * ((sample + 0.5) / SAMPLES_PER_PIXEL - 0.5);
    // Additive recurrence of the plastic number (Roberts 2018): even cover by any count of points.
    const jitterX = (0.5 + sample * 0.7548776662) % 1;
    const jitterY = (0.5 + sample * 0.5698402909) % 1;
    addMoment(world, time, jitterX, jitterY, light);
  }
  return light;
}

function addMoment(
  world: World,
  time: number,
  jitterX: number,
  jitterY: number,
  light: Float32Array,
): void {
  const moment = momentAt(time);
  const { camera } = moment;
  const actors = [
    createActor(moment.distractor, TWENTY_TWO_SPOT, camera, world.seed),
    createActor(moment.followed, SEVEN_SPOT, camera, world.seed),
  ];
  const blades = BLADES.filter((blade) => mayShow(blade, camera));
  const out = new Float64Array(4);
  const leaf = new Float64Array(3);
  const { right, up, forward } = camera;
  for (let row = 0; row < FRAME_HEIGHT; row++) {
    const v = (FRAME_HEIGHT / 2 - row - jitterY) / camera.focalPx;
    for (let column = 0; column < FRAME_WIDTH; column++) {
      const u = (column + jitterX - FRAME_WIDTH / 2) / camera.focalPx;
      const dx = forward[0] + right[0] * u + up[0] * v;
      const dy = forward[1] + right[1] * u + up[1] * v;
      const dz = forward[2] + right[2] * u + up[2] * v;
      out.fill(0);
      if (!traceActors(actors, camera, column, row, dx, dy, dz, world, out)) {
        shadeBackground(world, camera, actors, dx, dy, dz, out);
      }
      for (const blade of blades) {
        const cover = bladeCover(blade, camera, dx, dy, dz, leaf);
        if (cover === 0) continue;
        const shine = 1.15;
        for (let k = 0; k < 3; k++) out[k] = out[k]! * (1 - cover) + shine * leaf[k]! * cover;
      }
      const i = (row * FRAME_WIDTH + column) * 3;
      for (let k = 0; k < 3; k++) light[i + k] = light[i + k]! + out[k]! / SAMPLES_PER_PIXEL;
    }
  }
}

function createActor(pose: Pose, species: Species, camera: Camera, seed: number): Actor {
  const parts = ladybirdParts(pose);
  const bounds = unite(parts.map((part) => projectEllipsoid(part, camera)));
  return { pose, species, parts, bounds, sun: dappledSun(pose.x, pose.y, seed) };
}

const surface = new Float64Array(3);
const nearestSurface = new Float64Array(3);

function traceActors(
  actors: readonly Actor[],
  camera: Camera,
  column: number,
  row: number,
  dx: number,
  dy: number,
  dz: number,
  world: World,
  out: Float64Array,
): boolean {
  let nearest = Infinity;
  let hit: Actor | undefined;
  let hitPart: Ellipsoid | undefined;
  for (const actor of actors) {
    const { left, right, top, bottom } = actor.bounds;
    if (column < left - 1 || column > right || row < top - 1 || row > bottom) continue;
    for (const part of actor.parts) {
      const t = enterEllipsoid(part, camera.position, dx, dy, dz, surface);
      if (t >= nearest) continue;
      nearest = t;
      hit = actor;
      hitPart = part;
      nearestSurface.set(surface);
    }
  }
  if (hit === undefined || hitPart === undefined) return false;
  const length = Math.hypot(dx, dy, dz);
  const [ox, oy, oz] = camera.position;
  const contact = {
    part: hitPart,
    surface: nearestSurface,
    point: [ox + nearest * dx, oy + nearest * dy, oz + nearest * dz] as Vec3,
    ray: [dx / length, dy / length, dz / length] as Vec3,
  };
  const colour = shadeLadybird(contact, hit.species, hit.parts, {
    garden: world.garden,
    sun: hit.sun,
  });
  out.set(colour);
  return true;
}

const wood = new Float64Array(4);

/** The table with the ladybirds' shadows, or the garden where the table ends; adds to `out`. */
function shadeBackground(
  world: World,
  camera: Camera,
  actors: readonly Actor[],
  dx: number,
  dy: number,
  dz: number,
  out: Float64Array,
): void {
  const height = camera.position[2];
  let cover = 0;
  if (dz < 0) {
    const t = -height / dz;
    const x = camera.position[0] + t * dx;
    const y = camera.position[1] + t * dy;
    const distance = t * Math.hypot(dx, dy, dz);
    const blur = blurRadiusPx(camera, distance);
    const edgePx = ((TABLE_EDGE_Y - y) * camera.focalPx * height) / (distance * distance);
    cover = smoothstep(-Math.max(0.7, blur), Math.max(0.7, blur), edgePx);
    if (cover > 0) addTable(world, actors, x, y, footprint(camera, t, distance, blur), cover, out);
  }
  if (cover < 1) {
    // The lawn is some twenty times as far as the ladybird: it drifts a little as the camera moves along.
    const drift = camera.position[0] / 200;
    sampleGarden(world.garden, dx + drift * dy, dy, dz, 0.2, 1 - cover, out);
  }
}

interface Footprint {
  /** Width in texels of what one sample averages, across the view. */
  readonly across: number;
  /** Distance in world units between the samples along the view, and their number. */
  readonly spacing: number;
  readonly taps: number;
}

function footprint(camera: Camera, depth: number, distance: number, blur: number): Footprint {
  const unitsPerPx = depth / camera.focalPx;
  const across = TABLE_TEXELS_PER_UNIT * unitsPerPx * Math.max(0.8, 1.7 * blur);
  if (blur < 0.6) return { across, spacing: 0, taps: 1 };
  // A slanted surface spreads what one pixel sees along the view.
  const stretch = distance / camera.position[2];
  const taps = Math.min(4, Math.max(2, Math.round(stretch)));
  return { across, spacing: (unitsPerPx * 1.7 * blur * stretch) / taps, taps };
}

function addTable(
  world: World,
  actors: readonly Actor[],
  x: number,
  y: number,
  area: Footprint,
  weight: number,
  out: Float64Array,
): void {
  wood.fill(0);
  for (let tap = 0; tap < area.taps; tap++) {
    const ahead = (tap - (area.taps - 1) / 2) * area.spacing;
    world.table.sample(
      (x - TABLE.left) * TABLE_TEXELS_PER_UNIT,
      (y + ahead - TABLE.front) * TABLE_TEXELS_PER_UNIT,
      area.across,
      1 / area.taps,
      wood,
    );
  }
  let sun = wood[3]!;
  let open = 1;
  for (const { pose, parts } of actors) {
    const ux = x - pose.x;
    const uy = y - pose.y;
    if (ux * ux + uy * uy > 3 * pose.size * pose.size) continue;
    for (const part of parts) {
      if (part.material !== 'eye') sun *= lightPast(part, x, y, 0, SUN_DIRECTION);
    }
    open *= skyAround(ux, uy, pose);
  }
  for (let k = 0; k < 3; k++) {
    const light =
      SKY_COLOUR[k as 0 | 1 | 2] * open + SUN_COLOUR[k as 0 | 1 | 2] * sun * (0.4 + 0.6 * open);
    out[k] = out[k]! + weight * wood[k]! * light;
  }
}

/** Share of the sky that a place of the table sees past the ladybird that stands at (ux, uy) from it. */
function skyAround(ux: number, uy: number, pose: Pose): number {
  const c = Math.cos(pose.heading);
  const s = Math.sin(pose.heading);
  const along = (ux * c + uy * s) / (0.52 * pose.size);
  const across = (uy * c - ux * s) / (0.4 * pose.size);
  return 0.12 + 0.88 * smoothstep(0.55, 2.1, Math.hypot(along, across));
}
