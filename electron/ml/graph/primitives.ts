import type { PrimitiveAttrs, PrimitiveName } from './primitive-attrs.ts';
import type { Primitive } from './primitive.ts';
import { convolution } from './primitives/convolution.ts';
import { elementwise } from './primitives/elementwise.ts';
import { matrix } from './primitives/matrix.ts';
import { movement } from './primitives/movement.ts';
import { normalisation } from './primitives/normalisation.ts';
import { reductions } from './primitives/reduce.ts';

/**
 * The primitive table: one row per operation with its shape rule, its ONNX form (opset 21) and its gradient.
 * A name without a row, and a row without a gradient, do not compile.
 */
export const primitives: { readonly [K in PrimitiveName]: Primitive<PrimitiveAttrs[K]> } = {
  ...elementwise,
  ...reductions,
  ...matrix,
  ...convolution,
  ...normalisation,
  ...movement,
};
