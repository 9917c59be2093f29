import { describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors.ts';
import type { TrainingEvent } from '../../contract/training.ts';
import { toWire } from '../engine/protocol.ts';
import type { ChildListener } from '../processes/child.ts';
import { DISTILLER_PROTOCOL, type FromDistiller, type ToDistiller } from './protocol.ts';
import { TrainerClient } from './trainer-client.ts';

const FINISHED: TrainingEvent = {
  ...{ type: 'finished', step: 9, end: 'budget', iou: null, elapsedSec: 1 },
};

/** One process that was started: what it was told, and how it answers. */
class FakeChild {
  readonly told: ToDistiller[] = [];
  readonly #listener: ChildListener<FromDistiller>;
  isGone = false;

  constructor(listener: ChildListener<FromDistiller>) {
    this.#listener = listener;
  }

  tell(message: FromDistiller): void {
    this.#listener.onMessage(message);
  }

  event(event: TrainingEvent): void {
    this.tell({ type: 'event', event });
  }

  die(reason: string): void {
    if (this.isGone) return;
    this.isGone = true;
    this.#listener.onExit(reason);
  }
}

function clientWith(act: (child: FakeChild, number: number) => void) {
  const children: FakeChild[] = [];
  const client = new TrainerClient((listener) => {
    const child = new FakeChild(listener);
    children.push(child);
    queueMicrotask(() => {
      child.tell({ type: 'ready', version: DISTILLER_PROTOCOL });
      act(child, children.length);
    });
    return {
      send: (message) => child.told.push(message),
      kill: () => queueMicrotask(() => child.die('it was ended by SIGKILL')),
    };
  });
  return { client, children };
}

async function collect(events: AsyncIterable<TrainingEvent>): Promise<TrainingEvent['type'][]> {
  const types: TrainingEvent['type'][] = [];
  for await (const { type } of events) types.push(type);
  return types;
}

describe('TrainerClient', () => {
  it('starts a run, passes on what happens, and ends its process', async () => {
    const { client, children } = clientWith((child) => {
      child.event({ type: 'saved', step: 0 });
      child.event(FINISHED);
    });
    expect(await collect(client.run('/run'))).toEqual(['saved', 'finished']);
    expect(children.map(({ told }) => told)).toEqual([[{ type: 'start', folder: '/run' }]]);
    expect(children[0]!.isGone).toBe(true);
    // Another run can follow.
    expect(await collect(client.run('/other'))).toEqual(['saved', 'finished']);
  });

  it('starts a process that died again, and counts anew after each checkpoint', async () => {
    const { client, children } = clientWith((child, number) => {
      if (number % 2 === 0) child.event({ type: 'saved', step: number });
      if (number < 9) child.die('it was ended by SIGKILL');
      else child.event(FINISHED);
    });
    const types = await collect(client.run('/run'));
    expect(types.filter((type) => type === 'restarted')).toHaveLength(8);
    expect(types.at(-1)).toBe('finished');
    expect(children).toHaveLength(9);
  });

  it('gives up a process that dies again and again, saying why', async () => {
    const { client, children } = clientWith((child) => child.die('out of memory'));
    await expect(collect(client.run('/run'))).rejects.toMatchObject({
      code: 'engine-died',
      message: expect.stringMatching(/died 4 times in a row \(out of memory\)/) as string,
    });
    expect(children).toHaveLength(4);
  });

  it('throws what went wrong in the process, without starting it again', async () => {
    const { client, children } = clientWith((child) =>
      child.tell({ type: 'failed', error: toWire(new StudioError('bad-input', 'no photos')) }),
    );
    await expect(collect(client.run('/run'))).rejects.toEqual(
      new StudioError('bad-input', 'no photos'),
    );
    expect(children).toHaveLength(1);
    expect(children[0]!.isGone).toBe(true);
  });

  it('refuses a process of another build', async () => {
    const { client } = clientWith((child) => child.tell({ type: 'ready', version: 99 }));
    await expect(collect(client.run('/run'))).rejects.toThrow(/speaks protocol 99/);
  });

  it('makes one run at a time', async () => {
    const { client, children } = clientWith(() => undefined);
    const first = collect(client.run('/run'));
    await expect(collect(client.run('/other'))).rejects.toThrow('/run is being trained already');
    children[0]!.event(FINISHED);
    expect(await first).toEqual(['finished']);
  });

  it('lets a run wait, also after its process was started again', async () => {
    const { client, children } = clientWith(() => undefined);
    const run = collect(client.run('/run'));
    await Promise.resolve();
    client.setPaused(true);
    client.setPaused(true);
    children[0]!.die('it was ended by SIGKILL');
    client.setPaused(false);
    children[1]!.event(FINISHED);
    await run;
    const types = children.map(({ told }) => told.map(({ type }) => type));
    expect(types).toEqual([
      ['start', 'pause'],
      ['start', 'pause', 'resume'],
    ]);
  });

  it('stops a run when its signal says so, and does not start it again', async () => {
    const { client, children } = clientWith(() => undefined);
    const stop = new AbortController();
    const run = collect(client.run('/run', { signal: stop.signal }));
    await Promise.resolve();
    stop.abort();
    expect(children[0]!.told.at(-1)).toEqual({ type: 'stop' });
    children[0]!.event({ ...FINISHED, end: 'stopped' });
    expect(await run).toEqual(['finished']);

    const dying = collect(client.run('/run', { signal: AbortSignal.abort() }));
    await Promise.resolve();
    children[1]!.die('it was ended by SIGKILL');
    await expect(dying).rejects.toMatchObject({
      code: 'engine-died',
      message: expect.stringContaining('while it was stopping') as string,
    });
    expect(children).toHaveLength(2);
  });

  it('stops a run that nobody listens to any more', async () => {
    const { client, children } = clientWith((child) => child.event({ type: 'saved', step: 0 }));
    const listening = (async () => {
      for await (const event of client.run('/run')) if (event.type === 'saved') break;
    })();
    await expect.poll(() => children[0]?.told.at(-1)?.type).toBe('stop');
    children[0]!.event({ ...FINISHED, end: 'stopped' });
    await listening;
    expect(children[0]!.isGone).toBe(true);
  });
});
