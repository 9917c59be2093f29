import { create, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType as OnnxType,
  TensorProtoSchema,
} from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { countedSource, outcome } from '../../../test/support/checkpoints/outcome.ts';
import { memorySource } from './byte-source.ts';
import { isInnerPath } from './onnx-initialisers.ts';
import { indexCheckpoint, readCheckpoint } from './read-checkpoint.ts';

type Init = Omit<Parameters<typeof create<typeof TensorProtoSchema>>[1] & object, '$typeName'>;

const entry = (key: string, value: string) => create(StringStringEntryProtoSchema, { key, value });
const init = (fields: Init): TensorProto => create(TensorProtoSchema, fields);
const raw = (values: ArrayBufferView<ArrayBuffer>) => new Uint8Array(values.buffer);

function modelOf(
  initializer: TensorProto[],
  metadata: readonly (readonly [string, string])[] = [],
): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 10n,
      producerName: 'test',
      graph: create(GraphProtoSchema, {
        name: 'g',
        node: Array.from({ length: 50 }, (_, i) =>
          create(NodeProtoSchema, { name: `node${i}`, opType: 'Identity' }),
        ),
        initializer,
      }),
      metadataProps: metadata.map(([key, value]) => entry(key, value)),
    }),
  );
}

async function only(tensor: TensorProto) {
  const { state } = await readCheckpoint(memorySource('x.onnx', modelOf([tensor])));
  expect(state.size).toBe(1);
  return state.values().next().value;
}

describe('ONNX initialisers', () => {
  const name = 'w';
  it.each([
    [
      'raw float',
      { dataType: OnnxType.FLOAT, dims: [1n, 2n], rawData: raw(new Float32Array([1.5, -2])) },
      { dtype: 'float32', shape: [1, 2], data: new Float32Array([1.5, -2]) },
    ],
    [
      'float_data',
      { dataType: OnnxType.FLOAT, dims: [2n], floatData: [1.5, -2] },
      { dtype: 'float32', shape: [2], data: new Float32Array([1.5, -2]) },
    ],
    [
      'double_data',
      { dataType: OnnxType.DOUBLE, dims: [1n], doubleData: [1e300] },
      { dtype: 'float64', shape: [1], data: new Float64Array([1e300]) },
    ],
    [
      'int64_data',
      { dataType: OnnxType.INT64, dims: [3n], int64Data: [-1n, 2n ** 62n, 0n] },
      { dtype: 'int64', shape: [3], data: new BigInt64Array([-1n, 2n ** 62n, 0n]) },
    ],
    [
      'raw int64',
      { dataType: OnnxType.INT64, dims: [], rawData: raw(new BigInt64Array([-7n])) },
      { dtype: 'int64', shape: [], data: new BigInt64Array([-7n]) },
    ],
    [
      'int32_data',
      { dataType: OnnxType.INT32, dims: [2n], int32Data: [-5, 2 ** 31 - 1] },
      { dtype: 'int32', shape: [2], data: new Int32Array([-5, 2 ** 31 - 1]) },
    ],
    [
      'half in int32_data',
      { dataType: OnnxType.FLOAT16, dims: [1n], int32Data: [0xc000] },
      { dtype: 'float16', shape: [1], data: new Uint16Array([0xc000]) },
    ],
    [
      'bfloat16 in int32_data',
      { dataType: OnnxType.BFLOAT16, dims: [1n], int32Data: [0xc049] },
      { dtype: 'float32', shape: [1], data: new Float32Array([-3.140625]) },
    ],
    [
      'bool in int32_data',
      { dataType: OnnxType.BOOL, dims: [2n], int32Data: [0, 1] },
      { dtype: 'bool', shape: [2], data: new Uint8Array([0, 1]) },
    ],
    [
      'raw uint8',
      { dataType: OnnxType.UINT8, dims: [2n], rawData: new Uint8Array([3, 4]) },
      { dtype: 'uint8', shape: [2], data: new Uint8Array([3, 4]) },
    ],
    [
      'an empty tensor',
      { dataType: OnnxType.FLOAT, dims: [0n] },
      { dtype: 'float32', shape: [0], data: new Float32Array(0) },
    ],
  ])('reads %s', async (_, fields, wanted) => {
    expect(await only(init({ name, ...fields }))).toEqual(wanted);
  });

  it('reads metadata, and keeps prototype names as data', async () => {
    const properties = [
      ['search_size', '128'],
      ['__proto__', 'x'],
    ] as const;
    const tensor = init({ name: '__proto__', dataType: OnnxType.UINT8, dims: [0n] });
    const source = memorySource('x.onnx', modelOf([tensor], properties));
    const { metadata, state, format, extras } = await readCheckpoint(source);
    expect(Object.entries(metadata)).toEqual(properties);
    expect([...state.keys()]).toEqual(['__proto__']);
    expect([format, extras]).toEqual(['onnx', { foreignNames: [] }]);
  });

  it('skips the elements of large initialisers until they are wanted', async () => {
    const bytes = modelOf(
      ['a', 'b'].map((label) =>
        init({
          name: label,
          dataType: OnnxType.FLOAT,
          dims: [250_000n],
          rawData: new Uint8Array(1e6),
        }),
      ),
    );
    const source = countedSource(bytes);
    expect((await indexCheckpoint(source)).entries.size).toBe(2);
    expect(source.bytesRead).toBeLessThan(400_000);
    const before = source.bytesRead;
    await readCheckpoint(source, { only: (label) => label === 'b' });
    expect(source.bytesRead).toBe(2 * before + 1e6);
  });

  it.each([
    ['too few raw bytes', { dataType: OnnxType.FLOAT, dims: [2n], rawData: new Uint8Array(7) }],
    ['too few floats', { dataType: OnnxType.FLOAT, dims: [3n], floatData: [1, 2] }],
    ['too many integers', { dataType: OnnxType.INT64, dims: [1n], int64Data: [1n, 2n] }],
    ['floats for integers', { dataType: OnnxType.INT64, dims: [1n], floatData: [1, 2] }],
    ['no values', { dataType: OnnxType.FLOAT, dims: [2n] }],
    ['values twice', { dataType: OnnxType.FLOAT, dims: [1n], floatData: [1], int32Data: [1] }],
    ['a negative dimension', { dataType: OnnxType.FLOAT, dims: [-1n] }],
    ['2^62 elements', { dataType: OnnxType.FLOAT, dims: [2n ** 31n, 2n ** 31n] }],
    ['strings', { dataType: OnnxType.STRING, dims: [1n], stringData: [new Uint8Array(1)] }],
  ])('refuses %s', async (_, fields) => {
    expect(await outcome(modelOf([init({ name, ...fields })]))).toBeUndefined();
  });

  it('refuses two initialisers, graphs or properties of one name', async () => {
    const tensor = init({ name, dataType: OnnxType.UINT8, dims: [0n] });
    expect(await outcome(modelOf([tensor]))).toBeDefined();
    expect(await outcome(modelOf([tensor, tensor]))).toBeUndefined();
    const twice = new Uint8Array(Buffer.concat([modelOf([tensor]), modelOf([])]));
    expect(await outcome(twice)).toBeUndefined();
    expect(
      await outcome(
        modelOf(
          [],
          [
            ['a', ''],
            ['a', ''],
          ],
        ),
      ),
    ).toBeUndefined();
  });
});

