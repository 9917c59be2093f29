import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMedia } from '../../electron/adapters/ffmpeg/open-media.ts';
import { EngineClient } from '../../electron/adapters/engine/engine-client.ts';
import type { EngineProcess, LaunchEngine } from '../../electron/adapters/engine/engine-process.ts';
import { forkEngine } from '../../electron/adapters/engine/fork-engine.ts';
import type { FromEngine, ToEngine } from '../../electron/adapters/engine/protocol.ts';
import { isStudioError } from '../../electron/contract/errors.ts';
import { BatchTracker } from '../../electron/ml/tracker/tracker.ts';
import type {
  TrackedObject,
  TrackEvent,
  TrackRequest,
} from '../../electron/services/ports/tracking-engine.ts';
import { goldenJson, goldenPath } from '../support/golden.ts';
import { goldenNetwork, writeMicroModel } from '../support/networks.ts';

const entry = new URL('../../electron/hosts/engine/main.ts', import.meta.url);
const { frames: names } = goldenJson<{ frames: string[] }>('tracker/tracker.json');
const searchFactor = 4;
/** The golden frames again and again, so that a job is long enough to be disturbed. */
const FRAMES = 60;

const first: TrackedObject = {
  id: 'first',
  box: { x: 48, y: 42, w: 44, h: 36 },
  anchorFrame: 0,
};
const second: TrackedObject = {
  id: 'second',
  box: { x: 110, y: 60, w: 40.5, h: 50.25 },
  anchorFrame: 0,
};

let folder: string;
let media: string;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-engine-'));
  media = path.join(folder, 'frames');
  await mkdir(media);
  for (let i = 0; i < FRAMES; i++) {
    const source = goldenPath(`tracker/${names[i % names.length]!}`);
    await copyFile(source, path.join(media, `${String(i + 1).padStart(4, '0')}.png`));
  }
  model = await writeMicroModel(folder, 't64_s128', { searchFactor });
});
afterAll(() => rm(folder, { recursive: true }));

function request(changes: Partial<TrackRequest> = {}): TrackRequest {
  const objects = [first];
  return { media, model, device: 'cpu', threads: 1, objects, from: 1, to: 20, ...changes };
}

type FrameEvent = Extract<TrackEvent, { type: 'frame' }>;

/** What matters of a frame's event: everything but the time that it took. */
function outcome({ index, results }: FrameEvent) {
  return { index, results };
}

async function collect(events: AsyncIterable<TrackEvent>): Promise<TrackEvent[]> {
  return Array.fromAsync(events);
}

function framesOf(events: readonly TrackEvent[]) {
  return events.filter((event) => event.type === 'frame').map(outcome);
}

/** Runs `use` with an engine client that is disposed of at the end. */
async function withEngine<T>(
  use: (engine: EngineClient) => Promise<T>,
  launch: LaunchEngine = forkEngine(entry),
): Promise<T> {
  const engine = new EngineClient(launch);
  try {
    return await use(engine);
  } finally {
    await engine.dispose();
  }
}

/** The same request by the tracker in this process, for objects anchored outside or at the beginning of the span. */
async function trackHere({ media: file, objects, from, to }: TrackRequest) {
  const { network, close } = await goldenNetwork('t64_s128', { searchFactor });
  const source = await openMedia(file);
  try {
    const tracker = new BatchTracker(network);
    for (const { anchorFrame, box } of objects) tracker.add(await source.frame(anchorFrame), box);
    const outcomes = [];
    for await (const { index, frame } of source.frames({ from, to })) {
      const results = await tracker.update(frame);
      outcomes.push({
        index,
        results: results.map(({ box, score }, i) => ({ id: objects[i]!.id, box, score })),
      });
    }
    return outcomes;
  } finally {
    await source.close();
    await close();
  }
}

