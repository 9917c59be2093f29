import { performance } from 'node:perf_hooks';

/** What one run took: seconds on the clock, and seconds of all this process's threads. */
export interface Sample {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Runs `work` once and reads both clocks. */
export async function timed(work: () => Promise<unknown>): Promise<Sample> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value that a share of all values (0..1) lies below. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/** Rounds for a table or a JSON line. */
export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/**
 * Runs several works in turn, A B C A B C …, so that all meet the same neighbours; the first round warms up.
 * Gives each one's samples.
 */
export async function interleaved<K extends string>(
  works: Readonly<Record<K, () => Promise<unknown>>>,
  rounds: number,
): Promise<Record<K, readonly Sample[]>> {
  const names = Object.keys(works) as K[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<
    K,
    Sample[]
  >;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const sample = await timed(works[name]);
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
}
