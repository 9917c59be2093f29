import path from 'node:path';
import { expect } from 'vitest';
import { EngineClient } from '../../electron/adapters/engine/engine-client.ts';
import type { LaunchEngine } from '../../electron/adapters/engine/engine-process.ts';
import { forkEngine } from '../../electron/adapters/engine/fork-engine.ts';
import { sampleClip, shippedModels } from '../../electron/hosts/folders.ts';
import type { TrackEvent, TrackRequest } from '../../electron/services/ports/tracking-engine.ts';
import { randomNumbers } from './random-network.ts';

/** The program of the engine process. */
export const engineEntry = new URL('../../electron/hosts/engine/main.ts', import.meta.url);

type FrameEvent = Extract<TrackEvent, { type: 'frame' }>;

/** What matters of a frame's event: everything but the time that it took. */
export function outcome({ index, results }: FrameEvent) {
  return { index, results };
}

/** All events of a job. */
export function collect(events: AsyncIterable<TrackEvent>): Promise<TrackEvent[]> {
  return Array.fromAsync(events);
}

/** What matters of a job's frames. */
export function framesOf(events: readonly TrackEvent[]) {
  return events.filter((event) => event.type === 'frame').map(outcome);
}

/** Runs `use` with an engine client that is disposed of at the end. */
export async function withEngine<T>(
  use: (engine: EngineClient) => Promise<T>,
  launch: LaunchEngine = forkEngine(engineEntry),
): Promise<T> {
  const engine = new EngineClient(launch);
  try {
    return await use(engine);
  } finally {
    await engine.dispose();
  }
}

/**
 * Engines that are killed by SIGKILL at moments that the random numbers choose: by turns some way into the job,
 * between frames as well as during one, and while they start.
 */
function hunted(next: () => number, kills: number): LaunchEngine {
  let launches = 0;
  return (listener) => {
    const isStart = launches % 2 === 1;
    const isHunted = launches++ < kills;
    const delayMs = (next() + 1) * (isStart ? 150 : 10);
    const atFrame = Math.round(35 + 10 * next());
    let frames = 0;
    const strike = (): void => void setTimeout(() => engine.kill(), delayMs);
    const engine = forkEngine(engineEntry)({
      onExit: listener.onExit,
      onMessage: (message) => {
        listener.onMessage(message);
        if (message.type !== 'event' || message.event.type !== 'frame') return;
        if (isHunted && !isStart && ++frames === atFrame) strike();
      },
    });
    if (isHunted && isStart) strike();
    return engine;
  };
}

/**
 * Tracks three objects through the sample clip with engines that are killed at random moments, and expects what an
 * engine gives that nobody disturbs: every frame once, and the same boxes.
 */
export async function expectNothingOfKills(from: number, to: number): Promise<void> {
  const job: TrackRequest = {
    ...{ media: sampleClip, model: path.join(shippedModels, 'tiny-128', 'model.onnx') },
    ...{ device: 'cpu', threads: 1, from, to },
    objects: [
      { id: 'seed', box: { x: 91, y: 227, w: 88, h: 47 }, anchorFrame: from },
      { id: 'late', box: { x: 200, y: 100, w: 60, h: 60 }, anchorFrame: 120 },
      {
        ...{ id: 'resumed', box: { x: 300, y: 150, w: 50, h: 70 }, anchorFrame: 60 },
        resumeBox: { x: 310.5, y: 148, w: 50, h: 68 },
      },
    ],
  };
  const kills = 7;
  const undisturbed = framesOf(await withEngine((engine) => collect(engine.track(job))));
  const events = await withEngine(
    (engine) => collect(engine.track(job)),
    hunted(randomNumbers(from + 7), kills),
  );
  const reasons = events.filter((event) => event.type === 'restarted');
  expect(reasons.length).toBeGreaterThanOrEqual(6);
  for (const { reason } of reasons) expect(reason).toContain('SIGKILL');
  const count = Math.abs(to - from) + 1;
  expect(events.at(-1)).toEqual({ type: 'done', completed: true, frames: count });

  const frames = framesOf(events);
  const step = Math.sign(to - from);
  expect(frames.map(({ index }) => index)).toEqual(
    Array.from({ length: count }, (_, i) => from + step * i),
  );
  let furthest = 0;
  frames.forEach(({ results }, i) => {
    const wanted = undisturbed[i]!.results;
    expect(results.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    results.forEach(({ box }, object) => {
      for (const side of ['x', 'y', 'w', 'h'] as const) {
        furthest = Math.max(furthest, Math.abs(box[side] - wanted[object]!.box[side]));
      }
    });
  });
  expect(furthest).toBeLessThan(1e-4);
}
