import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mediaBinaries } from '../../electron/adapters/ffmpeg/binaries.ts';
import { openMedia } from '../../electron/adapters/ffmpeg/open-media.ts';
import type { EngineProcess, LaunchEngine } from '../../electron/adapters/engine/engine-process.ts';
import { forkEngine } from '../../electron/adapters/engine/fork-engine.ts';
import type { FromEngine, ToEngine } from '../../electron/adapters/engine/protocol.ts';
import { isStudioError } from '../../electron/contract/errors.ts';
import { sampleClip } from '../../electron/hosts/folders.ts';
import { BatchTracker } from '../../electron/ml/tracker/tracker.ts';
import type {
  TrackedObject,
  TrackEvent,
  TrackRequest,
} from '../../electron/services/ports/tracking-engine.ts';
import {
  collect,
  engineEntry as entry,
  expectNothingOfKills,
  framesOf,
  withEngine,
} from '../support/engine-runs.ts';
import { goldenJson, goldenPath } from '../support/golden.ts';
import { goldenNetwork, writeMicroModel } from '../support/networks.ts';

const { frames: names } = goldenJson<{ frames: string[] }>('tracker/tracker.json');
const video = fileURLToPath(new URL('../fixtures/video/bframes.mp4', import.meta.url));
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

/** The same request by the tracker in this process, for objects that are followed from its first frame on. */
async function trackHere({ media: file, objects, from, to }: TrackRequest) {
  const { network, close } = await goldenNetwork('t64_s128', { searchFactor });
  const source = await openMedia(file);
  try {
    const tracker = new BatchTracker(network);
    for (const { anchorFrame, box, resumeBox } of objects) {
      const id = tracker.add(await source.frame(anchorFrame), box);
      if (resumeBox !== undefined) tracker.moveTo(id, resumeBox);
    }
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

  it('goes on at resume boxes with templates from before, inside and behind the span', async () => {
    const resumeBox = { x: 52.5, y: 47.25, w: 40, h: 38 };
    const objects = [
      { ...first, anchorFrame: 3, resumeBox },
      { ...second, anchorFrame: 12, resumeBox: { ...second.box, x: 100 } },
      { ...first, id: 'third', anchorFrame: 30, resumeBox: second.box },
    ];
    await withEngine(async (engine) => {
      for (const [from, to] of [
        [8, 18],
        [18, 8],
      ] as const) {
        const job = request({ objects, from, to });
        const frames = framesOf(await collect(engine.track(job)));
        expect(frames).toEqual(await trackHere(job));
        const unaware = objects.map(({ id, box, anchorFrame }) => ({ id, box, anchorFrame }));
        const elsewhere = framesOf(await collect(engine.track({ ...job, objects: unaware })));
        expect(elsewhere[0]).not.toEqual(frames[0]);
      }
      const lead = request({ objects: [{ ...objects[0]!, anchorFrame: 7 }], from: 8, to: 18 });
      expect(framesOf(await collect(engine.track(lead)))).toEqual(await trackHere(lead));
    });
  });

  it('tracks several jobs at once, and videos through its own decoder', async () => {
    const clip = request({
      media: video,
      objects: [{ id: 'a', box: { x: 20, y: 20, w: 30, h: 30 }, anchorFrame: 2 }],
      from: 3,
      to: 8,
    });
    const [here, folderHere] = [await trackHere(clip), await trackHere(request())];
    await withEngine(async (engine) => {
      const [a, b] = await Promise.all([clip, request()].map((r) => collect(engine.track(r))));
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
    ['bad-input', { objects: [{ ...first, resumeBox: { x: NaN, y: 0, w: 5, h: 5 } }] }, /no area/],
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

describe('media that several jobs use', () => {
  const objects = [{ id: 'a', box: { x: 20, y: 20, w: 30, h: 30 }, anchorFrame: 0 }];

  it.runIf(process.platform !== 'win32')(
    'are listed once, however many jobs use them',
    async () => {
      const log = path.join(folder, 'ffprobe.log');
      const program = path.join(folder, 'ffprobe.sh');
      const { ffprobe } = await mediaBinaries();
      await writeFile(program, `#!/bin/sh\necho "$*" >> '${log}'\nexec '${ffprobe}' "$@"\n`);
      await chmod(program, 0o755);
      vi.stubEnv('LORETRACK_FFPROBE', program);
      try {
        await withEngine(async (engine) => {
          const jobs = [1, 2, 3].map((to) => request({ media: video, objects, from: 0, to }));
          await Promise.all(jobs.map((job) => collect(engine.track(job))));
          await collect(engine.track(request({ media: video, objects, from: 9, to: 5 })));
        });
      } finally {
        vi.unstubAllEnvs();
      }
      const calls = (await readFile(log, 'utf8'))
        .split('\n')
        .filter((line) => line.includes(video));
      expect(calls.filter((line) => line.includes('packet'))).toHaveLength(1);
    },
  );

  it('are read anew when the file was replaced', async () => {
    const media = path.join(folder, 'replaced.mp4');
    const job = request({ media, objects, from: 1, to: 4 });
    await copyFile(video, media);
    await withEngine(async (engine) => {
      const before = await collect(engine.track(job));
      expect(framesOf(before)).toEqual(await trackHere(job));
      await copyFile(fileURLToPath(new URL('../fixtures/video/vfr.mp4', import.meta.url)), media);
      const after = await collect(engine.track(job));
      expect(framesOf(after)).toEqual(await trackHere(job));
      expect(framesOf(after)).not.toEqual(framesOf(before));
      const { table } = await openMedia(media);
      expect(after[0]).toMatchObject({ type: 'started', frameCount: table.pts.length });
    });
  });

  it('go on for the others when one job is cancelled', async () => {
    const job = request({ media: sampleClip, objects, from: 0, to: 40 });
    const backward = request({
      ...{ media: sampleClip, from: 60, to: 20 },
      objects: [{ ...objects[0]!, anchorFrame: 60 }],
    });
    await withEngine(async (engine) => {
      const undisturbed = [];
      for (const each of [job, backward]) {
        undisturbed.push(framesOf(await collect(engine.track(each))));
      }
      const stop = new AbortController();
      const [forward, back, ended] = await Promise.all([
        collect(engine.track(job)),
        collect(engine.track(backward)),
        (async () => {
          let last: TrackEvent | undefined;
          for await (const event of engine.track({ ...job, to: 200 }, { signal: stop.signal })) {
            last = event;
            if (event.type === 'frame' && event.index === 2) stop.abort();
          }
          return last;
        })(),
      ]);
      expect([framesOf(forward), framesOf(back)]).toEqual(undisturbed);
      expect(ended).toMatchObject({ type: 'done', completed: false });
    });
  });
});

describe('several jobs at once', () => {
  /** Eight objects: enough work per frame for the order of events to be that of the turns. */
  const objects = Array.from({ length: 8 }, (_, i) => ({ ...second, id: String(i) }));

  it('answers a short one while a long one goes on', async () => {
    await withEngine(async (engine) => {
      const order: string[] = [];
      let short: Promise<void> | undefined;
      const long = request({ objects, from: 0, to: FRAMES - 1 });
      for await (const event of engine.track(long)) {
        if (event.type !== 'frame') continue;
        order.push('long');
        short ??= (async () => {
          const one = request({ objects: [{ ...first, resumeBox: second.box }], from: 30, to: 30 });
          order.push('asked');
          for await (const { type } of engine.track(one)) if (type === 'frame') order.push('short');
        })();
      }
      await short;
      const asked = order.indexOf('asked');
      const answered = order.indexOf('short');
      expect(order.filter((name) => name === 'long')).toHaveLength(FRAMES);
      expect(answered).toBeGreaterThan(asked);
      expect(order.length - answered).toBeGreaterThan(FRAMES / 2);
    });
  });

  it('follows two long ones in turns', async () => {
    await withEngine(async (engine) => {
      const done = [0, 0];
      let mostApart = 0;
      await Promise.all(
        done.map(async (_, self) => {
          const job = request({ objects, from: 0, to: FRAMES - 1 });
          for await (const { type } of engine.track(job)) {
            if (type !== 'frame') continue;
            done[self]!++;
            mostApart = Math.max(mostApart, Math.abs(done[0]! - done[1]!));
          }
        }),
      );
      expect(done).toEqual([FRAMES, FRAMES]);
      expect(mostApart).toBeLessThan(FRAMES / 3);
    });
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

  it('gives every frame once and the same boxes when killed at random moments', async () => {
    await expectNothingOfKills(0, 249);
  }, 300_000);

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