describe('the tracking engine', () => {
  it('tracks an image folder exactly as the tracker in this process', async () => {
    const events = await withEngine((engine) => collect(engine.track(request())));
    expect(events[0]).toMatchObject({
      type: 'started',
      provider: 'cpu',
      threads: 1,
      frameCount: FRAMES,
      info: { kind: 'images', width: 200, height: 150 },
    });
    expect(framesOf(events)).toEqual(await trackHere(request()));
    expect(events.at(-1)).toEqual({ type: 'done', completed: true, frames: 20 });
    const frame = events.find((event) => event.type === 'frame')!;
    expect(frame.timing.inferenceMs).toBeGreaterThan(0);
  });

  it('follows two objects in one batch, from anchors anywhere, backward as well', async () => {
    const backward = request({
      objects: [
        { ...first, anchorFrame: 24 },
        { ...second, anchorFrame: 12 },
      ],
      from: 20,
      to: 3,
    });
    const together = request({ objects: [first, second] });
    await withEngine(async (engine) => {
      expect(framesOf(await collect(engine.track(together)))).toEqual(await trackHere(together));
      const outside = { ...backward, from: 11 };
      expect(framesOf(await collect(engine.track(outside)))).toEqual(await trackHere(outside));
      const frames = framesOf(await collect(engine.track(backward)));
      expect(frames.map(({ index }) => index)).toEqual(
        Array.from({ length: 18 }, (_, i) => 20 - i),
      );
      for (const { index, results } of frames) {
        expect(results.map(({ id }) => id)).toEqual(index > 12 ? ['first'] : ['first', 'second']);
      }
      expect(frames[8]!.results[1]).toEqual({ id: 'second', box: second.box, score: 1 });
    });
  });

  it('tracks several jobs at once, and videos through its own decoder', async () => {
    const video = request({
      media: fileURLToPath(new URL('../fixtures/video/bframes.mp4', import.meta.url)),
      objects: [{ id: 'a', box: { x: 20, y: 20, w: 30, h: 30 }, anchorFrame: 2 }],
      from: 3,
      to: 8,
    });
    const [here, folderHere] = [await trackHere(video), await trackHere(request())];
    await withEngine(async (engine) => {
      const [a, b] = await Promise.all([video, request()].map((r) => collect(engine.track(r))));
      expect(framesOf(a!)).toEqual(here);
      expect(framesOf(b!)).toEqual(folderHere);
    });
  });

  it('ends after the frame in flight when cancelled, and says what was done', async () => {
    await withEngine(async (engine) => {
      const stop = new AbortController();
      const events: TrackEvent[] = [];
      const job = request({ to: FRAMES - 1 });
      for await (const event of engine.track(job, { signal: stop.signal })) {
        events.push(event);
        if (event.type === 'frame' && event.index === 3) stop.abort();
      }
      const frames = framesOf(events);
      expect(frames.length).toBeGreaterThanOrEqual(3);
      expect(frames.length).toBeLessThan(FRAMES - 1);
      expect(events.at(-1)).toEqual({ type: 'done', completed: false, frames: frames.length });
      expect(frames).toEqual((await trackHere(job)).slice(0, frames.length));
      // The engine is free for the next job, and an abort before the start starts nothing.
      expect((await collect(engine.track(request({ to: 2 })))).at(-1)).toMatchObject({ frames: 2 });
      expect(await collect(engine.track(request(), { signal: AbortSignal.abort() }))).toEqual([
        { type: 'done', completed: false, frames: 0 },
      ]);
    });
  });

  it.each([
    ['bad-input', { objects: [] }, /no object/],
    ['bad-input', { device: 'npu' as never }, /no device "npu"/],
    ['bad-input', { objects: [{ ...first, box: { x: 0, y: 0, w: 0, h: 5 } }] }, /no area/],
    ['bad-input', { objects: [first, first] }, /same id/],
    ['bad-input', { to: FRAMES }, /no frame 60/],
    ['bad-input', { threads: 0 }, /threads/],
    ['not-found', { media: '/nowhere/clip.mp4' }, /clip\.mp4/],
    ['not-found', { model: '/nowhere/model.onnx' }, /model\.onnx/],
    ['bad-model', { model: fileURLToPath(import.meta.url) }, /engine\.test\.ts/],
  ] as const)('refuses with %s: %j', async (code, changes, message) => {
    const error: unknown = await withEngine((engine) =>
      collect(engine.track(request(changes))).catch((reason: unknown) => reason),
    );
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(isStudioError(error)).toBe(true);
  });

  it('delivers the frames before a picture that does not decode, then the error', async () => {
    const damaged = path.join(folder, 'damaged');
    await mkdir(damaged);
    for (let i = 0; i < 8; i++) {
      const file = path.join(damaged, `${i}.png`);
      await copyFile(goldenPath(`tracker/${names[i]!}`), file);
      // Its header stays readable, so that only decoding it shows the damage.
      if (i === 5) await truncate(file, 1000);
    }
    const events: TrackEvent[] = [];
    const job = request({ media: damaged, to: 7 });
    await expect(
      withEngine(async (engine) => {
        for await (const event of engine.track(job)) events.push(event);
      }),
    ).rejects.toMatchObject({ code: 'bad-media' });
    expect(framesOf(events).map(({ index }) => index)).toEqual([1, 2, 3, 4]);
  });
});

