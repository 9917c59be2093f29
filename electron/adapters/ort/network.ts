import { StudioError } from '../../contract/errors.ts';
import { MODEL_IO } from '../../ml/nn/tracker-network.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import type { NetworkOutput, TrackerNetwork } from '../../ml/tracker/network.ts';
import type { Device, Provider } from '../../contract/device.ts';
import { selectDevice } from './device.ts';
import { readModelConfig } from './model-file.ts';
import { probeFeeds } from './probe.ts';
import {
  knownProviders,
  openSession,
  type NamedTensors,
  type Session,
  type SessionOptions,
  type TensorSpec,
} from './session.ts';
import { openFastest, type ThreadedSession } from './threads.ts';

/** A model file, or a serialised graph with its config. */
export type ModelSource =
  { readonly path: string } | { readonly bytes: Uint8Array; readonly config: ModelConfig };

/** Where a network is to run. */
export interface NetworkOptions {
  /** Default `auto`. */
  readonly device?: Device;
  /** Threads on the CPU; measured when absent. */
  readonly threads?: number;
}

/** A tracker network over ONNX Runtime. Its `run` blocks the thread's event loop while it computes. */
export interface OrtNetwork extends TrackerNetwork {
  readonly config: ModelConfig;
  /** What it really runs on. */
  readonly provider: Provider;
  /** Why that is not the device that was asked for; for `auto`, why no accelerator was taken. */
  readonly fallbackReason?: string;
  readonly threads: number;
  close(): Promise<void>;
}

/**
 * Loads a tracker network and settles where it runs.
 * @throws StudioError not-found, bad-model (not a tracker of the studio, damaged), bad-input (threads).
 */
export async function openNetwork(
  model: ModelSource,
  options: NetworkOptions = {},
): Promise<OrtNetwork> {
  const { device = 'auto' } = options;
  const config = 'path' in model ? await readModelConfig(model.path) : model.config;
  const source = 'path' in model ? model.path : model.bytes;
  const name = 'path' in model ? model.path : 'the model';
  const open = async (sessionOptions: SessionOptions): Promise<Session> => {
    const session = await openSession(source, sessionOptions);
    try {
      checkInterface(session, config, name);
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  };
  const feeds = probeFeeds(config);
  const cpu = await openOnCpu(open, config, feeds, options.threads);
  const chosen = await selectDevice(device, {
    open: (sessionOptions) => open({ ...sessionOptions, threads: cpu.threads }),
    cpu: cpu.session,
    feeds,
    known: knownProviders(),
    platform: process.platform,
  });
  const { session, provider, fallbackReason } = chosen;
  return {
    config,
    provider,
    threads: cpu.threads,
    ...(fallbackReason !== undefined && { fallbackReason }),
    run: (template, search, batch) => runNetwork(session, config, template, search, batch),
    close: () => session.close(),
  };
}

async function openOnCpu(
  open: (options: SessionOptions) => Promise<Session>,
  config: ModelConfig,
  feeds: NamedTensors,
  threads: number | undefined,
): Promise<ThreadedSession> {
  if (threads === undefined) {
    // The same architecture at the same crop sizes takes the same time, whatever its weights.
    const { architecture, searchSize } = config;
    const key = JSON.stringify({ architecture, searchSize });
    return openFastest(key, (count) => open({ threads: count }), feeds);
  }
  if (!Number.isInteger(threads) || threads < 1 || threads > 1024) {
    throw new StudioError('bad-input', `${threads} threads: give a whole number from 1 to 1024`);
  }
  return { session: await open({ threads }), threads };
}

async function runNetwork(
  session: Session,
  { templateSize, searchSize }: ModelConfig,
  template: Float32Array,
  search: Float32Array,
  batch: number,
): Promise<NetworkOutput> {
  const crops = (data: Float32Array, size: number) => ({
    dtype: 'float32' as const,
    shape: [batch, 3, size, size],
    data,
  });
  const maps = await session.run({
    [MODEL_IO.template]: crops(template, templateSize),
    [MODEL_IO.search]: crops(search, searchSize),
  });
  return {
    score: maps[MODEL_IO.score]!.data as Float32Array,
    size: maps[MODEL_IO.size]!.data as Float32Array,
    offset: maps[MODEL_IO.offset]!.data as Float32Array,
  };
}

/** @throws StudioError bad-model when inputs or outputs are not those that the metadata promises. */
function checkInterface(session: Session, config: ModelConfig, name: string): void {
  const { templateSize, searchSize, stride } = config;
  const cells = searchSize / stride;
  const expected = {
    inputs: [
      [MODEL_IO.template, 3, templateSize, templateSize],
      [MODEL_IO.search, 3, searchSize, searchSize],
    ],
    outputs: [
      [MODEL_IO.score, 1, cells, cells],
      [MODEL_IO.size, 2, cells, cells],
      [MODEL_IO.offset, 2, cells, cells],
    ],
  } as const;
  for (const side of ['inputs', 'outputs'] as const) {
    const actual = session[side];
    const fits =
      actual.length === expected[side].length &&
      expected[side].every(([tensor, ...dims]) => {
        const spec = actual.find((candidate) => candidate.name === tensor);
        return spec !== undefined && isBatched(spec, dims);
      });
    if (!fits) {
      const wanted = expected[side].map(([tensor, ...dims]) => `${tensor} [N,${dims.join()}]`);
      const found = actual.map((spec) => `${spec.name} ${spec.dtype}[${spec.shape.join()}]`);
      throw new StudioError(
        'bad-model',
        `${name} has the ${side} ${found.join(', ')} where a tracker has float32 ${wanted.join(', ')}: import it again`,
      );
    }
  }
}

/** True for float32 [N, ...dims] with a batch size N that is known only at run time. */
function isBatched({ dtype, shape }: TensorSpec, dims: readonly number[]): boolean {
  const [batch, ...rest] = shape;
  return dtype === 'float32' && typeof batch === 'string' && rest.join() === dims.join();
}