describe('external data', () => {
  const external = (location: string, more: Readonly<Record<string, string>> = {}): Uint8Array =>
    modelOf([
      init({
        name: 'w',
        dataType: OnnxType.FLOAT,
        dims: [2n],
        dataLocation: TensorProto_DataLocation.EXTERNAL,
        externalData: Object.entries({ location, ...more }).map(([k, v]) => entry(k, v)),
      }),
    ]);
  const data = raw(new Float32Array([9, 1.5, -2]));
  const opened: string[] = [];
  const openExternal = (location: string) => {
    opened.push(location);
    return Promise.resolve(memorySource(location, data));
  };

  it('reads the range that the model names', async () => {
    const model = external('weights/w.data', { offset: '4', length: '8' });
    const { state } = await readCheckpoint(memorySource('x.onnx', model), { openExternal });
    expect([...state.get('w')!.data]).toEqual([1.5, -2]);
    expect(opened).toEqual(['weights/w.data']);
  });

  it.each([
    ['a range past the file', external('w', { offset: '8' })],
    ['another length', external('w', { length: '4' })],
    ['a negative offset', external('w', { offset: '-4' })],
    ['an enormous offset', external('w', { offset: '9'.repeat(30) })],
    ['the folder above', external('../w')],
    ['an absolute path', external('/etc/passwd')],
    ['a drive', external('C:w')],
    ['a backslash', external('a\\..\\..\\w')],
    ['no path', external('')],
  ])('refuses %s', async (_, model) => {
    opened.length = 0;
    expect(await outcome(model, { openExternal })).toBeUndefined();
    expect(opened.filter((location) => location !== 'w')).toEqual([]);
  });

  it('says that the other file is needed when it cannot be opened', async () => {
    const source = memorySource('x.onnx', external('w.data'));
    await expect(readCheckpoint(source)).rejects.toThrow(/another file, "w\.data"/);
  });

  it('takes only paths that stay inside', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', 'a', '/', '\\', ':', '')), (parts) => {
        const path = parts.join('');
        if (!isInnerPath(path)) return;
        expect(path.startsWith('/')).toBe(false);
        expect(path.split(/[\\/]/)).not.toContain('..');
      }),
    );
    expect(isInnerPath('a/b..c/d.data')).toBe(true);
  });
});
