/** Bytes of a pickle, or of a part of one, composed opcode by opcode. */
export type Code = readonly number[];

const utf8 = new TextEncoder();

/** `bytes` little-endian bytes of a non-negative integer. */
export function little(value: number | bigint, bytes: number): Code {
  return Array.from({ length: bytes }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
}

export const proto = (version: number): Code => [0x80, version];
export const stop: Code = [0x2e];
export const mark: Code = [0x28];
export const none: Code = [0x4e];
export const yes: Code = [0x88];
export const no: Code = [0x89];
export const emptyList: Code = [0x5d];
export const emptyDict: Code = [0x7d];
export const emptySet: Code = [0x8f];
export const append: Code = [0x61];
export const appends: Code = [0x65];
export const setItem: Code = [0x73];
export const setItems: Code = [0x75];
export const addItems: Code = [0x90];
export const reduce: Code = [0x52];
export const newObject: Code = [0x81];
export const build: Code = [0x62];
export const persistent: Code = [0x51];
export const memoize: Code = [0x94];
export const stackGlobal: Code = [0x93];
export const tuple1: Code = [0x85];
export const put = (slot: number): Code => [0x72, ...little(slot, 4)];
export const get = (slot: number): Code => [0x6a, ...little(slot, 4)];
export const text = (value: string): Code => {
  const bytes = utf8.encode(value);
  return [0x58, ...little(bytes.length, 4), ...bytes];
};
/** BININT for 32-bit integers, LONG1 beyond. */
export const integer = (value: number): Code =>
  value === (value | 0)
    ? [0x4a, ...little(BigInt.asUintN(32, BigInt(value)), 4)]
    : [0x8a, 9, ...little(BigInt.asUintN(72, BigInt(value)), 9)];
export const global = (module: string, name: string): Code => [
  0x63,
  ...utf8.encode(`${module}\n${name}\n`),
];
export const tuple = (...items: readonly Code[]): Code => [...mark, ...items.flat(), 0x74];
export const dict = (...pairs: readonly (readonly [string, Code])[]): Code => [
  ...emptyDict,
  ...mark,
  ...pairs.flatMap(([key, value]) => [...text(key), ...value]),
  ...setItems,
];
/** A whole pickle of protocol 2 around one value. */
export const pickle = (...value: readonly Code[]): Uint8Array =>
  Uint8Array.from([...proto(2), ...value.flat(), ...stop]);

/** A tensor as torch.save describes it; `strides` and `offset` count elements. */
export function tensor(fields: {
  readonly storage?: string;
  readonly key?: string;
  readonly length: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Legacy files have a sixth field: None or a view. */
  readonly view?: Code;
}): Code {
  const { storage = 'FloatStorage', key = '0', length, offset = 0, shape, strides, view } = fields;
  return [
    ...global('torch._utils', '_rebuild_tensor_v2'),
    ...tuple(
      [
        ...tuple(
          text('storage'),
          global('torch', storage),
          text(key),
          text('cpu'),
          integer(length),
          view ?? [],
        ),
        ...persistent,
      ],
      integer(offset),
      tuple(...shape.map(integer)),
      tuple(...strides.map(integer)),
      no,
      [...global('collections', 'OrderedDict'), 0x29, ...reduce],
    ),
    ...reduce,
  ];
}

/** A file in torch.save's format before 1.6, around the given main pickle and storages. */
export function legacyFile(
  main: Uint8Array,
  storages: readonly (readonly [key: string, length: number, bytes: Uint8Array])[],
  littleEndian = true,
): Uint8Array {
  const keys = storages.flatMap(([key]) => [...text(key)]);
  return Uint8Array.from([
    ...pickle([0x8a, 10, ...little(0x1950a86a20f9469cfc6cn, 10)]),
    ...pickle(integer(1001)),
    ...pickle(
      dict(['protocol_version', integer(1001)], ['little_endian', littleEndian ? yes : no]),
    ),
    ...main,
    ...pickle(emptyList, mark, keys, appends),
    ...storages.flatMap(([, length, bytes]) => [...little(length, 8), ...bytes]),
  ]);
}
