import { quoted } from './bad-checkpoint.ts';
import type { PickleMachine } from './pickle-machine.ts';
import {
  GlobalName,
  InertRecord,
  KnownObject,
  PickleSet,
  PickleTuple,
  type PickleValue,
} from './pickle-values.ts';

type Opcode = (machine: PickleMachine) => void;

const maxNameLength = 1_000;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The next `length` bytes, within the limit for strings. */
function takeString(m: PickleMachine, length: number): Uint8Array {
  if (length < 0 || length > m.limits.stringBytes)
    m.refuse(`the pickle has a string of ${length} bytes`);
  return m.cursor.take(length);
}

const text =
  (length: (m: PickleMachine) => number): Opcode =>
  (m) =>
    m.push(utf8.decode(takeString(m, length(m))));

const bytes =
  (length: (m: PickleMachine) => number): Opcode =>
  (m) =>
    m.push(new Uint8Array(takeString(m, length(m))));

/** A little-endian two's-complement integer; a number where that is exact. */
function pushLong(m: PickleMachine, length: number): void {
  if (length < 0 || length > m.limits.integerBytes) {
    m.refuse(`the pickle has an integer of ${length} bytes`);
  }
  const digits = m.cursor.take(length);
  const unsigned = digits.reduceRight((sum, digit) => (sum << 8n) | BigInt(digit), 0n);
  const value = BigInt.asIntN(8 * length, unsigned);
  const small = Number(value);
  m.push(Number.isSafeInteger(small) ? small : value);
}

function pushTuple(m: PickleMachine, count: number): void {
  m.charge(count);
  const items = Array.from({ length: count }, () => m.pop()).reverse();
  m.push(new PickleTuple(items));
}

function setItems(m: PickleMachine, target: PickleValue, flat: readonly PickleValue[]): void {
  if (flat.length % 2 !== 0) m.refuse('the pickle has a key without a value');
  for (let i = 0; i < flat.length; i += 2) setItem(m, target, flat[i]!, flat[i + 1]!);
}

function setItem(
  m: PickleMachine,
  target: PickleValue,
  key: PickleValue,
  value: PickleValue,
): void {
  if (Array.isArray(key) || key instanceof Map) m.refuse('the pickle uses a container as a key');
  if (target instanceof InertRecord) {
    target.entries.set(key, value);
  } else if (target instanceof Map) {
    if (target.has(key)) {
      m.refuse(
        `the pickle sets the key ${typeof key === 'string' ? quoted(key) : typeof key} twice`,
      );
    }
    target.set(key, value);
  } else {
    m.refuse('the pickle sets a key of something that is not a dict');
  }
}

function append(m: PickleMachine, items: readonly PickleValue[]): void {
  const target = m.top();
  const list = target instanceof InertRecord ? target.items : target;
  if (!Array.isArray(list)) return m.refuse('the pickle appends to something that is not a list');
  for (const item of items) list.push(item);
}

function put(m: PickleMachine, slot: number): void {
  m.memo.set(slot, m.top());
}

function get(m: PickleMachine, slot: number): void {
  const value = m.memo.get(slot);
  if (value === undefined)
    return m.refuse(`the pickle refers to value ${slot}, which is not there`);
  m.push(value);
}

function pushName(m: PickleMachine, module: string, name: string): void {
  if (module.length > maxNameLength || name.length > maxNameLength) {
    m.refuse('the pickle names a class at excessive length');
  }
  const global = new GlobalName(module, name);
  m.names.add(global.path);
  m.push(global);
}

function nameLine(m: PickleMachine): string {
  const line = m.cursor.line(maxNameLength);
  if (line === undefined) return m.refuse('the pickle names a class at excessive length');
  return utf8.decode(line);
}

function construct(m: PickleMachine, args: PickleValue): void {
  const maker = m.pop();
  if (!(args instanceof PickleTuple))
    return m.refuse('the pickle calls with arguments that are no tuple');
  m.push(m.call(maker, args.items));
}

/** BUILD: attributes go into inert records; on dicts (an OrderedDict's `_metadata`) and tensors they say nothing about values. */
function build(m: PickleMachine): void {
  const state = m.pop();
  const target = m.top();
  if (target instanceof InertRecord) target.state = state;
  else if (!(target instanceof Map || target instanceof KnownObject)) {
    m.refuse('the pickle sets attributes of a plain value');
  }
}

/**
 * Opcodes that are understood: those that protocols 2 to 5 write (Python's pickletools.py describes
 * each; PEP 307, 3154 and 574). The text
 * opcodes of protocol 0, INST and OBJ, extension codes and out-of-band buffers are left out on
 * purpose: no PyTorch writes them, so the machine refuses them.
 */