describe('an engine that dies', () => {
  /** Engines that are killed by SIGKILL when they report one of `frames`, once each; what they say then is lost. */
  function mortal(frames: number[], launched: EngineProcess[] = []): LaunchEngine {
    return (listener) => {
      let isDoomed = false;
      const engine = forkEngine(entry)({
        onExit: listener.onExit,
        onMessage: (message: FromEngine) => {
          const index =
            message.type === 'event' && message.event.type === 'frame' ? message.event.index : -1;
          if (!isDoomed && frames[0] === index) {
            frames.shift();
            isDoomed = true;
            engine.kill();
          }
          if (!isDoomed) listener.onMessage(message);
        },
      });
      launched.push(engine);
      return engine;
    };
  }

  it('is replaced, and the job goes on as if nothing had happened', async () => {
    const job = request({ objects: [first, { ...second, anchorFrame: 9 }] });
    const undisturbed = await withEngine((engine) => collect(engine.track(job)));
    const launched: EngineProcess[] = [];
    const events = await withEngine(
      (engine) => collect(engine.track(job)),
      mortal([1, 6, 15], launched),
    );
    expect(launched).toHaveLength(4);
    expect(events.filter((event) => event.type === 'restarted')).toMatchObject([
      { from: 1, reason: 'it was ended by SIGKILL' },
      { from: 6 },
      { from: 15 },
    ]);
    expect(framesOf(events)).toEqual(framesOf(undisturbed));
    expect(events.at(-1)).toEqual({ type: 'done', completed: true, frames: 20 });
  });

  it('is given up after three replacements, with the frames before kept', async () => {
    const events: TrackEvent[] = [];
    await expect(
      withEngine(
        async (engine) => {
          for await (const event of engine.track(request())) events.push(event);
        },
        mortal([3, 4, 5, 6, 7]),
      ),
    ).rejects.toMatchObject({ code: 'engine-died' });
    expect(framesOf(events).map(({ index }) => index)).toEqual([1, 2, 3, 4, 5]);
  });

  it('goes on on the CPU when another device may be to blame', async () => {
    const events = await withEngine(
      (engine) => collect(engine.track(request({ device: 'auto' }))),
      mortal([3, 4]),
    );
    expect(events.findLast((event) => event.type === 'started')).toMatchObject({
      provider: 'cpu',
      fallbackReason: expect.stringContaining(
        'auto: given up after 2 failures (it was ended by SIGKILL',
      ) as string,
    });
    expect(events.at(-1)).toMatchObject({ completed: true });
  });

  it('says why it cannot even start', async () => {
    const missing = new URL('./no-such-engine.ts', import.meta.url);
    await expect(
      withEngine((engine) => collect(engine.track(request())), forkEngine(missing)),
    ).rejects.toMatchObject({
      code: 'engine-died',
      message: expect.stringContaining('no-such-engine') as string,
    });
  });
});

it('an engine ends at once, in mid-job, when its parent goes', async () => {
  const child = fork(fileURLToPath(entry), [], { execArgv: [], serialization: 'advanced' });
  const exited = once(child, 'exit');
  child.send({ type: 'start', job: 1, request: request({ to: FRAMES - 1 }) } satisfies ToEngine);
  for (;;) {
    const [message] = (await once(child, 'message')) as [FromEngine];
    if (message.type === 'event' && message.event.type === 'frame') break;
  }
  child.disconnect();
  await exited;
  expect(child.exitCode === null ? child.signalCode : child.exitCode).not.toBeNull();
});
