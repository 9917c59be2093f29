import { ellipsoid, limb, type Ellipsoid, type Material } from './ellipsoid.ts';
import { valueNoise } from './value-noise.ts';
import { mix, smoothstep, type Vec3 } from './vector.ts';

/** How one ladybird looks. */
export interface Species {
  readonly shell: Vec3;
  readonly spot: Vec3;
  /** Spots of one wing case: along (1 = front) and across (0 = seam) in shell radii, and radius. */
  readonly spots: readonly Vec3[];
}

/** The seven-spot ladybird, Coccinella septempunctata: the object to follow. */
export const SEVEN_SPOT: Species = {
  shell: [0.62, 0.022, 0.008],
  spot: [0.012, 0.01, 0.01],
  spots: [
    [0.8, 0, 0.21],
    [0.34, 0.52, 0.2],
    [-0.16, 0.83, 0.17],
    [-0.5, 0.38, 0.22],
  ],
};

/** The twenty-two-spot ladybird, Psyllobora vigintiduopunctata: alike in kind, lemon yellow with many small spots. */
export const TWENTY_TWO_SPOT: Species = {
  shell: [0.86, 0.5, 0.02],
  spot: [0.014, 0.012, 0.01],
  spots: [
    [0.86, 0.2, 0.11],
    [0.68, 0.55, 0.11],
    [0.42, 0.2, 0.12],
    [0.28, 0.74, 0.12],
    [0.1, 0.45, 0.12],
    [-0.2, 0.16, 0.12],
    [-0.18, 0.84, 0.11],
    [-0.36, 0.55, 0.12],
    [-0.62, 0.22, 0.12],
    [-0.64, 0.62, 0.1],
    [-0.88, 0.18, 0.09],
  ],
};

/** Where a ladybird stands: the table place below its middle, heading (radians, 0 = right, left turns positive), path walked. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly heading: number;
  readonly walked: number;
  readonly size: number;
}

const STRIDE = 0.5;
const LEGS = [
  { hip: [0.24, 0.2, 0.12], knee: [0.36, 0.4, 0.17], foot: [0.42, 0.46, 0.012], phase: 0 },
  { hip: [0.02, 0.26, 0.12], knee: [0.05, 0.45, 0.18], foot: [0.05, 0.53, 0.012], phase: 0.5 },
  { hip: [-0.2, 0.24, 0.12], knee: [-0.34, 0.41, 0.17], foot: [-0.4, 0.47, 0.012], phase: 0 },
] as const;

/** All parts of a ladybird in world coordinates. */
export function ladybirdParts(pose: Pose): Ellipsoid[] {
  const c = Math.cos(pose.heading) * pose.size;
  const s = Math.sin(pose.heading) * pose.size;
  const turn = (v: Vec3): Vec3 => [v[0] * c - v[1] * s, v[0] * s + v[1] * c, v[2] * pose.size];
  const place = (v: Vec3): Vec3 => {
    const [x, y, z] = turn(v);
    return [pose.x + x, pose.y + y, z];
  };
  const solid = (centre: Vec3, radii: Vec3, material: Material, cut = -1): Ellipsoid =>
    ellipsoid(
      place(centre),
      [turn([radii[0], 0, 0]), turn([0, radii[1], 0]), turn([0, 0, radii[2]])],
      material,
      cut,
    );
  const bone = (start: Vec3, end: Vec3, radius: number): Ellipsoid =>
    limb(place(start), place(end), radius * pose.size);

  const sway = 0.012 * Math.sin((2 * Math.PI * pose.walked) / (STRIDE * pose.size));
  const parts = [
    solid([-0.07, sway, 0.1], [0.45, 0.385, 0.36], 'shell', 0),
    solid([-0.05, sway, 0.1], [0.4, 0.33, 0.065], 'limb'),
    solid([0.335, sway, 0.135], [0.17, 0.265, 0.18], 'pronotum', -0.3),
    solid([0.47, sway * 1.5, 0.115], [0.095, 0.145, 0.1], 'head'),
  ];
  for (const side of [-1, 1]) {
    parts.push(solid([0.505, side * 0.115 + sway * 1.5, 0.135], [0.042, 0.035, 0.045], 'eye'));
    const feel = sway * 2 * side;
    parts.push(
      bone([0.53, side * 0.06, 0.13], [0.61, side * 0.14 + feel, 0.19], 0.015),
      bone([0.61, side * 0.14 + feel, 0.19], [0.68, side * 0.17 + feel, 0.16], 0.021),
    );
    for (const leg of LEGS) {
      // Tripod gait: a middle leg steps together with the front and hind legs of the other side.
      const beat = pose.walked / (STRIDE * pose.size) + leg.phase + (side > 0 ? 0.5 : 0);
      const step = footSwing(beat - Math.floor(beat));
      const foot: Vec3 = [leg.foot[0] + step.forward, side * leg.foot[1], leg.foot[2] + step.lift];
      const knee: Vec3 = [
        leg.knee[0] + 0.5 * step.forward,
        side * leg.knee[1],
        leg.knee[2] + 0.7 * step.lift,
      ];
      parts.push(
        bone([leg.hip[0], side * leg.hip[1], leg.hip[2]], knee, 0.03),
        bone(knee, foot, 0.019),
      );
    }
  }
  return parts;
}

