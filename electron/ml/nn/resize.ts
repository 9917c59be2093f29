import { fixed, product } from '../graph/dims.ts';
import { GraphError } from '../graph/errors.ts';
import * as ops from '../graph/ops.ts';
import type { TensorData } from '../graph/tensor-data.ts';
import type { Value } from '../graph/value.ts';

/**
 * Bilinear resampling of square token grids, row-major: [N,n*n,C] -> [N,side*side,C], as torch's interpolate without
 * align_corners and without antialiasing. Written as two matrix products, so that its gradient is two as well.
 * @throws GraphError when the tokens make no square
 */
export function resizeTokens(tokens: Value, side: number): Value {
  const [batch, count, channels] = tokens.shape;
  if (batch === undefined || count === undefined || channels === undefined) {
    throw new GraphError('tokens [N,n*n,C] were expected');
  }
  const width = fixed(channels, 'channels');
  const total = fixed(count, 'the number of tokens');
  const from = Math.sqrt(total);
  if (!Number.isInteger(from)) throw new GraphError(`${total} tokens make no square grid`);
  if (from === side) return tokens;
  const weights = tokens.graph.constant(bilinearWeights(from, side));
  const rows = ops.matMul(weights, ops.reshape(tokens, [batch, from, from * width]));
  const lines = ops.reshape(rows, [product([batch, side]), from, width]);
  return ops.reshape(ops.matMul(weights, lines), [batch, side * side, width]);
}

/** Weights [to,from] of the bilinear resampling of one axis; samples beyond the edge repeat it. */
function bilinearWeights(from: number, to: number): TensorData {
  const data = new Float32Array(to * from);
  for (let position = 0; position < to; position++) {
    const source = Math.max(0, (from / to) * (position + 0.5) - 0.5);
    const low = Math.floor(source);
    const high = Math.min(low + 1, from - 1);
    const fraction = source - low;
    data[position * from + low]! += 1 - fraction;
    data[position * from + high]! += fraction;
  }
  return { dtype: 'float32', shape: [to, from], data };
}
