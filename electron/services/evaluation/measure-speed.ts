import { isStudioError } from '../../contract/errors.ts';
import type { EvaluationSequence } from '../../domain/datasets/evaluation-sequence.ts';
import { summariseSpeed } from '../../domain/metrics/speed.ts';
import type { FrameTime, Speed } from '../../domain/metrics/speed.ts';
import type { TrackingEngine } from '../ports/tracking-engine.ts';
import { trackSequence } from './track-sequence.ts';
import type { ModelRun } from './track-sequence.ts';

/** Sequences that speed is measured on, spread over the data set, and frames of each. */
const SEQUENCES = 4;
const FRAMES = 60;
/** Frames at the start of each pass that do not count: caches and clocks of the processor are cold. */
const WARM_UP = 5;

/**
 * Measures trackers' speeds in one run: each sequence is tracked by all of them in turn, and nothing else goes on, so
 * that their ratios hold whatever else the machine does. Trackers that fail are left out.
 * @throws StudioError cancelled
 */
export async function measureSpeeds(
  engine: TrackingEngine,
  runs: ReadonlyMap<string, ModelRun>,
  sequences: readonly EvaluationSequence[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Speed>> {
  const step = Math.max(1, sequences.length / SEQUENCES);
  const count = Math.min(SEQUENCES, sequences.length);
  const chosen = Array.from({ length: count }, (_, i) => sequences[Math.floor(i * step)]!);
  const times = new Map<string, FrameTime[]>();
  for (const sequence of chosen) {
    for (const [name, run] of runs) {
      const frames = Math.min(FRAMES, sequence.frames);
      try {
        const pass = await trackSequence(engine, run, sequence, { frames, signal });
        times.set(name, [...(times.get(name) ?? []), ...pass.times.slice(WARM_UP)]);
      } catch (error) {
        if (!isStudioError(error) || error.code === 'cancelled') throw error;
      }
    }
  }
  const speeds = [...times].flatMap(([name, list]) => {
    const speed = summariseSpeed(list);
    return speed === null ? [] : [[name, speed] as const];
  });
  return new Map(speeds);
}
