import type { ModelConfig } from '../../nn/model-config.ts';

/**
 * How far search crops of annotated frames stray from the box: `reference` as OSTrack's data code does it, `synthetic`
 * as the pairs out of photos that the tiny family is pretrained on.
 */
export type CropStyle =
  | {
      readonly kind: 'reference';
      /** Range of the centre's shift per axis, in roots of the changed box's area. */
      readonly centre: number;
      /** Standard deviation of the logarithm of width and height. */
      readonly scale: number;
    }
  | { readonly kind: 'synthetic' };

/** Crops that stray farther than this many standard deviations in size are drawn anew near the frame's kept region. */
const DEVIATIONS = 1.5;

/** The style of a network's family, by its stem and search factor. */
export function cropStyle({
  architecture,
  searchFactor,
}: Pick<ModelConfig, 'architecture' | 'searchFactor'>): CropStyle {
  if (architecture.stem === 'conv') return { kind: 'synthetic' };
  return searchFactor > 4.5
    ? { kind: 'reference', centre: 4.5, scale: 0.5 }
    : { kind: 'reference', centre: 3, scale: 0.25 };
}

/** Distance from a box's centre up to which search crops look, in roots of its area. */
export function cropReach(style: CropStyle, searchFactor: number): number {
  if (style.kind === 'reference') {
    // The root of the area changes by the mean of two logarithms.
    const growth = Math.exp((DEVIATIONS * style.scale) / Math.SQRT2);
    return (style.centre / 2 + searchFactor / 2) * growth;
  }
  // Shifts of 3/8 of the crop, sizes within exp(N(0, 0.25)), and corners that turns and stretches push outward.
  return 0.375 * searchFactor + (searchFactor / 2) * Math.exp(DEVIATIONS * 0.25) * 1.25;
}
