import { MODEL_IO } from '../../ml/nn/tracker-network.ts';
import type { TrackerConfig } from '../../domain/tracker-config.ts';
import type { NamedTensors, Session } from './session.ts';

/** Runs slower than this many milliseconds are timed only once more. */
const SLOW_RUN_MS = 150;
/** How long quick runs are timed, in milliseconds, and the most of them. */
const TIMING_BUDGET_MS = 120;
const TIMING_RUNS = 9;

/** The same pseudo-random crops [1,3,Z,Z] and [1,3,X,X] every time, spread as normalised pictures are. */
export function probeFeeds({ templateSize, searchSize }: TrackerConfig): NamedTensors {
  let state = 1;
  const crop = (size: number) => ({
    dtype: 'float32' as const,
    shape: [1, 3, size, size],
    data: Float32Array.from({ length: 3 * size * size }, () => {
      // Multiplier and increment of Numerical Recipes' quick generator (section 7.1).
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state / 2 ** 32) * 4 - 2;
    }),
  });
  return { [MODEL_IO.template]: crop(templateSize), [MODEL_IO.search]: crop(searchSize) };
}

/** Median time of one run in milliseconds; the first run, which may prepare kernels, counts only for slow graphs. */
export async function medianRunMs(session: Session, feeds: NamedTensors): Promise<number> {
  const timed = async (): Promise<number> => {
    const start = performance.now();
    await session.run(feeds);
    return performance.now() - start;
  };
  const first = await timed();
  if (first > SLOW_RUN_MS) return Math.min(first, await timed());
  const times: number[] = [];
  for (let spent = 0; spent < TIMING_BUDGET_MS && times.length < TIMING_RUNS;) {
    const time = await timed();
    times.push(time);
    spent += time;
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

/** Largest difference of any output, relative to that output's largest magnitude; infinite when not comparable. */
export function relativeError(actual: NamedTensors, expected: NamedTensors): number {
  let worst = 0;
  for (const [name, { data: reference }] of Object.entries(expected)) {
    const data = actual[name]?.data;
    if (data?.length !== reference.length) return Infinity;
    let difference = 0;
    let magnitude = 0;
    for (let i = 0; i < reference.length; i++) {
      const gap = Math.abs(Number(data[i]) - Number(reference[i]));
      if (Number.isNaN(gap)) return Infinity;
      difference = Math.max(difference, gap);
      magnitude = Math.max(magnitude, Math.abs(Number(reference[i])));
    }
    if (difference > 0) worst = Math.max(worst, difference / magnitude);
  }
  return worst;
}
