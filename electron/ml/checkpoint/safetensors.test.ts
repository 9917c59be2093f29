import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcome } from '../../../test/support/checkpoints/outcome.ts';
import type { TensorData } from '../graph/tensor-data.ts';
import { memorySource } from './byte-source.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type ElementType, itemSizes, tensorFromBytes } from './element-types.ts';
import { countJsonKeys } from './json-keys.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { halfToNumber, toFloat32 } from './to-float32.ts';
import { writeSafetensors } from './write-safetensors.ts';

function fileOf(header: string, data: Uint8Array = new Uint8Array(0), length?: bigint): Uint8Array {
  const json = Buffer.from(header);
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length ?? BigInt(json.length));
  return new Uint8Array(Buffer.concat([prefix, json, data]));
}
const read = (bytes: Uint8Array): Promise<Checkpoint> =>
  readCheckpoint(memorySource('x.safetensors', bytes));
const joined = (chunks: Iterable<Uint8Array>): Uint8Array =>
  new Uint8Array(Buffer.concat([...chunks]));

const dtypes = ['float32', 'float16', 'float64', 'int64', 'int32', 'uint8', 'bool'] as const;
const tensor: fc.Arbitrary<TensorData> = fc
  .record({
    dtype: fc.constantFrom(...dtypes),
    shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
  })
  .chain(({ dtype, shape }) => {
    const size = shape.reduce((a, b) => a * b, 1) * itemSizes[dtype];
    return fc
      .uint8Array({ minLength: size, maxLength: size, max: dtype === 'bool' ? 1 : 255 })
      .map((bytes) => tensorFromBytes(dtype as ElementType, shape, bytes.slice()));
  });
const name = fc
  .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', '0', 'a"\\:'))
  .filter((text) => text !== '__metadata__' && text.isWellFormed());

describe('safetensors', () => {
  it('reads back what was written, whatever the names and types', async () => {
    const states = fc.array(fc.tuple(name, tensor), { maxLength: 6 }).map((list) => new Map(list));
    const metadata = fc.array(fc.tuple(name, name)).map((list) => Object.fromEntries(list));
    await fc.assert(
      fc.asyncProperty(states, metadata, async (state, meta) => {
        const bytes = joined(writeSafetensors(state, meta));
        expect(joined(writeSafetensors(state, meta))).toEqual(bytes);
        const header = new DataView(bytes.buffer).getBigUint64(0, true);
        expect(header % 8n).toBe(0n);
        const checkpoint = await read(bytes);
        const prefixed = state.size > 0 && [...state.keys()].every((n) => n.startsWith('module.'));
        if (!prefixed) expect(new Map(checkpoint.state)).toEqual(state);
        expect(Object.entries(checkpoint.metadata)).toEqual(Object.entries(meta));
        expect(checkpoint.format).toBe('safetensors');
      }),
      { numRuns: 300 },
    );
  });

  it('writes the bytes that the format describes', () => {
    const state = new Map<string, TensorData>([
      ['b', { dtype: 'uint8', shape: [1], data: Uint8Array.of(9) }],
      ['w', { dtype: 'float32', shape: [1, 2], data: new Float32Array([1, -2]) }],
    ]);
    const file = joined(writeSafetensors(state, { format: 'pt' }));
    const text = Buffer.from(file).toString('latin1');
    const header =
      '{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
      '"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    const length = `${String.fromCharCode(padded.length)}\0\0\0\0\0\0\0`;
    expect(text).toBe(`${length}${padded}\0\0\u0080?\0\0\0\u00c0\u0009`);
  });

  it('writes large tensors in pieces', () => {
    const data = Float32Array.from({ length: 3_000_000 }, (_, i) => i);
    const state = new Map([['w', { dtype: 'float32', shape: [3_000_000], data } as const]]);
    const chunks = [...writeSafetensors(state)];
    expect(chunks.length).toBe(2 + 3);
    // Comparing millions of elements one by one would take minutes.
    expect(Buffer.compare(joined(chunks.slice(2)), new Uint8Array(data.buffer))).toBe(0);
  });

  it('refuses to write tensors whose data does not fit their shape', () => {
    const bad: TensorData = { dtype: 'float32', shape: [3], data: new Float32Array(2) };
    expect(() => [...writeSafetensors(new Map([['w', bad]]))]).toThrow('[3] has 2 elements');
    const good: TensorData = { dtype: 'float32', shape: [2], data: new Float32Array(2) };
    expect(() => [...writeSafetensors(new Map([['__metadata__', good]]))]).toThrow('__metadata__');
  });

  it('reads bfloat16 as float32', async () => {
    const header = '{"w":{"dtype":"BF16","shape":[3],"data_offsets":[0,6]}}';
    const data = new Uint8Array(new Uint16Array([0x3f80, 0xc049, 0x7f80]).buffer);
    const { state } = await read(fileOf(header, data));
    expect(state.get('w')).toEqual({
      dtype: 'float32',
      shape: [3],
      data: new Float32Array([1, -3.140625, Infinity]),
    });
  });

  const w = (fields: string): string => `{"w":{${fields}}}`;
  const four = new Uint8Array(4);
  it.each([
    ['a header of 2^60 bytes', fileOf('{}', four, 2n ** 60n)],
    ['a header longer than the file', fileOf('{}', four, 100n)],
    ['a cut prefix', new Uint8Array([1, 0, 0])],
    ['no JSON', fileOf('{"w"', four)],
    ['deep JSON', fileOf(`{"w":${'['.repeat(1_000_000)}`)],
    ['a number instead of a tensor', fileOf('{"w":1}')],
    ['no offsets', fileOf(w('"dtype":"F32","shape":[1]'), four)],
    ['an unknown type', fileOf(w('"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]'), four)],
    ['a wrong length', fileOf(w('"dtype":"F32","shape":[2],"data_offsets":[0,4]'), four)],
    ['a negative shape', fileOf(w('"dtype":"F32","shape":[-1],"data_offsets":[0,4]'), four)],
    ['a fractional shape', fileOf(w('"dtype":"F32","shape":[0.5],"data_offsets":[0,4]'), four)],
    ['a huge shape', fileOf(w('"dtype":"U8","shape":[9e15],"data_offsets":[0,9e15]'), four)],
    ['reversed offsets', fileOf(w('"dtype":"F32","shape":[1],"data_offsets":[4,0]'), four)],
    ['a gap', fileOf(w('"dtype":"U8","shape":[3],"data_offsets":[1,4]'), four)],
    [
      'bytes behind the last tensor',
      fileOf(w('"dtype":"U8","shape":[3],"data_offsets":[0,3]'), four),
    ],
    ['a truncated file', fileOf(w('"dtype":"U8","shape":[5],"data_offsets":[0,5]'), four)],
    [
      'an overlap',
      fileOf(
        '{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},' +
          '"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}',
        four,
      ),
    ],
    [
      'a tensor named twice',
      fileOf(
        '{"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},' +
          '"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}',
        four,
      ),
    ],
    [
      'a field named twice',
      fileOf(w('"dtype":"U8","dtype":"U8","shape":[4],"data_offsets":[0,4]'), four),
    ],
    ['metadata that is no text', fileOf('{"__metadata__":{"a":1}}')],
  ])('refuses %s', async (_, bytes) => {
    expect(await outcome(bytes)).toBeUndefined();
  });

  it('takes __proto__ as a name like any other', async () => {
    const header = '{"__proto__":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}';
    expect([...(await read(fileOf(header, four))).state.keys()]).toEqual(['__proto__']);
  });
});

