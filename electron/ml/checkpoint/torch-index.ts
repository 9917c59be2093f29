import { badCheckpoint, quoted } from './bad-checkpoint.ts';
import {
  type CheckpointExtras,
  type CheckpointIndex,
  maxTensors,
  type TensorEntry,
} from './checkpoint.ts';
import { itemSizes, memorySize, tensorFromBytes } from './element-types.ts';
import type { Unpickled } from './pickle.ts';
import type { PickleValue } from './pickle-values.ts';
import { gatherStrided, isContiguous, spanOf } from './tensor-layout.ts';
import { isTorchName, TensorRef } from './torch-rebuild.ts';
import type { StorageRef } from './torch-storage.ts';

/** Reads `count` elements of a storage from element `first` on, as bytes. */
export type ReadStorage = (
  storage: StorageRef,
  first: number,
  count: number,
) => Promise<Uint8Array>;

/** Keys under which trainers keep the weights: OSTrack, MAE, Lightning and others, DeepSpeed. */
const stateKeys = ['net', 'model', 'state_dict', 'module'] as const;
const maxForeignNames = 50;

function holdsTensors(value: PickleValue | undefined): value is Map<PickleValue, PickleValue> {
  return value instanceof Map && [...value.values()].some((entry) => entry instanceof TensorRef);
}

/** The state dict inside the pickled root, together with what to call it in messages. */
function findStateDict(root: PickleValue): [string, Map<PickleValue, PickleValue>] | undefined {
  if (!(root instanceof Map)) return undefined;
  for (const key of stateKeys) {
    const value = root.get(key);
    if (holdsTensors(value)) return [key, value];
  }
  return holdsTensors(root) ? ['the root', root] : undefined;
}

function entryOf(file: string, name: string, tensor: TensorRef, read: ReadStorage): TensorEntry {
  const { storage, layout } = tensor;
  const { type } = storage;
  if (type === undefined) {
    throw badCheckpoint(
      file,
      `tensor ${quoted(name)}`,
      `numbers of class torch.${storage.className} are not supported`,
      'Convert the weights to float32 before saving.',
    );
  }
  const { shape } = layout;
  const span = spanOf(layout);
  const count = shape.reduce((product, extent) => product * extent, 1);
  return {
    type,
    shape,
    costBytes: Math.max(span * itemSizes[type], count * memorySize(type)),
    async load() {
      const bytes = span === 0 ? new Uint8Array(0) : await read(storage, layout.offset, span);
      const dense = isContiguous(layout) ? bytes : gatherStrided(bytes, itemSizes[type], layout);
      return tensorFromBytes(type, shape, span === 0 ? bytes : dense);
    },
  };
}

function extrasOf(root: PickleValue, names: ReadonlySet<string>): CheckpointExtras {
  const value = (key: string): PickleValue | undefined =>
    root instanceof Map ? root.get(key) : undefined;
  const epoch = value('epoch');
  const netType = value('net_type');
  const actorType = value('actor_type');
  const foreign = [...names].filter((path) => !isTorchName(path));
  return {
    ...(typeof epoch === 'number' ? { epoch } : {}),
    ...(typeof netType === 'string' ? { netType: netType.slice(0, 200) } : {}),
    ...(typeof actorType === 'string' ? { actorType: actorType.slice(0, 200) } : {}),
    foreignNames: foreign.slice(0, maxForeignNames),
  };
}

/**
 * The table of contents of a PyTorch file. Only tensors of the state dict are listed: an optimizer's
 * are never read.
 * @throws StudioError `bad-checkpoint` when there is no state dict, or something else than tensors in it.
 */
export function indexTorch(
  format: 'torch-zip' | 'torch-legacy',
  file: { readonly name: string; readonly size: number },
  { value: root, names }: Unpickled,
  read: ReadStorage,
): CheckpointIndex {
  const found = findStateDict(root);
  if (found === undefined) {
    throw badCheckpoint(
      file.name,
      'whole file',
      `no weights were found under ${stateKeys.join(', ')} or at the root`,
      'Save model.state_dict(), not the model object.',
    );
  }
  const [place, dict] = found;
  if (dict.size > maxTensors) throw badCheckpoint(file.name, place, `it has ${dict.size} tensors`);
  const entries = new Map<string, TensorEntry>();
  for (const [name, tensor] of dict) {
    if (typeof name !== 'string' || !(tensor instanceof TensorRef)) {
      const label = typeof name === 'string' ? quoted(name) : 'without a name';
      throw badCheckpoint(file.name, place, `the entry ${label} of the weights is not a tensor`);
    }
    entries.set(name, entryOf(file.name, name, tensor, read));
  }
  return { format, entries, metadata: {}, extras: extrasOf(root, names), fileBytes: file.size };
}