/** Place of a foot in its step: on the ground it moves back with the table, then swings forward through the air. */
function footSwing(beat: number): { forward: number; lift: number } {
  const reach = 0.085;
  if (beat < 0.5) return { forward: reach * (1 - 4 * beat), lift: 0 };
  const t = beat * 2 - 1;
  return { forward: reach * (2 * smoothstep(0, 1, t) - 1), lift: 0.06 * Math.sin(Math.PI * t) };
}

/** Linear albedo of a part at the unit-sphere coordinates `s` of its surface (s[0] forward, s[1] left, s[2] up). */
export function ladybirdColour(material: Material, s: Float64Array, species: Species): Vec3 {
  const x = s[0]!;
  const y = s[1]!;
  const z = s[2]!;
  const black = species.spot;
  switch (material) {
    case 'shell':
      return shellColour(x, y, z, species);
    case 'pronotum': {
      const patch = smoothstep(0.34, 0.24, Math.hypot(x - 0.45, Math.abs(y) - 0.76) + 0.1 * z);
      return mix(black, [0.72, 0.68, 0.55], patch);
    }
    case 'head': {
      const patch = smoothstep(0.26, 0.16, Math.hypot(x - 0.35, Math.abs(y) - 0.5));
      return mix(black, [0.66, 0.62, 0.5], patch * smoothstep(0, 0.3, z));
    }
    case 'eye':
      return [0.01, 0.01, 0.012];
    case 'limb':
      return [0.022, 0.016, 0.013];
  }
}

function shellColour(x: number, y: number, z: number, species: Species): Vec3 {
  const across = Math.abs(y);
  const mottle = 0.82 + 0.3 * valueNoise(x * 5 + 3, y * 5 + 7, 61);
  const pits = 0.93 + 0.14 * valueNoise(x * 38, y * 38, 62);
  let colour: Vec3 = [
    species.shell[0] * mottle * pits,
    // Towards the rim the wing cases turn more orange.
    species.shell[1] * mottle * pits * (1 + 0.9 * (1 - z) ** 2),
    species.shell[2] * pits,
  ];
  const pale = smoothstep(0.2, 0.12, Math.hypot(x - 0.9, (across - 0.36) * 0.8));
  if (species.spots.length < 6) colour = mix(colour, [0.7, 0.62, 0.5], pale);
  let dark = smoothstep(0.028, 0.008, across) * 0.8;
  for (const [sx, sy, radius] of species.spots) {
    // Distance on the dome: spots near the rim lie on a slope.
    const sz = Math.sqrt(Math.max(0, 1 - sx * sx - sy * sy));
    const ragged = radius * (0.93 + 0.14 * valueNoise(x * 7 + sx, y * 7 + sy, 63));
    const distance = Math.hypot(x - sx, across - sy, z - sz);
    dark = Math.max(dark, smoothstep(ragged + 0.025, ragged - 0.025, distance));
  }
  return mix(colour, species.spot, dark);
}
