import { lightPast, type Ellipsoid } from './ellipsoid.ts';
import { sampleGarden } from './garden.ts';
import { ladybirdColour, type Species } from './ladybird.ts';
import { SKY_COLOUR, SUN_COLOUR, SUN_DIRECTION } from './light.ts';
import type { Texture } from './texture.ts';
import { dot, normalise, scale, smoothstep, subtract, type Vec3 } from './vector.ts';

/** Where a ray meets a ladybird. */
export interface Contact {
  readonly part: Ellipsoid;
  /** Unit-sphere coordinates of the place on the part. */
  readonly surface: Float64Array;
  readonly point: Vec3;
  /** Direction of the ray, length 1. */
  readonly ray: Vec3;
}

/** Light that falls on a ladybird: what surrounds it, and the share of sun that the trees let through. */
export interface Surroundings {
  readonly garden: Texture;
  readonly sun: number;
}

const mirror = new Float64Array(4);

/** Linear RGB of a ladybird's surface as the ray sees it: sun, sky, light from the wood, and the gloss of its lacquer. */
export function shadeLadybird(
  contact: Contact,
  species: Species,
  parts: readonly Ellipsoid[],
  surroundings: Surroundings,
): Vec3 {
  const { part, surface, point, ray } = contact;
  const normal = surfaceNormal(part, surface);
  const albedo = ladybirdColour(part.material, surface, species);
  const facing = Math.max(0, dot(normal, SUN_DIRECTION));
  let sun = surroundings.sun;
  for (const other of parts) {
    if (other === part || other.material !== 'shell' || sun === 0) continue;
    sun *= lightPast(other, point[0], point[1], point[2], SUN_DIRECTION);
  }
  // Near the table less of the sky is in view, and none of it below the shell.
  const open = 0.3 + 0.7 * smoothstep(0, 0.34, point[2]);
  const upward = 0.5 + 0.5 * normal[2];
  const gloss = glossOf(part);
  const reflected = subtract(ray, scale(normal, 2 * dot(ray, normal)));
  const fresnel = 0.04 + 0.96 * (1 - Math.max(0, -dot(ray, normal))) ** 5;
  mirror.fill(0);
  if (reflected[2] > -0.1) {
    sampleGarden(
      surroundings.garden,
      reflected[0],
      reflected[1],
      reflected[2],
      gloss.blurDeg,
      1,
      mirror,
    );
  } else {
    mirror.set([0.16, 0.12, 0.08]);
  }
  const half = normalise(subtract(SUN_DIRECTION, ray));
  const glint = gloss.glint * Math.max(0, dot(half, normal)) ** gloss.exponent * sun;
  const channel = (k: 0 | 1 | 2): number => {
    const bounce = [0.3, 0.22, 0.14][k]! * (0.25 + 0.75 * surroundings.sun) * (1 - upward);
    const diffuse = SUN_COLOUR[k] * facing * sun + SKY_COLOUR[k] * upward * open + bounce * open;
    return albedo[k] * diffuse + gloss.mirror * fresnel * open * mirror[k]! + glint * SUN_COLOUR[k];
  };
  return [channel(0), channel(1), channel(2)];
}

function surfaceNormal(part: Ellipsoid, surface: Float64Array): Vec3 {
  const m = part.inverse;
  const [a, b, c] = [surface[0]!, surface[1]!, surface[2]!];
  return normalise([
    a * m[3]! + b * m[6]! + c * m[9]!,
    a * m[4]! + b * m[7]! + c * m[10]!,
    a * m[5]! + b * m[8]! + c * m[11]!,
  ]);
}

function glossOf(part: Ellipsoid): {
  mirror: number;
  blurDeg: number;
  glint: number;
  exponent: number;
} {
  switch (part.material) {
    case 'shell':
      return { mirror: 0.65, blurDeg: 6, glint: 1, exponent: 260 };
    case 'pronotum':
    case 'head':
      return { mirror: 0.8, blurDeg: 9, glint: 0.35, exponent: 110 };
    case 'eye':
      return { mirror: 1, blurDeg: 5, glint: 0.8, exponent: 200 };
    case 'limb':
      return { mirror: 0.6, blurDeg: 20, glint: 0.12, exponent: 30 };
  }
}
