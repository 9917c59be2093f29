import type { TensorData } from '../graph/tensor-data.ts';
import type { ByteSource } from './byte-source.ts';
import { readExactly, viewOf } from './byte-source.ts';
import { badCheckpoint, quoted } from './bad-checkpoint.ts';
import type { Checkpoint, CheckpointIndex, TensorEntry } from './checkpoint.ts';
import { indexOnnx, looksLikeOnnx, type OpenExternal } from './onnx-initialisers.ts';
import { indexSafetensors } from './safetensors.ts';
import { indexTorchLegacy } from './torch-legacy.ts';
import { indexTorchZip } from './torch-zip.ts';

/** What a reader may be told. */
export interface ReadCheckpointOptions {
  /** Which tensors to read, by name without a `module.` prefix; default all. */
  readonly only?: (name: string) => boolean;
  /** Opens the external data of an ONNX model; without it such models are refused. */
  readonly openExternal?: OpenExternal;
}

/** Reading may take this many times the files' length, plus {@link spareBytes}: views share bytes. */
const maxGrowth = 4;
const spareBytes = 16 * 2 ** 20;

/** DataParallel's prefix, when every name has it. */
function withoutModulePrefix(
  entries: ReadonlyMap<string, TensorEntry>,
): ReadonlyMap<string, TensorEntry> {
  const prefix = 'module.';
  if (![...entries.keys()].every((name) => name.startsWith(prefix))) return entries;
  return new Map([...entries].map(([name, entry]) => [name.slice(prefix.length), entry]));
}

/** What V8 says when it cannot allocate a typed array. */
function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof RangeError &&
    /^(Array buffer allocation failed|Invalid (typed array|array buffer|array) length)/.test(
      error.message,
    )
  );
}

async function indexByContent(
  source: ByteSource,
  options: ReadCheckpointOptions,
): Promise<CheckpointIndex> {
  const head = await readExactly(source, 0, Math.min(9, source.size), 'the file');
  // Any first byte can be part of a safetensors header's length, so its ninth is asked first.
  const hasHeader = head.length > 8 && head[8] === 0x7b;
  if (hasHeader && viewOf(head).getBigUint64(0, true) <= source.size)
    return indexSafetensors(source);
  if (head[0] === 0x50 && head[1] === 0x4b) return indexTorchZip(source);
  if (head[0] === 0x80) return indexTorchLegacy(source);
  if (looksLikeOnnx(head)) return indexOnnx(source, options.openExternal);
  if (hasHeader) return indexSafetensors(source);
  throw badCheckpoint(
    source.name,
    source.size === 0 ? 'empty file' : 'first bytes',
    'it is neither a PyTorch checkpoint nor safetensors nor an ONNX model',
    'Choose a .pth, .pth.tar, .safetensors or .onnx file.',
  );
}

/**
 * Names, types and shapes of a checkpoint's tensors, which are not read. The format is recognised by
 * content, never by the file's name.
 * @throws StudioError `bad-checkpoint`
 */
export async function indexCheckpoint(
  source: ByteSource,
  options: ReadCheckpointOptions = {},
): Promise<CheckpointIndex> {
  const index = await indexByContent(source, options);
  return { ...index, entries: withoutModulePrefix(index.entries) };
}

/**
 * Reads the weights of a PyTorch (zip or legacy), safetensors or ONNX file. Pickles are never
 * executed; time and memory stay within a small multiple of the file's length.
 * @throws StudioError `bad-checkpoint` for malformed, truncated, unsupported or hostile files
 */
export async function readCheckpoint(
  source: ByteSource,
  options: ReadCheckpointOptions = {},
): Promise<Checkpoint> {
  const { format, entries, metadata, extras, fileBytes } = await indexCheckpoint(source, options);
  const { only = () => true } = options;
  const wanted = [...entries].filter(([name]) => only(name));
  const cost = wanted.reduce((sum, [, entry]) => sum + entry.costBytes, 0);
  if (cost > maxGrowth * fileBytes + spareBytes) {
    throw badCheckpoint(
      source.name,
      'tensor shapes',
      `its tensors would take ${cost} bytes although the file has only ${fileBytes}`,
    );
  }
  const state = new Map<string, TensorData>();
  for (const [name, entry] of wanted) {
    try {
      state.set(name, await entry.load());
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      throw badCheckpoint(
        source.name,
        `tensor ${quoted(name)}`,
        `${entry.costBytes} bytes do not fit into memory`,
        'Close other programs, or choose a smaller model.',
        { cause: error },
      );
    }
  }
  return { format, state, metadata, extras };
}
