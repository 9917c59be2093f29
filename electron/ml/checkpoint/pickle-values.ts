/** A class or function that a pickle names. It is only ever a name: nothing is looked up or called. */
export class GlobalName {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }

  /** Dotted path, e.g. "torch._utils._rebuild_tensor_v2". */
  get path(): string {
    return `${this.module}.${this.name}`;
  }
}

/** What stands where Python would have made an object of a foreign class: its data, without behaviour. */
export class InertRecord {
  /** What would have been called to make the object. */
  readonly maker: GlobalName | InertRecord;
  readonly args: readonly PickleValue[];
  /** The object's attributes, as BUILD gave them. */
  state: PickleValue = null;
  /** What was set by key or appended, for subclasses of dict, list and set. */
  readonly entries = new Map<PickleValue, PickleValue>();
  readonly items: PickleValue[] = [];

  constructor(maker: GlobalName | InertRecord, args: readonly PickleValue[]) {
    this.maker = maker;
    this.args = args;
  }
}

/** A Python tuple. */
export class PickleTuple {
  readonly items: readonly PickleValue[];

  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** A Python set or frozenset. */
export class PickleSet {
  readonly items: Set<PickleValue>;

  constructor(items: readonly PickleValue[] = []) {
    this.items = new Set(items);
  }
}

/** An object that the format around the pickle gives meaning to, such as a tensor. */
export abstract class KnownObject {
  abstract readonly kind: string;
}

/** A value of a pickle; dicts are Maps, so no key can reach a prototype. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickleTuple
  | PickleSet
  | GlobalName
  | InertRecord
  | KnownObject;
