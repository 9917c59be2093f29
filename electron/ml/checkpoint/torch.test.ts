import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as p from '../../../test/support/checkpoints/pickle-bytes.ts';
import { outcome } from '../../../test/support/checkpoints/outcome.ts';
import { torchZip, type ZipPart } from '../../../test/support/checkpoints/zip-bytes.ts';
import type { StateDict } from '../graph/tensor-data.ts';
import { memorySource } from './byte-source.ts';
import type { Checkpoint } from './checkpoint.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { contiguousStrides } from './tensor-layout.ts';

const bytesOf = (view: ArrayBufferView<ArrayBuffer>): Uint8Array => new Uint8Array(view.buffer);
const counting = (length: number): Uint8Array =>
  bytesOf(Float32Array.from({ length }, (_, i) => i));

function readBytes(bytes: Uint8Array): Promise<Checkpoint> {
  return readCheckpoint(memorySource('x.pth', bytes));
}
async function stateOf(bytes: Uint8Array): Promise<StateDict> {
  return (await readBytes(bytes)).state;
}
const zipOf = (code: p.Code, data: Uint8Array, more: readonly ZipPart[] = []): Uint8Array =>
  torchZip(p.pickle(p.dict(['net', p.dict(['w', code])])), { 0: data }, more);

async function refusal(bytes: Uint8Array): Promise<string> {
  const result = await readBytes(bytes).catch((error: unknown) => error);
  expect(result).toMatchObject({ code: 'bad-checkpoint' });
  return (result as Error).message;
}

