import { fixed, formatShape, product, sameDim, type Dim, type Shape } from './dims.ts';
import { GraphError } from './errors.ts';

/** Shape of an elementwise operation under numpy broadcasting. @throws GraphError when the shapes do not fit. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (sameDim(left, right) || right === 1) return left;
    if (left === 1) return right;
    throw new GraphError(`${formatShape(a)} and ${formatShape(b)} do not broadcast`);
  });
}

/** Shape of a batched matrix product [...,M,K] x [...,K,P] -> [...,M,P]. */
export function matMulShape(a: Shape, b: Shape): Shape {
  if (a.length < 2 || b.length < 2) throw new GraphError('operands need two dimensions or more');
  if (!sameDim(a.at(-1)!, b.at(-2)!)) {
    throw new GraphError(`inner dimensions of ${formatShape(a)} and ${formatShape(b)} differ`);
  }
  return [...broadcast(a.slice(0, -2), b.slice(0, -2)), a.at(-2)!, b.at(-1)!];
}

/** Strides, zero padding [top,left,bottom,right] and dilations of a 2-D convolution. */
export interface ConvGeometry {
  readonly strides: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
  readonly dilations: readonly [number, number];
}

/** Shape of a 2-D convolution: x [N,C,H,W], weight [O,C,kh,kw] -> [N,O,H',W']. */
export function convShape(
  x: Shape,
  weight: Shape,
  { strides, pads, dilations }: ConvGeometry,
): Shape {
  if (x.length !== 4 || weight.length !== 4 || !sameDim(x[1]!, weight[1]!)) {
    throw new GraphError(`input ${formatShape(x)} does not fit weight ${formatShape(weight)}`);
  }
  const extent = (axis: 0 | 1): number => {
    const size = fixed(x[axis + 2]!, 'height and width') + pads[axis] + pads[(axis + 2) as 2 | 3];
    const kernel = dilations[axis] * (fixed(weight[axis + 2]!, 'kernel') - 1) + 1;
    if (size < kernel) throw new GraphError(`kernel ${kernel} is larger than padded input ${size}`);
    return Math.floor((size - kernel) / strides[axis]) + 1;
  };
  return [x[0]!, weight[0]!, extent(0), extent(1)];
}

/** Checks that a reshape keeps the number of elements for every batch size. */
export function reshapeShape(from: Shape, to: Shape): Shape {
  if (!sameDim(product(from), product(to))) {
    throw new GraphError(`${formatShape(from)} has not as many elements as ${formatShape(to)}`);
  }
  return to;
}

/** Resolves a possibly negative axis. @throws GraphError when it is outside the rank. */
export function axisOf(shape: Shape, axis: number): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(resolved) || resolved < 0 || resolved >= shape.length) {
    throw new GraphError(`axis ${axis} is outside ${formatShape(shape)}`);
  }
  return resolved;
}

/** Shape with one axis replaced. */
export function withAxis(shape: Shape, axis: number, dim: Dim): Shape {
  return shape.map((old, i) => (i === axis ? dim : old));
}

/** Checks that an operand is a vector with one element per channel. */
export function vectorOf(shape: Shape, channels: Dim, what: string): void {
  if (shape.length !== 1 || !sameDim(shape[0]!, channels)) {
    throw new GraphError(`${what} ${formatShape(shape)} does not fit its channels`);
  }
}

/** Shape of a transposed convolution: x [N,O,H,W], weight [O,C,kh,kw] -> [N,C,H',W']. */
export function convTransposeShape(
  x: Shape,
  weight: Shape,
  geometry: ConvGeometry & { readonly outputPadding: readonly [number, number] },
): Shape {
  if (x.length !== 4 || weight.length !== 4 || !sameDim(x[1]!, weight[0]!)) {
    throw new GraphError(`input ${formatShape(x)} does not fit weight ${formatShape(weight)}`);
  }
  const { strides, pads, dilations, outputPadding } = geometry;
  const extent = (axis: 0 | 1): number => {
    const reach =
      strides[axis] * (fixed(x[axis + 2]!, 'height and width') - 1) +
      dilations[axis] * (fixed(weight[axis + 2]!, 'kernel') - 1) +
      1 +
      outputPadding[axis];
    const size = reach - pads[axis] - pads[(axis + 2) as 2 | 3];
    if (size < 1) throw new GraphError(`padding leaves nothing of an output of ${reach}`);
    return size;
  };
  return [x[0]!, weight[1]!, extent(0), extent(1)];
}