export const opcodes: ReadonlyMap<number, Opcode | 'stop'> = new Map<number, Opcode | 'stop'>([
  // Frame of the program.
  [
    0x80, // PROTO
    (m) => {
      const protocol = m.cursor.uint8();
      if (protocol < 2 || protocol > 5) m.refuse(`the pickle has the unknown protocol ${protocol}`);
    },
  ],
  [0x95, (m) => void m.cursor.uint64()], // FRAME
  [0x2e, 'stop'], // STOP

  // Stack and memo.
  [0x28, (m) => m.mark()], // MARK
  [0x30, (m) => m.drop()], // POP
  [0x31, (m) => void m.popToMark()], // POP_MARK
  [0x32, (m) => m.push(m.top())], // DUP
  [0x71, (m) => put(m, m.cursor.uint8())], // BINPUT
  [0x72, (m) => put(m, m.cursor.uint32())], // LONG_BINPUT
  [0x94, (m) => put(m, m.memo.size)], // MEMOIZE
  [0x68, (m) => get(m, m.cursor.uint8())], // BINGET
  [0x6a, (m) => get(m, m.cursor.uint32())], // LONG_BINGET

  // Numbers and constants.
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4a, (m) => m.push(m.cursor.int32())], // BININT
  [0x4b, (m) => m.push(m.cursor.uint8())], // BININT1
  [0x4d, (m) => m.push(m.cursor.uint16())], // BININT2
  [0x8a, (m) => pushLong(m, m.cursor.uint8())], // LONG1
  [0x8b, (m) => pushLong(m, m.cursor.int32())], // LONG4
  [0x47, (m) => m.push(m.cursor.float64())], // BINFLOAT

  // Strings; the BINSTRINGs are Python 2's, in UTF-8 as torch.load takes them.
  [0x8c, text((m) => m.cursor.uint8())], // SHORT_BINUNICODE
  [0x58, text((m) => m.cursor.uint32())], // BINUNICODE
  [0x8d, text((m) => m.cursor.uint64())], // BINUNICODE8
  [0x55, text((m) => m.cursor.uint8())], // SHORT_BINSTRING
  [0x54, text((m) => m.cursor.int32())], // BINSTRING
  [0x43, bytes((m) => m.cursor.uint8())], // SHORT_BINBYTES
  [0x42, bytes((m) => m.cursor.uint32())], // BINBYTES
  [0x8e, bytes((m) => m.cursor.uint64())], // BINBYTES8
  [0x96, bytes((m) => m.cursor.uint64())], // BYTEARRAY8

  // Containers.
  [0x5d, (m) => m.push([])], // EMPTY_LIST
  [0x61, (m) => appendOne(m)], // APPEND
  [0x65, (m) => append(m, m.popToMark())], // APPENDS
  [0x6c, (m) => m.push(m.popToMark())], // LIST
  [0x29, (m) => pushTuple(m, 0)], // EMPTY_TUPLE
  [0x85, (m) => pushTuple(m, 1)], // TUPLE1
  [0x86, (m) => pushTuple(m, 2)], // TUPLE2
  [0x87, (m) => pushTuple(m, 3)], // TUPLE3
  [0x74, (m) => m.push(new PickleTuple(m.popToMark()))], // TUPLE
  [0x7d, (m) => m.push(new Map())], // EMPTY_DICT
  [0x73, (m) => setOne(m)], // SETITEM
  [
    0x75, // SETITEMS
    (m) => {
      const flat = m.popToMark();
      setItems(m, m.top(), flat);
    },
  ],
  [
    0x64, // DICT
    (m) => {
      const dict = new Map<PickleValue, PickleValue>();
      setItems(m, dict, m.popToMark());
      m.push(dict);
    },
  ],
  [0x8f, (m) => m.push(new PickleSet())], // EMPTY_SET
  [0x90, (m) => addItems(m)], // ADDITEMS
  [0x91, (m) => m.push(new PickleSet(m.popToMark()))], // FROZENSET

  // Names, and what would be calls.
  [
    0x63, // GLOBAL
    (m) => {
      const module = nameLine(m);
      pushName(m, module, nameLine(m));
    },
  ],
  [
    0x93, // STACK_GLOBAL
    (m) => {
      const name = m.pop();
      const module = m.pop();
      if (typeof name !== 'string' || typeof module !== 'string') {
        return m.refuse('the pickle names a class by something that is not a string');
      }
      pushName(m, module, name);
    },
  ],
  [0x52, (m) => construct(m, m.pop())], // REDUCE
  [0x81, (m) => construct(m, m.pop())], // NEWOBJ
  [
    0x92, // NEWOBJ_EX
    (m) => {
      m.pop(); // Keyword arguments say nothing about values.
      construct(m, m.pop());
    },
  ],
  [0x62, build], // BUILD
  [0x51, (m) => m.push(m.meaning.resolve(m.pop(), m))], // BINPERSID
]);

function appendOne(m: PickleMachine): void {
  const item = m.pop();
  m.charge(1);
  append(m, [item]);
}

function setOne(m: PickleMachine): void {
  const value = m.pop();
  const key = m.pop();
  m.charge(2);
  setItem(m, m.top(), key, value);
}

function addItems(m: PickleMachine): void {
  const items = m.popToMark();
  const target = m.top();
  if (target instanceof InertRecord) for (const item of items) target.items.push(item);
  else if (target instanceof PickleSet) for (const item of items) target.items.add(item);
  else m.refuse('the pickle adds to something that is not a set');
}
