/**
 * Averages planes [3,size,size] along a segment that is centred on each pixel; pixels beyond the edge repeat it.
 *
 * A segment is three shorter ones side by side, each of which is three again: so many passes of three samples each cost
 * the logarithm of its length only.
 * @param planes used up: what comes back may be the same memory
 * @param segment length along x and y as fractions of the side; below one and a half pixels nothing changes
 */
export function blurAlong(
  planes: Float32Array,
  size: number,
  segment: readonly [x: number, y: number],
): Float32Array {
  let from = planes;
  let spare: Float32Array | null = null;
  for (let part = 3; ; part *= 3) {
    const x = (segment[0] * size) / part;
    const y = (segment[1] * size) / part;
    const step = { x: Math.round(x), y: Math.round(y) };
    const length = Math.hypot(step.x, step.y);
    if (length === 0) return from;
    // Whole pixels are longer or shorter than the true step: the weight keeps the variance, that is the width, right.
    const weight = Math.min(0.4, (x * x + y * y) / (3 * length * length));
    const to: Float32Array = spare ?? new Float32Array(from.length);
    for (let channel = 0; channel < 3; channel++) {
      averageThree(from, to, channel * size * size, size, step, weight);
    }
    spare = from;
    from = to;
  }
}

/** Mean of each pixel and those one step before and after it, in one plane. */
function averageThree(
  from: Float32Array,
  to: Float32Array,
  plane: number,
  size: number,
  step: { readonly x: number; readonly y: number },
  weight: number,
): void {
  const last = size - 1;
  const own = 1 - 2 * weight;
  const reach = Math.min(size, Math.abs(step.x));
  for (let row = 0; row < size; row++) {
    const middle = plane + row * size;
    const before = plane + clamp(row - step.y, last) * size;
    const after = plane + clamp(row + step.y, last) * size;
    for (let i = reach; i < size - reach; i++) {
      const sides = from[before + i - step.x]! + from[after + i + step.x]!;
      to[middle + i] = own * from[middle + i]! + weight * sides;
    }
    for (let k = 0; k < 2 * reach; k++) {
      const i = k < reach ? k : size - 1 - (k - reach);
      const sides =
        from[before + clamp(i - step.x, last)]! + from[after + clamp(i + step.x, last)]!;
      to[middle + i] = own * from[middle + i]! + weight * sides;
    }
  }
}

function clamp(index: number, last: number): number {
  return index < 0 ? 0 : index > last ? last : index;
}
