import ort from 'onnxruntime-node';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { StudioError } from '../../contract/errors.ts';
import type { DType, TensorData } from '../../ml/graph/tensor-data.ts';
import type { Provider } from '../../contract/device.ts';

// A provider that cannot start is reported by the error that create() throws; the log would only repeat it on stderr.
ort.env.logLevel = 'fatal';

/** How a graph is to be run. */
export interface SessionOptions {
  /** Default `cpu`. Exactly this one: nothing falls back here. */
  readonly provider?: Provider;
  /** Threads within one operator on the CPU; default as many as ORT likes (physical cores). */
  readonly threads?: number;
  /** Whether idle threads keep a core busy to be quick; default true. Work that gives way to others says false. */
  readonly maySpin?: boolean;
  /** Default `all`. */
  readonly graphOptimisation?: 'disabled' | 'basic' | 'extended' | 'all';
}

/** Name, element type and shape of an input or output; dimensions known only at run time are strings. */
export interface TensorSpec {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly (number | string)[];
}

/** Tensors by name. */
export type NamedTensors = Readonly<Record<string, TensorData>>;

/** A loaded graph. `run` blocks this thread's event loop while it computes. */
export interface Session {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /**
   * Feeds every input by name; gives every output, in memory of its own.
   * @throws StudioError device-unavailable when an accelerator fails, internal when the CPU does.
   */
  run(feeds: NamedTensors): Promise<Record<string, TensorData>>;
  close(): Promise<void>;
}

/** Loads an ONNX graph from a file or from memory. @throws StudioError bad-model with the runtime's reason. */
export async function openSession(
  model: string | Uint8Array,
  options: SessionOptions = {},
): Promise<Session> {
  const { provider = 'cpu', threads, maySpin = true, graphOptimisation = 'all' } = options;
  const sessionOptions: InferenceSession.SessionOptions = {
    executionProviders: [provider],
    graphOptimizationLevel: graphOptimisation,
    logSeverityLevel: 4,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    ...(!maySpin && { extra: { session: { intra_op: { allow_spinning: '0' } } } }),
  };
  let session: InferenceSession;
  try {
    session =
      typeof model === 'string'
        ? await ort.InferenceSession.create(model, sessionOptions)
        : await ort.InferenceSession.create(model, sessionOptions);
  } catch (cause) {
    const name = typeof model === 'string' ? model : 'the model';
    throw new StudioError(
      'bad-model',
      `${name} cannot be run on ${provider}: ${runtimeReason(cause)}`,
      {
        cause,
      },
    );
  }
  const inputs = session.inputMetadata.map(tensorSpec);
  const outputs = session.outputMetadata.map(tensorSpec);
  if ([...inputs, ...outputs].some(({ dtype }) => dtype === 'float16')) {
    await session.release();
    // The binding takes Node's own Float16Array for an empty one.
    throw new StudioError('bad-model', 'float16 inputs and outputs are not supported: use float32');
  }
  return {
    inputs,
    outputs,
    async run(feeds) {
      const values = Object.entries(feeds).map(([name, data]) => [name, toOrt(data)] as const);
      const results = await session.run(Object.fromEntries(values)).catch((cause: unknown) => {
        // An accelerator may vanish or run out of memory while it works; the CPU fails only through a fault of ours.
        throw new StudioError(
          provider === 'cpu' ? 'internal' : 'device-unavailable',
          `the network failed on ${provider}: ${runtimeReason(cause)}`,
          { cause },
        );
      });
      return Object.fromEntries(
        Object.entries(results).map(([name, value]) => [name, fromOrt(value)]),
      );
    },
    close: () => session.release(),
  };
}

/** Names of the providers that this build of the runtime knows, bundled or not. */
export function knownProviders(): readonly string[] {
  return ort.listSupportedBackends().map(({ name }) => name);
}

/** The part of the runtime's message that a person can use: without source paths and signatures. */
export function runtimeReason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const lastLine = message.trim().split('\n').at(-1) ?? '';
  return lastLine.replace(/^\S*\/onnxruntime_src\/.* was false\. /, '');
}

function tensorSpec(metadata: InferenceSession.ValueMetadata): TensorSpec {
  return metadata.isTensor
    ? { name: metadata.name, dtype: metadata.type, shape: metadata.shape }
    : { name: metadata.name, dtype: 'not a tensor', shape: [] };
}

function toOrt({ dtype, shape, data }: TensorData): Tensor {
  return new ort.Tensor(dtype, data as never, shape);
}

function fromOrt(tensor: Tensor): TensorData {
  const { type, dims, data } = tensor;
  return { dtype: type as DType, shape: dims, data: data as TensorData['data'] };
}
