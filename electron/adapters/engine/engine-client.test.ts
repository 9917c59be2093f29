import { describe, expect, it } from 'vitest';
import type { VideoInfo } from '../../domain/video.ts';
import type { TrackEvent, TrackRequest } from '../../services/ports/tracking-engine.ts';
import { EngineClient } from './engine-client.ts';
import type { EngineListener, LaunchEngine } from './engine-process.ts';
import { PROTOCOL_VERSION, type JobEvent, type JobRequest, type ToEngine } from './protocol.ts';

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
    const asked: JobRequest[] = [];
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