describe('countJsonKeys', () => {
  it('counts as many keys as JSON.parse keeps, when none is repeated', () => {
    const keysOf = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? Object.values(value).reduce<number>(
            (sum, inner) => sum + keysOf(inner),
            Array.isArray(value) ? 0 : Object.keys(value).length,
          )
        : 0;
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(countJsonKeys(json)).toBe(keysOf(JSON.parse(json)));
      }),
    );
    expect(countJsonKeys('{"a":1,"a":2}')).toBe(2);
  });
});

describe('toFloat32', () => {
  it('agrees with the conversion by bits on every half-precision number', () => {
    const view = new DataView(new ArrayBuffer(4));
    for (let bits = 0; bits < 65536; bits++) {
      const exponent = (bits >> 10) & 31;
      const fraction = bits & 1023;
      // A single holds the same number with another bias, or for subnormals counts units of 2^-24.
      view.setUint32(
        0,
        (((bits & 0x8000) << 16) | ((exponent + 112) << 23) | (fraction << 13)) >>> 0,
      );
      let wanted = view.getFloat32(0);
      if (exponent === 0) wanted = (bits & 0x8000 ? -1 : 1) * fraction * Math.pow(2, -24);
      if (exponent === 31) wanted = fraction ? NaN : wanted > 0 ? Infinity : -Infinity;
      if (!Object.is(halfToNumber(bits), wanted)) {
        expect([bits, halfToNumber(bits)]).toEqual([bits, wanted]);
      }
    }
  });

  it('knows the landmarks of half precision', () => {
    const known = { 0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0400: 2 ** -14, 0x0001: 2 ** -24 };
    for (const [bits, value] of Object.entries(known)) expect(halfToNumber(+bits)).toBe(value);
    expect(Object.is(halfToNumber(0x8000), -0)).toBe(true);
    const halves: TensorData = { dtype: 'float16', shape: [2], data: new Uint16Array([0x3c00, 1]) };
    expect([...toFloat32(halves)]).toEqual([1, 2 ** -24]);
  });

  it('converts the other types', () => {
    const long: TensorData = { dtype: 'int64', shape: [1], data: new BigInt64Array([-3n]) };
    expect([...toFloat32(long)]).toEqual([-3]);
    const double: TensorData = { dtype: 'float64', shape: [1], data: new Float64Array([0.1]) };
    expect([...toFloat32(double)]).toEqual([Math.fround(0.1)]);
    const single: TensorData = { dtype: 'float32', shape: [1], data: new Float32Array([0.1]) };
    expect(toFloat32(single)).toBe(single.data);
  });
});
