/** Integer steps in px and their weights, which sum to 1. */
interface Tap {
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

/**
 * Averages planes [3,size,size] along a segment that is centred on each pixel; pixels beyond the edge repeat it.
 * @param segment length along x and y as fractions of the side; below one pixel nothing changes
 */
export function blurAlong(
  planes: Float32Array,
  size: number,
  segment: readonly [x: number, y: number],
): Float32Array {
  const taps = tapsAlong(segment[0] * size, segment[1] * size);
  if (taps.length === 1) return planes;
  const out = new Float32Array(planes.length);
  const last = size - 1;
  for (let channel = 0; channel < 3; channel++) {
    const plane = channel * size * size;
    for (let row = 0; row < size; row++) {
      const to = plane + row * size;
      for (const { x, y, weight } of taps) {
        const from = plane + Math.min(Math.max(row + y, 0), last) * size;
        const start = Math.min(size, Math.max(0, -x));
        const end = Math.max(start, Math.min(size, size - x));
        for (let i = 0; i < start; i++) out[to + i]! += weight * planes[from]!;
        for (let i = start; i < end; i++) out[to + i]! += weight * planes[from + i + x]!;
        for (let i = end; i < size; i++) out[to + i]! += weight * planes[from + last]!;
      }
    }
  }
  return out;
}

function tapsAlong(x: number, y: number): readonly Tap[] {
  const length = Math.hypot(x, y);
  const half = length > 1 ? Math.max(1, Math.ceil((length - 1) / 2)) : 0;
  const count = 2 * half + 1;
  const taps = new Map<string, Tap>();
  for (let i = -half; i <= half; i++) {
    const step = { x: roundAway((i * x) / count), y: roundAway((i * y) / count) };
    const key = `${step.x},${step.y}`;
    taps.set(key, { ...step, weight: (taps.get(key)?.weight ?? 0) + 1 / count });
  }
  return [...taps.values()];
}

/** Nearest integer, halves away from 0: opposite steps stay opposite, so that a blur moves nothing. */
function roundAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}
