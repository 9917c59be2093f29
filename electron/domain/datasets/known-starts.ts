/** A sequence that does not begin with its folder's first picture. */
export interface KnownStart {
  /** Number in the name of the first picture. */
  readonly picture: number;
  /** True boxes at the start that the benchmark leaves out, with their pictures. */
  readonly omit?: number;
}

/** OTB: where the annotation begins, as its authors' configuration says. */
const OTB: Readonly<Record<string, KnownStart>> = {
  BlurCar1: { picture: 247 },
  BlurCar3: { picture: 3 },
  BlurCar4: { picture: 18 },
  David: { picture: 300 },
  Tiger1: { picture: 1, omit: 5 },
};

/** UAV123: videos that hold several sequences, by the number of each one's first picture. */
const UAV123: Readonly<Record<string, readonly number[]>> = {
  bird1: [1, 775, 1573],
  car1: [1, 751, 1627],
  car6: [1, 487, 1807, 2953, 3925],
  car8: [1, 1357],
  car16: [1, 415],
  group1: [1, 1333, 2515, 3925],
  group2: [1, 907, 1771],
  group3: [1, 1567, 2827, 4369],
  person2: [1, 1189],
  person4: [1, 1501],
  person5: [1, 877],
  person7: [1, 1249],
  person8: [1, 1075],
  person12: [1, 601],
  person14: [1, 847, 1813],
  person17: [1, 1501],
  person19: [1, 1243, 2791],
  truck4: [1, 577],
  uav1: [1, 1555, 2473],
};

/** Where an OTB sequence begins; undefined: with its first picture. */
export function otbStart(name: string): KnownStart | undefined {
  return Object.hasOwn(OTB, name) ? OTB[name] : undefined;
}

/**
 * The video that a UAV123 sequence is part of and where it begins in it, `car6_2` in `car6`; undefined: it has its own.
 * @param every which of the video's pictures the data set holds: 1 all, 3 every third (`UAV123_10fps`)
 */
export function uavPart(
  name: string,
  every: 1 | 3,
): (KnownStart & { readonly video: string }) | undefined {
  const match = /^(.+)_(\d+)$/.exec(name);
  const video = match?.[1];
  if (video === undefined || !Object.hasOwn(UAV123, video)) return undefined;
  const picture = UAV123[video]![Number(match![2]) - 1];
  return picture === undefined ? undefined : { video, picture: (picture - 1) / every + 1 };
}
