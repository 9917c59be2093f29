import type { Value } from '../graph/value.ts';
import * as ops from '../graph/ops.ts';
import { scalar } from '../graph/tensor-data.ts';
import { conv, convBnRelu, layerNorm, linear, mapToTokens } from './layers.ts';
import type { Architecture, ModelConfig } from './model-config.ts';
import { STRIDE, tokenCounts } from './model-config.ts';
import { under, type Parameters } from './parameters.ts';

/** Query, key and value of one block's attention for all tokens, straight from the qkv layer [N,T,C]. */
export interface Projections {
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
}

/** What the backbone computes; T = template tokens followed by search tokens. */
export interface BackboneOutput {
  /** Tokens after the final LayerNorm [N,T,C]. */
  readonly tokens: Value;
  /** Output of the last block, before the final LayerNorm [N,T,C]. */
  readonly beforeNorm: Value;
  /** One entry per block. */
  readonly projections: readonly Projections[];
}

/**
 * One-stream backbone of OSTrack without candidate elimination: the tokens of template [N,3,Z,Z] and search
 * region [N,3,X,X] attend to each other in every block (OSTrack, section 3.1).
 */
export function backbone(
  template: Value,
  search: Value,
  config: ModelConfig,
  parameters: Parameters,
): BackboneOutput {
  const { architecture } = config;
  const { graph } = template;
  const counts = tokenCounts(config);
  const embed = (name: 'z' | 'x', crop: Value, count: number): Value =>
    graph.within(`patch_embed_${name}`, () => {
      const tokens = patchEmbed(crop, architecture, under(parameters, 'patch_embed'));
      const position = parameters.get(`pos_embed_${name}`, [1, count, architecture.embedDim]);
      return ops.add(tokens, position);
    });
  let tokens = ops.concat(
    [embed('z', template, counts.template), embed('x', search, counts.search)],
    1,
  );
  const projections: Projections[] = [];
  for (let index = 0; index < architecture.depth; index++) {
    graph.within(`blocks.${index}`, () => {
      const result = transformerBlock(
        tokens,
        index,
        architecture,
        under(parameters, `blocks.${index}`),
      );
      tokens = result.tokens;
      projections.push(result.projections);
    });
  }
  const beforeNorm = tokens;
  const normalised = graph.within('norm', () => layerNorm(beforeNorm, under(parameters, 'norm')));
  return { tokens: normalised, beforeNorm, projections };
}

/** Crop [N,3,S,S] -> tokens [N,(S/16)^2,C], row-major. */
function patchEmbed(crop: Value, { stem, embedDim }: Architecture, parameters: Parameters): Value {
  if (stem === 'patch16') {
    const geometry = { kernel: STRIDE, stride: STRIDE, pad: 0 };
    return mapToTokens(conv(crop, embedDim, geometry, under(parameters, 'proj')));
  }
  let map = crop;
  for (const [index, divisor] of [8, 4, 2, 1].entries()) {
    map = convBnRelu(map, embedDim / divisor, 2, under(parameters, `stem.${index}`));
  }
  const pointwise = { kernel: 1, stride: 1, pad: 0 };
  return mapToTokens(conv(map, embedDim, pointwise, under(parameters, 'proj')));
}

/** Pre-norm transformer block number `index`: tokens [N,T,C] -> [N,T,C]. */
export function transformerBlock(
  tokens: Value,
  index: number,
  architecture: Architecture,
  parameters: Parameters,
): { readonly tokens: Value; readonly projections: Projections } {
  const { graph } = tokens;
  const { context, projections } = graph.within('attn', () =>
    attention(
      layerNorm(tokens, under(parameters, 'norm1')),
      architecture.heads,
      under(parameters, 'attn'),
    ),
  );
  const drop = (residual: Value, branch: 0 | 1): Value =>
    parameters.training?.dropPath(residual, 2 * index + branch) ?? residual;
  const attended = ops.add(tokens, drop(context, 0));
  const mixed = graph.within('mlp', () => {
    const mlp = under(parameters, 'mlp');
    const normed = layerNorm(attended, under(parameters, 'norm2'));
    const hidden = ops.gelu(
      linear(normed, architecture.embedDim * architecture.mlpRatio, under(mlp, 'fc1')),
    );
    return linear(hidden, architecture.embedDim, under(mlp, 'fc2'));
  });
  return { tokens: ops.add(attended, drop(mixed, 1)), projections };
}

/** Multi-head self-attention; the qkv layer's output channels are [q of all heads | k | v]. */
function attention(
  tokens: Value,
  heads: number,
  parameters: Parameters,
): { readonly context: Value; readonly projections: Projections } {
  const [batch, count, channels] = tokens.shape as [Value['shape'][number], number, number];
  const headDim = channels / heads;
  const qkv = linear(tokens, 3 * channels, under(parameters, 'qkv'));
  const part = (index: number): Value =>
    ops.slice(qkv, 2, index * channels, (index + 1) * channels);
  const projections = { query: part(0), key: part(1), value: part(2) };
  const split = (projection: Value, perm: readonly number[]): Value =>
    ops.transpose(ops.reshape(projection, [batch, count, heads, headDim]), perm);
  const scale = tokens.graph.constant(scalar(headDim ** -0.5));
  const scores = ops.mul(
    ops.matMul(split(projections.query, [0, 2, 1, 3]), split(projections.key, [0, 2, 3, 1])),
    scale,
  );
  const weighted = ops.matMul(ops.softmax(scores, -1), split(projections.value, [0, 2, 1, 3]));
  const joined = ops.reshape(ops.transpose(weighted, [0, 2, 1, 3]), [batch, count, channels]);
  return { context: linear(joined, channels, under(parameters, 'proj')), projections };
}
