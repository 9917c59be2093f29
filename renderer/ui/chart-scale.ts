/** A point of a chart in the units of its axes. */
export type ChartPoint = readonly [x: number, y: number];

/** A stretch of an axis. */
export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** The smallest stretch with all values in it, as far as they are finite; null without any. */
export function extentOf(values: Iterable<number>): Extent | null {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : null;
}

/** Round values (1, 2 or 5 times a power of ten) within a stretch, about `count` of them, ascending. */
export function niceTicks({ min, max }: Extent, count: number): readonly number[] {
  if (!(max > min)) return [min];
  const rough = (max - min) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough)! * power;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  // Multiples of the whole, so that rounding does not add up.
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** The stretch widened to round values, so that curves do not touch the edge. */
export function roundExtent(extent: Extent, count: number): Extent {
  const { min, max } = extent;
  if (min === max) {
    const around = Math.abs(min) / 10 || 0.1;
    return { min: min - around, max: max + around };
  }
  const ticks = niceTicks(extent, count);
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : max - min;
  return { min: Math.floor(min / step + 1e-9) * step, max: Math.ceil(max / step - 1e-9) * step };
}

/**
 * Fewer points that look the same: of each of `buckets` equal runs the lowest and the highest, in their order; the
 * first and the last point stay.
 */
export function thinPoints(points: readonly ChartPoint[], buckets: number): readonly ChartPoint[] {
  if (points.length <= 2 * buckets + 2) return points;
  const inner = points.length - 2;
  const kept = [points[0]!];
  for (let i = 0; i < buckets; i++) {
    const run = points.slice(
      1 + Math.floor((i * inner) / buckets),
      1 + Math.floor(((i + 1) * inner) / buckets),
    );
    const low = run.reduce((a, b) => (b[1] < a[1] ? b : a));
    const high = run.reduce((a, b) => (b[1] > a[1] ? b : a));
    kept.push(...(low === high ? [low] : low[0] < high[0] ? [low, high] : [high, low]));
  }
  return [...kept, points.at(-1)!];
}

/** The point whose x is nearest, or null without points. */
export function nearestPoint(points: readonly ChartPoint[], x: number): ChartPoint | null {
  return points.reduce<ChartPoint | null>(
    (best, point) =>
      best === null || Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best,
    null,
  );
}

/** A number as short as it can be read, e.g. `0.05`, `1.2k`. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}
