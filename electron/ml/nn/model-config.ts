import { IMAGENET_STATISTICS, type TrackerConfig } from '../../domain/tracker-config.ts';

/** Numbers that fix the network's weights, apart from the crop sizes. */
export interface Architecture {
  /** `patch16`: one 16x16 stride-16 convolution (ViT); `conv`: four 3x3 stride-2 Conv-BN-ReLU layers and a projection. */
  readonly stem: 'patch16' | 'conv';
  readonly embedDim: number;
  readonly depth: number;
  readonly heads: number;
  readonly mlpRatio: number;
  /** Width of the head's first layer; each of the next three is half as wide. */
  readonly headChannels: number;
}

/** Everything needed to build a tracker network and to run it. */
export interface ModelConfig extends TrackerConfig {
  readonly architecture: Architecture;
}

/** ViT-B/16, the network of OSTrack and LoReTrack. */
export const VIT_B: Architecture = {
  stem: 'patch16',
  embedDim: 768,
  depth: 12,
  heads: 12,
  mlpRatio: 4,
  headChannels: 256,
};

/** The small family that ships with the studio. */
export const TINY: Architecture = {
  stem: 'conv',
  embedDim: 192,
  depth: 6,
  heads: 3,
  mlpRatio: 4,
  headChannels: 128,
};

/** Small networks guess sizes badly where a box's sides are not seen in the picture: what was drawn says more. */
const TINY_SHAPE_MEMORY = 0.75;

/** Pixels per token and per cell of the score map. */
export const STRIDE = 16;

/** A config for one search size; the template is half of it. @throws RangeError for sizes that are no multiple of 32. */
export function modelConfig(
  architecture: Architecture,
  searchSize: number,
  factors: { readonly template: number; readonly search: number },
): ModelConfig {
  if (!Number.isInteger(searchSize) || searchSize <= 0 || searchSize % 32 !== 0) {
    throw new RangeError(`search size ${searchSize} is not a positive multiple of 32`);
  }
  for (const [name, factor] of Object.entries(factors)) {
    if (!(factor >= 1 && factor <= 16))
      throw new RangeError(`${name} factor ${factor} is outside 1..16`);
  }
  return {
    architecture,
    templateSize: searchSize / 2,
    searchSize,
    templateFactor: factors.template,
    searchFactor: factors.search,
    stride: STRIDE,
    ...IMAGENET_STATISTICS,
    ...(architecture.stem === 'conv' && { shapeMemory: TINY_SHAPE_MEMORY }),
  };
}

/** Tokens of the template and of the search region. */
export function tokenCounts({ templateSize, searchSize, stride }: TrackerConfig): {
  readonly template: number;
  readonly search: number;
} {
  return { template: (templateSize / stride) ** 2, search: (searchSize / stride) ** 2 };
}
