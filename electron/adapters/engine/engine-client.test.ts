import { describe, expect, it } from 'vitest';
import type { VideoInfo } from '../../domain/video.ts';
import type { TrackEvent, TrackRequest } from '../../services/ports/tracking-engine.ts';
import { EngineClient } from './engine-client.ts';
import type { EngineListener, LaunchEngine } from './engine-process.ts';
import { PROTOCOL_VERSION, type JobEvent, type ToEngine } from './protocol.ts';

const box = { x: 1, y: 2, w: 3, h: 4 };
const request: TrackRequest = {
  ...{ media: '/clip.mp4', model: '/model.onnx', device: 'webgpu', from: 1, to: 3 },
  objects: [{ id: 'a', box, anchorFrame: 0 }],
};
const timing = { decodeMs: 1, cropMs: 1, inferenceMs: 1 };

function started(provider: 'webgpu' | 'cpu'): JobEvent {
  return { type: 'started', provider, threads: 2, info: {} as VideoInfo, frameCount: 4 };
}

function frame(index: number): JobEvent {
  const results = [{ id: 'a', box: { ...box, x: index }, score: 0.5 }];
  return { type: 'frame', index, results, timing };
}

/** An engine that answers messages as `answer` says, without a process. */
function scripted(answer: (message: ToEngine, listener: EngineListener) => void): LaunchEngine {
  return (listener) => ({
    send: (message) => queueMicrotask(() => answer(message, listener)),
    kill: () => listener.onExit('it was ended by SIGKILL'),
  });
}

