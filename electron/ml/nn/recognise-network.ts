import { STRIDE, type Architecture } from './model-config.ts';

/** Channels of one attention head in every published one-stream tracker; shapes do not show it. */
const HEAD_DIM = 64;

/** What tensor shapes show of a network: everything but the crop factors and the number of heads. */
export interface RecognisedNetwork {
  /** The number of heads assumes 64 channels each. */
  readonly architecture: Architecture;
  readonly templateSize: number;
  readonly searchSize: number;
}

/** Reads architecture and crop sizes off the shapes of a state dict. @throws RangeError naming what is missing. */
export function recogniseNetwork(
  shapes: ReadonlyMap<string, readonly number[]>,
): RecognisedNetwork {
  const shapeOf = (name: string, rank: number): readonly number[] => {
    const shape = shapes.get(name);
    if (shape === undefined) throw new RangeError(`it has no tensor ${name}`);
    if (shape.length !== rank) throw new RangeError(`${name} is [${shape.join(',')}]`);
    return shape;
  };
  const side = (name: string): number => {
    const tokens = shapeOf(name, 3)[1]!;
    const cells = Math.sqrt(tokens);
    if (!Number.isInteger(cells))
      throw new RangeError(`${name} has ${tokens} tokens, not a square`);
    return cells * STRIDE;
  };
  const searchSize = side('backbone.pos_embed_x');
  const templateSize = side('backbone.pos_embed_z');
  const [embedDim = 0, , kernel = 0] = shapeOf('backbone.patch_embed.proj.weight', 4);
  const [hidden = 0] = shapeOf('backbone.blocks.0.mlp.fc1.weight', 2);
  const [headChannels = 0] = shapeOf('box_head.conv1_ctr.0.weight', 4);
  let depth = 0;
  while (shapes.has(`backbone.blocks.${depth}.attn.qkv.weight`)) depth++;
  return {
    architecture: {
      stem: kernel === STRIDE ? 'patch16' : 'conv',
      embedDim,
      depth,
      heads: Math.max(1, Math.round(embedDim / HEAD_DIM)),
      mlpRatio: hidden / embedDim,
      headChannels,
    },
    templateSize,
    searchSize,
  };
}
