import type { PickleMachine, PickleMeaning } from './pickle-machine.ts';
import { type GlobalName, KnownObject, PickleTuple, type PickleValue } from './pickle-values.ts';
import { callContainer, containerNames } from './python-containers.ts';
import { checkLayout, type TensorLayout } from './tensor-layout.ts';
import { isStorageName, resolveStorage, StorageRef } from './torch-storage.ts';

/** A tensor of a PyTorch file: a layout over a storage, not read yet. */
export class TensorRef extends KnownObject {
  readonly kind = 'tensor';
  readonly storage: StorageRef;
  readonly layout: TensorLayout;

  constructor(storage: StorageRef, layout: TensorLayout) {
    super();
    this.storage = storage;
    this.layout = layout;
  }
}

function integers(value: PickleValue | undefined, machine: PickleMachine): number[] {
  const items = value instanceof PickleTuple ? value.items : [null];
  return items.map((item) =>
    typeof item === 'number'
      ? item
      : machine.refuse('the pickle gives a tensor a shape of wrong values'),
  );
}

/** _rebuild_tensor and _rebuild_tensor_v2: (storage, offset, shape, strides, …). */
function rebuildTensor(args: readonly PickleValue[], machine: PickleMachine): TensorRef {
  const [storage, offset, shape, strides] = args;
  if (!(storage instanceof StorageRef) || typeof offset !== 'number') {
    return machine.refuse('the pickle makes a tensor without a storage');
  }
  const layout = { offset, shape: integers(shape, machine), strides: integers(strides, machine) };
  machine.charge(layout.shape.length + layout.strides.length);
  checkLayout(layout, storage.length, machine.refuse);
  return new TensorRef(storage, { ...layout, offset: storage.viewOffset + offset });
}

/** _rebuild_parameter and _rebuild_parameter_with_state: (tensor, requires_grad, hooks, …). */
function rebuildParameter(args: readonly PickleValue[], machine: PickleMachine): TensorRef {
  const tensor = args[0];
  return tensor instanceof TensorRef
    ? tensor
    : machine.refuse('the pickle makes a parameter without a tensor');
}

type Rebuild = (args: readonly PickleValue[], machine: PickleMachine) => TensorRef;

/** The functions that torch.save names for tensors; here they are data, not code. */
const rebuilds: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_parameter', rebuildParameter],
  ['torch._utils._rebuild_parameter_with_state', rebuildParameter],
]);

/**
 * What PyTorch checkpoints mean: tensors, parameters, ordered dicts and sets. Every other name,
 * hostile or not, becomes an inert record: no list of bad names could be complete.
 */
export const torchMeaning: PickleMeaning = {
  call: (maker: GlobalName, args, machine) =>
    rebuilds.get(maker.path)?.(args, machine) ?? callContainer(maker, args, machine),
  resolve: resolveStorage,
};

/** True for names that {@link torchMeaning} knows. */
export function isTorchName(path: string): boolean {
  return rebuilds.has(path) || containerNames.has(path) || isStorageName(path);
}