describe('tensors of a PyTorch file', () => {
  it('makes strided, transposed and offset tensors contiguous', async () => {
    const place = fc.record({
      shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
      strides: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 }),
      offset: fc.nat(10),
    });
    await fc.assert(
      fc.asyncProperty(place, async ({ shape, strides: spare, offset }) => {
        const strides = spare.slice(0, shape.length);
        const code = p.tensor({ length: 150, offset, shape, strides });
        const { data, shape: readShape } = (await stateOf(zipOf(code, counting(150)))).get('w')!;
        const count = shape.reduce((a, b) => a * b, 1);
        const wanted = Array.from({ length: count }, (_, flat) =>
          contiguousStrides(shape).reduce(
            (at, step, axis) => at + (Math.floor(flat / step) % shape[axis]!) * strides[axis]!,
            offset,
          ),
        );
        expect(readShape).toEqual(shape);
        expect([...data]).toEqual(wanted);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['FloatStorage', new Float32Array([1.5, -2]), 'float32', [1.5, -2]],
    ['DoubleStorage', new Float64Array([1e300, -2]), 'float64', [1e300, -2]],
    ['HalfStorage', new Uint16Array([0x3e00, 0xc000]), 'float16', [0x3e00, 0xc000]],
    ['BFloat16Storage', new Uint16Array([0x3fc0, 0xc000]), 'float32', [1.5, -2]],
    ['LongStorage', new BigInt64Array([2n ** 60n, -1n]), 'int64', [2n ** 60n, -1n]],
    ['IntStorage', new Int32Array([7, -1]), 'int32', [7, -1]],
    ['ByteStorage', new Uint8Array([7, 255]), 'uint8', [7, 255]],
    ['BoolStorage', new Uint8Array([0, 255]), 'bool', [0, 1]],
  ])('reads %s', async (storage, elements, dtype, values) => {
    const code = p.tensor({ storage, length: 2, shape: [2], strides: [1] });
    const tensor = (await stateOf(zipOf(code, bytesOf(elements)))).get('w')!;
    expect(tensor.dtype).toBe(dtype);
    expect([...tensor.data]).toEqual(values);
  });

  it('reads parameters, and tensors that share a storage', async () => {
    const view = (offset: number): p.Code =>
      p.tensor({ length: 6, offset, shape: [2], strides: [1] });
    const parameter = [
      ...p.global('torch._utils', '_rebuild_parameter'),
      ...p.tuple(view(4), p.yes, p.none),
      ...p.reduce,
    ];
    const main = p.pickle(p.dict(['a', view(0)], ['b', view(1)], ['c', parameter]));
    const state = await stateOf(torchZip(main, { 0: counting(6) }));
    expect([...state].map(([name, { data }]) => [name, ...data])).toEqual([
      ['a', 0, 1],
      ['b', 1, 2],
      ['c', 4, 5],
    ]);
  });

  it.each(['net', 'model', 'state_dict', 'module'])('finds the weights under %s', async (key) => {
    const code = p.tensor({ length: 1, shape: [], strides: [] });
    const main = p.pickle(p.dict(['epoch', p.integer(7)], [key, p.dict(['w', code])]));
    const { state, extras } = await readBytes(torchZip(main, { 0: counting(1) }));
    expect(state.get('w')).toEqual({ dtype: 'float32', shape: [], data: new Float32Array([0]) });
    expect(extras).toEqual({ epoch: 7, foreignNames: [] });
  });

  it('accepts a tensor of any name', async () => {
    const code = p.tensor({ length: 1, shape: [], strides: [] });
    const main = p.pickle(p.dict(['__proto__', code], ['constructor', code]));
    const state = await stateOf(torchZip(main, { 0: counting(1) }));
    expect([...state.keys()]).toEqual(['__proto__', 'constructor']);
  });

  it.each([
    ['more elements than the storage', { length: 6, shape: [7], strides: [1] }],
    ['an offset past the storage', { length: 6, offset: 6, shape: [1], strides: [1] }],
    ['a stride past the storage', { length: 6, shape: [2, 2], strides: [5, 1] }],
    ['a negative stride', { length: 6, offset: 5, shape: [3], strides: [-1] }],
    ['a negative offset', { length: 6, offset: -1, shape: [3], strides: [1] }],
    ['a negative extent', { length: 6, shape: [-1], strides: [1] }],
    ['an overflowing shape', { length: 6, shape: [2 ** 39, 2 ** 39], strides: [0, 0] }],
    ['a huge expanded tensor', { length: 6, shape: [2 ** 39], strides: [0] }],
    ['too few strides', { length: 6, shape: [2, 2], strides: [1] }],
    ['65 dimensions', { length: 6, shape: new Array<number>(65).fill(1), strides: [] }],
    ['a storage longer than its record', { length: 7, shape: [1], strides: [1] }],
    ['a negative storage', { length: -1, shape: [0], strides: [1] }],
    ['a storage that is missing', { key: '../0', length: 6, shape: [1], strides: [1] }],
    ['complex numbers', { storage: 'ComplexFloatStorage', length: 1, shape: [1], strides: [1] }],
    ['an unknown storage', { storage: 'Tensor', length: 1, shape: [1], strides: [1] }],
  ])('refuses %s', async (_, fields) => {
    await refusal(zipOf(p.tensor(fields), counting(6)));
  });

  it('refuses a thousand views of one storage, which together would fill the memory', async () => {
    const length = 100_000;
    const code = p.tensor({ length, shape: [length], strides: [1] });
    const names = Array.from({ length: 1000 }, (_, i) => [`w${i}`, code] as const);
    const message = await refusal(torchZip(p.pickle(p.dict(...names)), { 0: counting(length) }));
    expect(message).toContain('its tensors would take 400000000 bytes');
  });

  it.each([
    [
      'a number among the weights',
      p.dict(['w', p.tensor({ length: 1, shape: [], strides: [] })], ['n', p.integer(1)]),
    ],
    ['no weights', p.dict(['net', p.dict()])],
    [
      'an object instead of a state dict',
      [...p.global('torch.nn', 'Linear'), ...p.tuple(), ...p.newObject],
    ],
  ])('refuses %s', async (_, root) => {
    await refusal(torchZip(p.pickle(root), { 0: counting(1) }));
  });

  it('refuses big-endian files and programs', async () => {
    const code = p.tensor({ length: 1, shape: [], strides: [] });
    const big = { name: 'stem/byteorder', bytes: new TextEncoder().encode('big') };
    expect(await refusal(zipOf(code, counting(1), [big]))).toContain('byte order');
    const constants = { name: 'stem/constants.pkl', bytes: p.pickle(p.none) };
    expect(await refusal(zipOf(code, counting(1), [constants]))).toContain('TorchScript');
    const main = p.pickle(p.dict(['w', code]));
    const legacy = p.legacyFile(main, [['0', 1, counting(1)]], false);
    expect(await refusal(legacy)).toContain('little-endian');
  });
});

describe('the legacy format', () => {
  const code = (view: p.Code): p.Code =>
    p.tensor({ key: 'k', length: 6, offset: 1, shape: [2], strides: [1], view });

  it('reads views of a storage', async () => {
    const view = p.tuple(p.text('v'), p.integer(3), p.integer(3));
    const main = p.pickle(p.dict(['a', code(p.none)], ['b', code(view)]));
    const state = await stateOf(p.legacyFile(main, [['k', 6, counting(6)]]));
    expect([...state].map(([name, { data }]) => [name, ...data])).toEqual([
      ['a', 1, 2],
      ['b', 4, 5],
    ]);
  });

  it.each([
    ['a view outside its storage', p.tuple(p.text('v'), p.integer(4), p.integer(3)), 'k', 6],
    ['a view shorter than its tensor', p.tuple(p.text('v'), p.integer(4), p.integer(2)), 'k', 6],
    ['another length than the pickle says', p.none, 'k', 7],
    ['a storage without a tensor', p.none, 'other', 6],
  ])('refuses %s', async (_, view, key, length) => {
    const main = p.pickle(p.dict(['a', code(view)]));
    await refusal(p.legacyFile(main, [[key, length, counting(6)]]));
  });

  it('refuses a storage that the file does not hold', async () => {
    const main = p.pickle(p.dict(['a', code(p.none)]));
    expect(await refusal(p.legacyFile(main, []))).toContain('its bytes are missing');
    const cut = p.legacyFile(main, [['k', 6, counting(6)]]).slice(0, -1);
    expect(await refusal(cut)).toContain('fetch it again');
  });
});

describe('hostile pickles', () => {
  const trace = path.join(tmpdir(), `loretrack-executed-${process.pid}`);
  const command = p.tuple(p.text(`touch ${trace}`));
  const byName = (module: string, name: string): p.Code => [
    ...p.text(module),
    ...p.text(name),
    ...p.stackGlobal,
  ];
  const attacks: readonly (readonly [string, p.Code])[] = [
    ['GLOBAL os.system', [...p.global('os', 'system'), ...command, ...p.reduce]],
    ['STACK_GLOBAL os.system', [...byName('os', 'system'), ...command, ...p.reduce]],
    ['NEWOBJ subprocess.Popen', [...p.global('subprocess', 'Popen'), ...command, ...p.newObject]],
    ['builtins.exec', [...p.global('builtins', 'exec'), ...command, ...p.reduce]],
    [
      'a method of an inert record',
      [
        ...[...p.global('builtins', 'getattr'), ...p.tuple(p.global('os', 'path'), p.text('x'))],
        ...[...p.reduce, ...command, ...p.reduce],
      ],
    ],
    [
      'a child process by name',
      [...p.global('child_process', 'execSync'), ...command, ...p.reduce],
    ],
    [
      'BUILD with __setstate__',
      [
        ...[...p.global('a', 'B'), ...p.tuple(), ...p.newObject],
        ...[...p.dict(['__setstate__', p.global('os', 'system')]), ...p.build],
      ],
    ],
  ];
  const weight = p.tensor({ length: 1, shape: [], strides: [] });

  it.each(attacks)('does nothing for %s', async (_, attack) => {
    const main = p.pickle(p.dict(['stats', attack], ['net', p.dict(['w', weight])]));
    for (const file of [
      torchZip(main, { 0: counting(1) }),
      p.legacyFile(main, [['0', 1, counting(1)]]),
    ]) {
      const checkpoint = await outcome(file);
      expect([...checkpoint!.state.keys()]).toEqual(['w']);
      expect(checkpoint!.extras.foreignNames.length).toBeGreaterThan(0);
    }
    expect(existsSync(trace)).toBe(false);
  });

  it.each(attacks)('refuses %s in the place of the weights', async (_, attack) => {
    await refusal(torchZip(p.pickle(p.dict(['net', attack])), {}));
    await refusal(torchZip(p.pickle(p.dict(['net', p.dict(['w', attack])], ['v', weight])), {}));
    await refusal(Uint8Array.from(p.pickle(attack)));
    expect(existsSync(trace)).toBe(false);
  });
});