describe('EngineClient', () => {
  it('moves a job to the CPU when its device fails twice, from the last box on', async () => {
    const asked: TrackRequest[] = [];
    const engine = new EngineClient(
      scripted((message, { onMessage }) => {
        if (message.type !== 'start') return;
        const { job, request: wanted } = message;
        asked.push(wanted);
        const emit = (event: JobEvent): void => onMessage({ type: 'event', job, event });
        if (wanted.device === 'cpu') {
          emit(started('cpu'));
          for (let index = wanted.from; index <= wanted.to; index++) emit(frame(index));
          emit({ type: 'done', completed: true, frames: 2 });
          return;
        }
        emit(started('webgpu'));
        if (asked.length === 1) emit(frame(1));
        const error = { code: 'device-unavailable', message: 'device lost' } as const;
        onMessage({ type: 'failed', job, error });
      }),
    );
    const events: TrackEvent[] = [];
    for await (const event of engine.track(request)) events.push(event);
    expect(asked).toMatchObject([
      { device: 'webgpu', from: 1, objects: [{ id: 'a', box, anchorFrame: 0 }] },
      { device: 'webgpu', from: 2, threads: 2, objects: [{ box, resumeBox: { ...box, x: 1 } }] },
      { device: 'cpu', from: 2, threads: 2, objects: [{ box, resumeBox: { ...box, x: 1 } }] },
    ]);
    expect(asked[0]!.objects[0]).not.toHaveProperty('resumeBox');
    expect(events.filter(({ type }) => type === 'restarted')).toEqual([
      { type: 'restarted', from: 2, reason: 'device lost' },
      { type: 'restarted', from: 2, reason: 'device lost' },
    ]);
    expect(events.findLast((event) => event.type === 'started')).toMatchObject({
      provider: 'cpu',
      fallbackReason: 'webgpu: given up after 2 failures (device lost)',
    });
    expect(events.at(-1)).toEqual({ type: 'done', completed: true, frames: 3 });
  });

  it('resumes objects where the request says before they have been found, then at their last boxes', async () => {
    const asked: TrackRequest[] = [];
    const engine = new EngineClient(
      scripted((message, { onMessage, onExit }) => {
        if (message.type !== 'start') return;
        const { job, request: wanted } = message;
        asked.push(wanted);
        if (asked.length > 1) onMessage({ type: 'event', job, event: frame(wanted.from) });
        if (wanted.from < wanted.to) onExit('it ended with code 1');
        else onMessage({ type: 'event', job, event: { type: 'done', completed: true, frames: 3 } });
      }),
    );
    const resumeBox = { ...box, x: 40 };
    const objects = [{ ...request.objects[0]!, resumeBox }];
    await Array.fromAsync(engine.track({ ...request, objects }));
    expect(asked.map(({ from, objects: [object] }) => [from, object])).toEqual([
      [1, { id: 'a', box, anchorFrame: 0, resumeBox }],
      [1, { id: 'a', box, anchorFrame: 0, resumeBox }],
      [2, { id: 'a', box, anchorFrame: 0, resumeBox: { ...box, x: 1 } }],
      [3, { id: 'a', box, anchorFrame: 0, resumeBox: { ...box, x: 2 } }],
    ]);
  });

  it('is done when the engine dies after the last frame', async () => {
    const engine = new EngineClient(
      scripted((message, { onMessage, onExit }) => {
        if (message.type !== 'start') return;
        for (const index of [1, 2, 3]) {
          onMessage({ type: 'event', job: message.job, event: frame(index) });
        }
        onExit('it ended with code 1');
      }),
    );
    const events: TrackEvent[] = [];
    for await (const event of engine.track(request)) events.push(event);
    expect(events.map(({ type }) => type)).toEqual(['frame', 'frame', 'frame', 'done']);
    expect(events.at(-1)).toEqual({ type: 'done', completed: true, frames: 3 });
  });

  it('does not talk to an engine of another build', async () => {
    const engine = new EngineClient(
      scripted((_message, { onMessage }) => {
        onMessage({ type: 'ready', version: PROTOCOL_VERSION + 1 });
      }),
    );
    await expect(engine.track(request).next()).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('install it again') as string,
    });
  });

  it('tells the engine when nobody listens any more', async () => {
    const heard: ToEngine['type'][] = [];
    const engine = new EngineClient(
      scripted((message, { onMessage, onExit }) => {
        heard.push(message.type);
        if (message.type === 'start') {
          onMessage({ type: 'event', job: message.job, event: started('webgpu') });
        }
        if (message.type === 'shutdown') onExit('it ended with code 0');
      }),
    );
    for await (const event of engine.track(request)) {
      expect(event.type).toBe('started');
      break;
    }
    await engine.dispose();
    expect(heard.slice(0, 2)).toEqual(['start', 'cancel']);
    expect(heard.at(-1)).toBe('shutdown');
    await expect(engine.track(request).next()).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a job whose engine dies again and again', () => {
  /** Tracks 200 frames on engines of which each reports at most `lifetime` frames before it dies. */
  async function trackOn(lifetime: number) {
    const asked: TrackRequest[] = [];
    const engine = new EngineClient(
      scripted((message, { onMessage, onExit }) => {
        if (message.type !== 'start') return;
        const { job, request: wanted } = message;
        asked.push(wanted);
        const emit = (event: JobEvent): void => onMessage({ type: 'event', job, event });
        emit(started(wanted.device === 'cpu' ? 'cpu' : 'webgpu'));
        const last = Math.min(wanted.to, wanted.from + lifetime - 1);
        for (let index = wanted.from; index <= last; index++) emit(frame(index));
        if (last === wanted.to) emit({ type: 'done', completed: true, frames: 200 });
        else onExit('it was ended by SIGSEGV');
      }),
    );
    const events: TrackEvent[] = [];
    let error: unknown;
    try {
      for await (const event of engine.track({ ...request, from: 1, to: 200 })) events.push(event);
    } catch (reason) {
      error = reason;
    }
    const frames = events.filter((event) => event.type === 'frame').map(({ index }) => index);
    return { asked, events, frames, error };
  }

  it('lives on, on its device, as long as it gets ahead between deaths', async () => {
    const { asked, events, frames, error } = await trackOn(25);
    expect(error).toBeUndefined();
    expect(frames).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    expect(asked.map(({ from }) => from)).toEqual([1, 26, 51, 76, 101, 126, 151, 176]);
    expect(new Set(asked.map(({ device }) => device))).toEqual(new Set(['webgpu']));
    expect(events.at(-1)).toEqual({ type: 'done', completed: true, frames: 200 });
  });

  it.each([0, 24])('is given up after four deaths with %i frames between', async (lifetime) => {
    const { asked, frames, error } = await trackOn(lifetime);
    expect(error).toMatchObject({
      code: 'engine-died',
      message: expect.stringContaining('died 4 times in a row (it was ended by SIGSEGV)') as string,
    });
    expect(asked.map(({ device }) => device)).toEqual(['webgpu', 'webgpu', 'cpu', 'cpu']);
    expect(frames).toHaveLength(4 * lifetime);
  });

  it('is given up when one frame ends every engine, however many frames came before it', async () => {
    let launches = 0;
    const engine = new EngineClient(
      scripted((message, { onMessage, onExit }) => {
        if (message.type !== 'start') return;
        launches++;
        const { job, request: wanted } = message;
        for (let index = wanted.from; index < 100; index++) {
          onMessage({ type: 'event', job, event: frame(index) });
        }
        onExit('it was ended by SIGSEGV');
      }),
    );
    await expect(
      Array.fromAsync(engine.track({ ...request, from: 1, to: 200 })),
    ).rejects.toMatchObject({ code: 'engine-died' });
    expect(launches).toBe(4);
  });
});
