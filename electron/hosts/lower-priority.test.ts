import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { constants, getPriority } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FromEngine, ToEngine } from '../adapters/engine/protocol.ts';
import type { TrackRequest } from '../services/ports/tracking-engine.ts';
import { engineEntry, sampleClip, shippedModels } from './folders.ts';

/** The engine's priority; a test run that has lowered itself further stays where it is. */
const expected = Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL);
const objects = Array.from({ length: 8 }, (_, i) => ({
  id: String(i),
  box: { x: 40 * i, y: 100, w: 80, h: 60 },
  anchorFrame: 0,
}));

let engine: ChildProcess;
beforeEach(() => {
  const options: ForkOptions = { execArgv: [], serialization: 'advanced', detached: true };
  engine = fork(fileURLToPath(engineEntry), [], options);
});
afterEach(async () => {
  engine.kill('SIGKILL');
  if (engine.exitCode === null && engine.signalCode === null) await once(engine, 'exit');
});

async function next(wanted: (message: FromEngine) => boolean): Promise<void> {
  for (;;) {
    const [message] = (await once(engine, 'message')) as [FromEngine];
    if (wanted(message)) return;
  }
}

/** Starts to track many objects through the sample clip and waits for the first frame. */
async function track(): Promise<void> {
  const request: TrackRequest = {
    ...{ media: sampleClip, model: path.join(shippedModels, 'tiny-128', 'model.onnx') },
    ...{ device: 'cpu', threads: 2, from: 0, to: 249, objects },
  };
  engine.send({ type: 'start', job: 1, request } satisfies ToEngine);
  await next((message) => message.type === 'event' && message.event.type === 'frame');
}

/** What Linux says of a process or thread: the fields after its name (proc_pid_stat(5), from the third on). */
function stat(folder: string): string[] {
  const text = readFileSync(path.join(folder, 'stat'), 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Niceness of every thread of a process. */
function threads(pid: number): number[] {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder).map((thread) => Number(stat(path.join(folder, thread))[16]));
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      try {
        return Number(stat(`/proc/${id}`)[1]) === pid;
      } catch {
        // It has ended since the folder was listed.
        return false;
      }
    });
}

it('is below normal', async () => {
  await next(({ type }) => type === 'ready');
  expect(getPriority(engine.pid)).toBe(expected);
});

it.runIf(process.platform === 'linux')(
  'is below normal in every thread, those of the networks too, and in decoders',
  async () => {
    await next(({ type }) => type === 'ready');
    const before = threads(engine.pid!).length;
    await track();
    const after = threads(engine.pid!);
    expect(after.length).toBeGreaterThan(before);
    expect(new Set(after)).toEqual(new Set([expected]));
    const decoders = childrenOf(engine.pid!);
    expect(decoders).not.toHaveLength(0);
    for (const decoder of decoders) {
      expect(new Set(threads(decoder))).toEqual(new Set([expected]));
    }
  },
  120_000,
);

it.runIf(existsSync('/proc/self/autogroup'))(
  'stands back as a session of its own, and leaves the session of others alone',
  async () => {
    const own = readFileSync('/proc/self/autogroup', 'utf8');
    await next(({ type }) => type === 'ready');
    expect(readFileSync(`/proc/${engine.pid}/autogroup`, 'utf8')).toMatch(/ nice 5$/m);

    const guest = fork(fileURLToPath(engineEntry), [], { execArgv: [], serialization: 'advanced' });
    await once(guest, 'message');
    expect(readFileSync('/proc/self/autogroup', 'utf8')).toBe(own);
    guest.kill('SIGKILL');
    await once(guest, 'exit');
  },
);
