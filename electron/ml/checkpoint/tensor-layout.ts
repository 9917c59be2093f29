import type { Refuse } from './bad-checkpoint.ts';

/** Where a tensor's elements lie in its storage; all numbers count elements. */
export interface TensorLayout {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** PyTorch's own limit on the number of dimensions. */
const maxRank = 64;
/** Above every real tensor, and small enough that byte counts stay exact integers. */
const maxElements = 2 ** 40;

/** The number of elements of `shape`, refusing what is not a shape. */
export function elementCount(shape: readonly number[], refuse: Refuse): number {
  if (shape.length > maxRank) refuse(`a tensor has ${shape.length} dimensions`);
  let count = 1;
  for (const extent of shape) {
    if (!Number.isSafeInteger(extent) || extent < 0 || extent > maxElements) {
      refuse(`a tensor has the impossible extent ${extent}`);
    }
    count *= extent;
    // A zero may follow, but no writer lists extents whose product overflows before it.
    if (count > maxElements) refuse(`a tensor of shape [${shape.join(', ')}] is too large`);
  }
  return count;
}

/** Row-major strides of `shape`, in elements. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/** Number of storage elements from the layout's first to its last one; 0 for an empty tensor. */
export function spanOf({ shape, strides }: TensorLayout): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((span, extent, axis) => span + (extent - 1) * strides[axis]!, 1);
}

/** True when the elements lie one after the other in row-major order. */
export function isContiguous({ shape, strides }: TensorLayout): boolean {
  const wanted = contiguousStrides(shape);
  return shape.every((extent, axis) => extent === 1 || strides[axis] === wanted[axis]);
}

/** Refuses layouts that are malformed, run backwards or leave a storage of `storageLength` elements. */
export function checkLayout(layout: TensorLayout, storageLength: number, refuse: Refuse): void {
  const { offset, shape, strides } = layout;
  elementCount(shape, refuse);
  if (strides.length !== shape.length)
    refuse('a tensor has another number of strides than of dimensions');
  if (!Number.isSafeInteger(offset) || offset < 0) refuse(`a tensor starts at element ${offset}`);
  for (const stride of strides) {
    if (!Number.isSafeInteger(stride) || stride < 0) refuse(`a tensor has the stride ${stride}`);
  }
  if (offset + spanOf(layout) > storageLength) {
    refuse(
      `a tensor of shape [${shape.join(', ')}] needs elements up to ${offset + spanOf(layout)} ` +
        `of a storage of ${storageLength}`,
    );
  }
}

const wordArrays = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array } as const;

/**
 * The elements of a strided tensor in row-major order.
 * @param span bytes from the layout's first to its last element ({@link spanOf} elements)
 * @param itemSize bytes of one element: 1, 2, 4 or 8
 */
export function gatherStrided(
  span: Uint8Array,
  itemSize: number,
  { shape, strides }: TensorLayout,
): Uint8Array {
  const Words = wordArrays[itemSize as keyof typeof wordArrays];
  const from = new Words(new Uint8Array(span).buffer);
  const count = shape.reduce((product, extent) => product * extent, 1);
  const to = new Words(count);
  const index = new Array<number>(shape.length).fill(0);
  let at = 0;
  for (let i = 0; i < count; i++) {
    to[i] = from[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return new Uint8Array(to.buffer);
}
