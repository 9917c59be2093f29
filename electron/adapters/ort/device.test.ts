import { describe, expect, it } from 'vitest';
import { modelConfig, TINY } from '../../ml/nn/model-config.ts';
import { selectDevice, type DeviceTrial } from './device.ts';
import { probeFeeds } from './probe.ts';
import type { Session, SessionOptions } from './session.ts';

interface TestSession extends Session {
  readonly isClosed: () => boolean;
}

/** A session whose one output is `values`, after a wait of `ms`. */
function session(values: readonly number[], ms = 0): TestSession {
  let isClosed = false;
  return {
    inputs: [],
    outputs: [],
    isClosed: () => isClosed,
    async run() {
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      return { score_map: { dtype: 'float32', shape: [3], data: Float32Array.from(values) } };
    },
    close() {
      isClosed = true;
      return Promise.resolve();
    },
  };
}

const right = [0.1, 0.5, 0.25];
const wrong = [0.1, 0.5, 0.24];

function trial(
  open: (options: SessionOptions) => Session,
  changes: Partial<DeviceTrial> = {},
): DeviceTrial & { readonly cpu: TestSession } {
  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- what open throws must become a rejection
    open: async (options) => open(options),
    feeds: {},
    known: ['cpu', 'webgpu', 'cuda'],
    platform: 'linux',
    ...changes,
    cpu: session(right, 8),
  };
}

describe('selectDevice', () => {
  it('takes an accelerator that agrees with the CPU', async () => {
    const gpu = session([0.1, 0.5, 0.2501]);
    const devices = trial(() => gpu);
    expect(await selectDevice('webgpu', devices)).toEqual({ session: gpu, provider: 'webgpu' });
    expect(devices.cpu.isClosed()).toBe(true);
    expect(gpu.isClosed()).toBe(false);
  });

  it('tries again with fewer fusions when results are wrong, then gives up with the reason', async () => {
    const levels: (string | undefined)[] = [];
    const basic = trial(({ graphOptimisation }) => {
      levels.push(graphOptimisation);
      return session(graphOptimisation === 'basic' ? right : wrong);
    });
    expect(await selectDevice('webgpu', basic)).toMatchObject({ provider: 'webgpu' });
    expect(levels).toEqual(['all', 'basic']);

    const sessions: TestSession[] = [];
    const never = trial(() => {
      const opened = session([NaN, 0.5, 0.25]);
      sessions.push(opened);
      return opened;
    });
    const chosen = await selectDevice('webgpu', never);
    expect(chosen).toMatchObject({ provider: 'cpu', session: never.cpu });
    expect(chosen.fallbackReason).toMatch(/webgpu: its results differ/);
    expect(never.cpu.isClosed()).toBe(false);
    expect(sessions.map((opened) => opened.isClosed())).toEqual([true, true]);
  });

  it('falls back when a provider cannot be opened, or is not part of the build', async () => {
    const devices = trial(() => {
      throw new Error('no supported adapters');
    });
    const why = async (device: 'cuda' | 'dml') =>
      (await selectDevice(device, devices)).fallbackReason;
    expect(await why('cuda')).toBe('cuda: no supported adapters');
    expect(await why('dml')).toBe('dml: not part of this build on linux');
  });

  it('takes an accelerator by itself only when it is faster', async () => {
    const fast = trial(() => session(right));
    expect(await selectDevice('auto', fast)).toMatchObject({ provider: 'cuda' });
    const slow = trial(() => session(right, 40));
    const chosen = await selectDevice('auto', slow);
    expect(chosen.provider).toBe('cpu');
    expect(chosen.fallbackReason).toBe(
      'cuda: not faster than the CPU; webgpu: not faster than the CPU',
    );
    const none = trial(() => session(right), { platform: 'freebsd' });
    expect(await selectDevice('auto', none)).toEqual({ session: none.cpu, provider: 'cpu' });
  });

  it('does not try anything else for cpu', async () => {
    const devices = trial(() => expect.unreachable());
    expect(await selectDevice('cpu', devices)).toEqual({ session: devices.cpu, provider: 'cpu' });
  });
});

it('probeFeeds are the same every time, and look like normalised pictures', () => {
  const config = modelConfig(TINY, 96, { template: 2, search: 4 });
  const { template, search } = probeFeeds(config);
  expect(probeFeeds(config)).toEqual({ template, search });
  expect([template!.shape, search!.shape]).toEqual([
    [1, 3, 48, 48],
    [1, 3, 96, 96],
  ]);
  const values = search!.data as Float32Array;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean).toBeGreaterThan(-0.05);
  expect(mean).toBeLessThan(0.05);
  expect(Math.max(...values)).toBeGreaterThan(1.9);
});
