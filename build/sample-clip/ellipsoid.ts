import { FRAME_HEIGHT, FRAME_WIDTH, toCameraAxes, type Camera } from './camera.ts';
import { cross, dot, scale, smoothstep, subtract, type Vec3 } from './vector.ts';

/** What a part is made of; decides its colour and gloss. */
export type Material = 'shell' | 'pronotum' | 'head' | 'eye' | 'limb';

/** An ellipsoid: the points centre + s0*axis0 + s1*axis1 + s2*axis2 with |s| = 1 and s2 >= cut. */
export interface Ellipsoid {
  readonly centre: Vec3;
  readonly axes: readonly [Vec3, Vec3, Vec3];
  readonly cut: number;
  readonly material: Material;
  /** Centre, then the rows of the matrix that takes (point - centre) to s. */
  readonly inverse: Float64Array;
}

/** Limits of an area of the picture in pixel edges. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** An ellipsoid from its centre and three half-axes at right angles; `cut` = -1 keeps it whole. */
export function ellipsoid(
  centre: Vec3,
  axes: readonly [Vec3, Vec3, Vec3],
  material: Material,
  cut = -1,
): Ellipsoid {
  const rows = axes.map((axis) => scale(axis, 1 / dot(axis, axis)));
  return { centre, axes, cut, material, inverse: Float64Array.of(...centre, ...rows.flat()) };
}

/** A limb from `start` to `end`, thick at its middle. */
export function limb(start: Vec3, end: Vec3, radius: number): Ellipsoid {
  const half = scale(subtract(end, start), 0.5);
  const helper: Vec3 = Math.abs(half[2]) > Math.hypot(half[0], half[1]) ? [1, 0, 0] : [0, 0, 1];
  const side = cross(half, helper);
  const third = cross(half, side);
  const centre = scale(subtract(end, scale(start, -1)), 0.5);
  const toRadius = (v: Vec3) => scale(v, radius / Math.hypot(...v));
  return ellipsoid(centre, [scale(half, 1.06), toRadius(side), toRadius(third)], 'limb');
}

/**
 * Distance at which the ray origin + t*direction enters the ellipsoid, or Infinity.
 * The cut face is never seen: rays come from above it. Writes s of the entry point to `surface`.
 */
export function enterEllipsoid(
  shape: Ellipsoid,
  origin: Vec3,
  dx: number,
  dy: number,
  dz: number,
  surface: Float64Array,
): number {
  const m = shape.inverse;
  const px = origin[0] - m[0]!;
  const py = origin[1] - m[1]!;
  const pz = origin[2] - m[2]!;
  const ox = m[3]! * px + m[4]! * py + m[5]! * pz;
  const oy = m[6]! * px + m[7]! * py + m[8]! * pz;
  const oz = m[9]! * px + m[10]! * py + m[11]! * pz;
  const ux = m[3]! * dx + m[4]! * dy + m[5]! * dz;
  const uy = m[6]! * dx + m[7]! * dy + m[8]! * dz;
  const uz = m[9]! * dx + m[10]! * dy + m[11]! * dz;
  const a = ux * ux + uy * uy + uz * uz;
  const b = ox * ux + oy * uy + oz * uz;
  const discriminant = b * b - a * (ox * ox + oy * oy + oz * oz - 1);
  if (discriminant <= 0) return Infinity;
  const t = (-b - Math.sqrt(discriminant)) / a;
  const sz = oz + t * uz;
  if (t <= 0 || sz < shape.cut) return Infinity;
  surface[0] = ox + t * ux;
  surface[1] = oy + t * uy;
  surface[2] = sz;
  return t;
}

/** Share of light from `direction` that passes the ellipsoid on its way to (x, y, z): 0 in the core of its shadow. */
export function lightPast(
  shape: Ellipsoid,
  x: number,
  y: number,
  z: number,
  direction: Vec3,
): number {
  const m = shape.inverse;
  const px = x - m[0]!;
  const py = y - m[1]!;
  const pz = z - m[2]!;
  const [dx, dy, dz] = direction;
  const ux = m[3]! * dx + m[4]! * dy + m[5]! * dz;
  const uy = m[6]! * dx + m[7]! * dy + m[8]! * dz;
  const uz = m[9]! * dx + m[10]! * dy + m[11]! * dz;
  const length = Math.sqrt(ux * ux + uy * uy + uz * uz);
  const ox = m[3]! * px + m[4]! * py + m[5]! * pz;
  const oy = m[6]! * px + m[7]! * py + m[8]! * pz;
  const oz = m[9]! * px + m[10]! * py + m[11]! * pz;
  const along = -(ox * ux + oy * uy + oz * uz) / length;
  if (along <= 0) return 1;
  const passing = Math.sqrt(Math.max(0, ox * ox + oy * oy + oz * oz - along * along));
  // The sun is a disc: the penumbra widens with the distance from what casts the shadow.
  const penumbra = 0.05 + 0.07 * along;
  return smoothstep(1 - penumbra, 1 + penumbra, passing);
}

/**
 * Exact bounds of an ellipsoid's picture: the tangents of its outline, from the dual quadric
 * (Hartley & Zisserman, Multiple View Geometry, 2nd ed., eq. 8.5). Where a tangent touches the part
 * that is cut away, the rim of the cut, a flat ellipsoid, decides.
 */
export function projectEllipsoid(shape: Ellipsoid, camera: Camera): Bounds {
  const centre = toCameraAxes(camera, subtract(shape.centre, camera.position));
  const axes = shape.axes.map((axis) => toCameraAxes(camera, axis));
  const rimScale = Math.sqrt(1 - shape.cut * shape.cut);
  const rimCentre = subtract(centre, scale(axes[2]!, -shape.cut));
  const rimAxes = [scale(axes[0]!, rimScale), scale(axes[1]!, rimScale)];
  const side = (axis: 0 | 1, sign: 1 | -1): number => {
    const whole = tangent(centre, axes, axis, sign);
    // Contact in unit-sphere terms: the outward normal of the tangent plane through the eye.
    const normal: Vec3 = axis === 0 ? [sign, 0, -sign * whole] : [0, sign, -sign * whole];
    const pushed = axes.map((a) => dot(a, normal));
    const contact = pushed[2]! / Math.hypot(...pushed);
    const bound = contact >= shape.cut ? whole : tangent(rimCentre, rimAxes, axis, sign);
    return bound * camera.focalPx + (axis === 0 ? FRAME_WIDTH : FRAME_HEIGHT) / 2;
  };
  return { left: side(0, -1), top: side(1, -1), right: side(0, 1), bottom: side(1, 1) };
}

function tangent(centre: Vec3, axes: readonly Vec3[], axis: 0 | 1, sign: 1 | -1): number {
  const dual = (i: 0 | 1 | 2, j: 0 | 1 | 2): number =>
    axes.reduce((sum, a) => sum + a[i] * a[j], -centre[i] * centre[j]);
  const g = dual(2, 2);
  const root = Math.sqrt(dual(axis, 2) ** 2 - dual(axis, axis) * g);
  return (dual(axis, 2) - sign * root) / g;
}

/** The smallest bounds that hold all of a list of bounds. */
export function unite(parts: readonly Bounds[]): Bounds {
  return {
    left: Math.min(...parts.map((b) => b.left)),
    top: Math.min(...parts.map((b) => b.top)),
    right: Math.max(...parts.map((b) => b.right)),
    bottom: Math.max(...parts.map((b) => b.bottom)),
  };
}
