import { StudioError } from '../../contract/errors.ts';
import type { Device, Provider } from '../../contract/device.ts';
import { medianRunMs, relativeError } from './probe.ts';
import { runtimeReason, type NamedTensors, type Session, type SessionOptions } from './session.ts';

/**
 * Largest deviation from the CPU's outputs that an accelerator may show. Reduced-precision units (TF32) stay
 * well below; kernels that compute the wrong thing are off by tenths.
 */
const TOLERANCE = 1e-2;

/** Accelerators that `auto` tries on each platform, the likeliest first. */
const PLATFORM_PROVIDERS: Partial<Record<NodeJS.Platform, readonly Provider[]>> = {
  win32: ['cuda', 'dml', 'webgpu'],
  darwin: ['webgpu', 'coreml'],
  linux: ['cuda', 'webgpu'],
};

/** A session and what it really runs on. */
export interface DeviceSession {
  readonly session: Session;
  readonly provider: Provider;
  /** Why the device that was asked for is not in use; for `auto`, why no accelerator is. */
  readonly fallbackReason?: string;
}

/** What is needed to try devices: ways to open the graph, an input, and the CPU's session to compare with. */
export interface DeviceTrial {
  /** Opens the graph on exactly one provider; rejects when it cannot be had. */
  readonly open: (options: SessionOptions) => Promise<Session>;
  readonly cpu: Session;
  readonly feeds: NamedTensors;
  /** Providers that the runtime was built with. */
  readonly known: readonly string[];
  readonly platform: NodeJS.Platform;
}

/**
 * The session to use for a device. The runtime neither falls back by itself nor notices wrong results, so each
 * accelerator must open, agree with the CPU (again with fewer graph fusions if need be), and for `auto` be faster.
 * `trial.cpu` is closed when it is not the one returned.
 */
export async function selectDevice(device: Device, trial: DeviceTrial): Promise<DeviceSession> {
  const { cpu, platform } = trial;
  if (device === 'cpu') return { session: cpu, provider: 'cpu' };
  const candidates: readonly Provider[] =
    device === 'auto' ? (PLATFORM_PROVIDERS[platform] ?? []) : [device];
  const reasons: string[] = [];
  for (const provider of candidates) {
    if (!trial.known.includes(provider)) {
      if (device !== 'auto') reasons.push(`${provider}: not part of this build on ${platform}`);
      continue;
    }
    const result = await openChecked(provider, trial);
    if (typeof result === 'string') {
      reasons.push(`${provider}: ${result}`);
      continue;
    }
    if (device !== 'auto' || (await isFaster(result, trial))) {
      await cpu.close();
      return { session: result, provider };
    }
    reasons.push(`${provider}: not faster than the CPU`);
    await result.close();
  }
  const fallbackReason = reasons.join('; ');
  return { session: cpu, provider: 'cpu', ...(fallbackReason !== '' && { fallbackReason }) };
}

/** A session whose results agree with the CPU's, or what is wrong with this provider. */
async function openChecked(
  provider: Provider,
  { open, cpu, feeds }: DeviceTrial,
): Promise<Session | string> {
  let problem = '';
  for (const graphOptimisation of ['all', 'basic'] as const) {
    let session: Session;
    try {
      session = await open({ provider, graphOptimisation });
    } catch (error) {
      // What cannot be opened at all will not open with another optimisation level either.
      return messageOf(error);
    }
    try {
      const error = relativeError(await session.run(feeds), await cpu.run(feeds));
      if (error <= TOLERANCE) return session;
      problem = `its results differ from the CPU's by ${(100 * error).toPrecision(2)} %`;
    } catch (error) {
      problem = messageOf(error);
    }
    await session.close();
  }
  return problem;
}

async function isFaster(session: Session, { cpu, feeds }: DeviceTrial): Promise<boolean> {
  return (await medianRunMs(session, feeds)) < (await medianRunMs(cpu, feeds));
}

/** What the runtime said, without the model's name: the next provider may well run it. */
function messageOf(error: unknown): string {
  return runtimeReason(error instanceof StudioError ? (error.cause ?? error) : error);
}
