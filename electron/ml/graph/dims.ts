import { GraphError } from './errors.ts';

/** A multiple of the batch size, the one dimension that is known only when the graph runs: `batch`·N. */
export interface BatchDim {
  readonly batch: number;
}

/** A tensor dimension: a fixed number, or a multiple of the batch size. */
export type Dim = number | BatchDim;

/** Dimensions of a tensor, outermost first. */
export type Shape = readonly Dim[];

/** The batch size N. */
export const N: BatchDim = { batch: 1 };

/** True when two dimensions are equal for every batch size. */
export function sameDim(a: Dim, b: Dim): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  return a.batch === b.batch;
}

/** True when two shapes are equal for every batch size. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => sameDim(dim, b[axis]!));
}

/** Product of dimensions, e.g. [N,80] -> 80N. @throws GraphError when the batch size would be squared. */
export function product(shape: Shape): Dim {
  let factor = 1;
  let batches = 0;
  for (const dim of shape) {
    if (typeof dim === 'number') factor *= dim;
    else {
      factor *= dim.batch;
      batches++;
    }
  }
  if (batches > 1) throw new GraphError(`batch size appears twice in ${formatShape(shape)}`);
  return batches === 1 ? { batch: factor } : factor;
}

/** The value of a dimension that may not depend on the batch size. @throws GraphError when it does. */
export function fixed(dim: Dim, what: string): number {
  if (typeof dim !== 'number') throw new GraphError(`${what} must not depend on the batch size`);
  return dim;
}

/** The dimension for a given batch size. */
export function resolveDim(dim: Dim, batch: number): number {
  return typeof dim === 'number' ? dim : dim.batch * batch;
}

/** `N`, `80N` or `192`. */
export function formatDim(dim: Dim): string {
  if (typeof dim === 'number') return String(dim);
  return dim.batch === 1 ? 'N' : `${dim.batch}N`;
}

/** `[N,80,192]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.map(formatDim).join(',')}]`;
}
