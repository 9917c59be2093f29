/**
 * Which of a teacher's tokens count as discriminative: those whose map value is at least `value` (the paper's 0.2,
 * made for the published ViT-B teachers), or the `share` of each crop's tokens with the largest values.
 */
export type MaskThreshold =
  | { readonly kind: 'absolute'; readonly value: number }
  | { readonly kind: 'quantile'; readonly share: number };

/** A mask whose share of tokens lies outside tells foreground and background apart no more. */
export const MASK_SHARE_BOUNDS = { low: 0.01, high: 0.95 } as const;

/** True when so small or so large a part of the tokens is masked that Disc-KD deserves a warning. */
export function isMaskShareSuspicious(share: number): boolean {
  return !(share >= MASK_SHARE_BOUNDS.low && share <= MASK_SHARE_BOUNDS.high);
}

/** Discriminative tokens of a batch. */
export interface DiscriminativeMask {
  /** Mean over channels of the squared features [B,T]. */
  readonly map: Float32Array;
  /** 1 where a token is discriminative, else 0 [B,T]. */
  readonly mask: Float32Array;
  /** Part of the batch's tokens that are discriminative, in [0,1]. */
  readonly share: number;
}

/**
 * Discriminative mask of LoReTrack (section 3.3): tokens at which the teacher's features are strong.
 * @param features search tokens after the final LayerNorm [B,T,C]
 * @throws RangeError when the features are no whole crops, or not finite: the teacher is broken then
 */
export function discriminativeMask(
  features: Float32Array,
  shape: { readonly tokens: number; readonly channels: number },
  threshold: MaskThreshold,
): DiscriminativeMask {
  const { tokens, channels } = shape;
  if (features.length === 0 || features.length % (tokens * channels) !== 0) {
    throw new RangeError(`${features.length} features are no whole crops of ${tokens}x${channels}`);
  }
  const map = meanSquares(features, channels);
  if (!map.every(Number.isFinite)) {
    throw new RangeError("the teacher's features are not finite: its weights or inputs are broken");
  }
  const mask = new Float32Array(map.length);
  let masked = 0;
  for (let start = 0; start < map.length; start += tokens) {
    const crop = map.subarray(start, start + tokens);
    const tau =
      threshold.kind === 'absolute'
        ? Math.fround(threshold.value)
        : upperValue(crop, threshold.share);
    for (const [index, value] of crop.entries()) {
      if (value < tau) continue;
      mask[start + index] = 1;
      masked++;
    }
  }
  return { map, mask, share: masked / map.length };
}

function meanSquares(features: Float32Array, channels: number): Float32Array {
  const map = new Float32Array(features.length / channels);
  for (let token = 0; token < map.length; token++) {
    let sum = 0;
    for (let i = token * channels; i < (token + 1) * channels; i++) sum += features[i]! ** 2;
    map[token] = sum / channels;
  }
  return map;
}

/** The smallest of the `share` largest values, of which there is at least one. */
function upperValue(values: Float32Array, share: number): number {
  const count = Math.max(1, Math.round(share * values.length));
  return values.toSorted()[values.length - count]!;
}
