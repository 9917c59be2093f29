import type { ElementType } from './element-types.ts';
import type { PickleMachine } from './pickle-machine.ts';
import { GlobalName, KnownObject, PickleTuple, type PickleValue } from './pickle-values.ts';

interface StorageType {
  readonly itemSize: number;
  /** Absent for types that no tracker's weights have. */
  readonly type?: ElementType;
}

/** torch's storage classes. Those without a type can be skipped, but their tensors cannot be read. */
const storageTypes: ReadonlyMap<string, StorageType> = new Map<string, StorageType>([
  ['FloatStorage', { itemSize: 4, type: 'float32' }],
  ['HalfStorage', { itemSize: 2, type: 'float16' }],
  ['BFloat16Storage', { itemSize: 2, type: 'bfloat16' }],
  ['DoubleStorage', { itemSize: 8, type: 'float64' }],
  ['LongStorage', { itemSize: 8, type: 'int64' }],
  ['IntStorage', { itemSize: 4, type: 'int32' }],
  ['ByteStorage', { itemSize: 1, type: 'uint8' }],
  ['BoolStorage', { itemSize: 1, type: 'bool' }],
  ['CharStorage', { itemSize: 1 }],
  ['ShortStorage', { itemSize: 2 }],
  ['ComplexFloatStorage', { itemSize: 8 }],
  ['ComplexDoubleStorage', { itemSize: 16 }],
  ['QInt8Storage', { itemSize: 1 }],
  ['QUInt8Storage', { itemSize: 1 }],
  ['QInt32Storage', { itemSize: 4 }],
]);

/** True for the dotted path of a storage class. */
export function isStorageName(path: string): boolean {
  return path.startsWith('torch.') && storageTypes.has(path.slice('torch.'.length));
}

/** A block of elements that tensors of a PyTorch file share; its bytes lie elsewhere in the file. */
export class StorageRef extends KnownObject {
  readonly kind = 'storage';
  readonly className: string;
  /** Bytes of one element. */
  readonly itemSize: number;
  readonly type: ElementType | undefined;
  readonly key: string;
  /** Elements of the whole storage. */
  readonly rootLength: number;
  /** First element of the view that this reference means; 0 except in old legacy files. */
  readonly viewOffset: number;
  /** Elements of the view. */
  readonly length: number;

  constructor(
    className: string,
    { itemSize, type }: StorageType,
    key: string,
    rootLength: number,
    viewOffset: number,
    length: number,
  ) {
    super();
    this.className = className;
    this.itemSize = itemSize;
    this.type = type;
    this.key = key;
    this.rootLength = rootLength;
    this.viewOffset = viewOffset;
    this.length = length;
  }
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/**
 * The storage that a persistent id means: ('storage', class, key, device, length), in legacy files
 * followed by None or (view key, offset, length). The device is where the weights once lay; they
 * are read into memory either way.
 */
export function resolveStorage(id: PickleValue, machine: PickleMachine): StorageRef {
  const [tag, storageClass, key, , rootLength, view = null] =
    id instanceof PickleTuple ? id.items : [];
  if (tag !== 'storage' || !(storageClass instanceof GlobalName)) {
    return machine.refuse('the pickle refers to something that is not a storage');
  }
  const known = isStorageName(storageClass.path) ? storageTypes.get(storageClass.name) : undefined;
  if (known === undefined) {
    return machine.refuse(`the pickle has storages of the unknown class ${storageClass.path}`);
  }
  if (typeof key !== 'string' || !isCount(rootLength)) {
    return machine.refuse('the pickle describes a storage by wrong values');
  }
  if (view === null)
    return new StorageRef(storageClass.name, known, key, rootLength, 0, rootLength);
  const [, offset, length] = view instanceof PickleTuple ? view.items : [];
  if (!isCount(offset) || !isCount(length) || offset + length > rootLength) {
    return machine.refuse('the pickle describes a part of a storage by wrong values');
  }
  return new StorageRef(storageClass.name, known, key, rootLength, offset, length);
}
