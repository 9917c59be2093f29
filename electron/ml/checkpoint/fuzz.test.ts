import { readFileSync } from 'node:fs';
import { create, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataType as OnnxType,
  TensorProtoSchema,
} from 'onnx-buf';
import { beforeAll, describe, expect, it } from 'vitest';
import { outcome } from '../../../test/support/checkpoints/outcome.ts';
import { torchZip } from '../../../test/support/checkpoints/zip-bytes.ts';
import { goldenPath } from '../../../test/support/golden.ts';
import type { StateDict } from '../graph/tensor-data.ts';
import { memorySource } from './byte-source.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { toFloat32 } from './to-float32.ts';
import { writeSafetensors } from './write-safetensors.ts';
import { openZip } from './zip-archive.ts';

const legacy = new Uint8Array(readFileSync(goldenPath('ostrack-micro/t64_s128.legacy.pth.tar')));
const zip = new Uint8Array(readFileSync(goldenPath('ostrack-micro/t64_s128.pth.tar')));

function onnxOf(state: StateDict): Uint8Array {
  const initializer = [...state].map(([name, tensor], i) =>
    create(TensorProtoSchema, {
      name,
      dataType: OnnxType.FLOAT,
      dims: tensor.shape.map(BigInt),
      ...(i % 2 === 0
        ? { floatData: [...toFloat32(tensor)] }
        : { rawData: new Uint8Array(toFloat32(tensor).slice().buffer) }),
    }),
  );
  const graph = create(GraphProtoSchema, { name: 'g', initializer });
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 10n, graph }));
}

/** Real files, each with the ranges that hold its structure: pickles, headers, directory. */
const files: Record<string, { bytes: Uint8Array; structure: readonly [number, number][] }> = {};

beforeAll(async () => {
  // Most of a real file is weights, and any bytes are weights: damage is aimed at the rest.
  files['torch zip'] = {
    bytes: zip,
    structure: [
      [0, 24_000],
      [zip.length - 20_000, zip.length],
    ],
  };
  files['torch legacy'] = { bytes: legacy, structure: [[0, 26_000]] };
  const archive = await openZip(memorySource('zip', zip));
  const pickle = await archive.read([...archive.records.values()][0]!);
  const small = torchZip(pickle, {});
  files['pickle alone'] = { bytes: small, structure: [[0, small.length]] };
  const { state } = await readCheckpoint(memorySource('zip', zip));
  const some = new Map([...state].slice(0, 30));
  const safetensors = new Uint8Array(Buffer.concat([...writeSafetensors(some, { a: 'b' })]));
  files['safetensors'] = { bytes: safetensors, structure: [[0, 3_000]] };
  const onnx = onnxOf(new Map([...some].filter(([, tensor]) => tensor.data.length < 500)));
  files['onnx'] = { bytes: onnx, structure: [[0, onnx.length]] };
});

const kinds = ['torch zip', 'torch legacy', 'pickle alone', 'safetensors', 'onnx'] as const;

/** An offset into a file: mostly into its structure. */
function offsetOf(kind: (typeof kinds)[number], fraction: number, aimed: boolean): number {
  const { bytes, structure } = files[kind]!;
  if (!aimed) return Math.floor(fraction * bytes.length);
  const part = structure[Math.floor(fraction * 1e6) % structure.length]!;
  return part[0] + Math.floor(fraction * (part[1] - part[0]));
}

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const place = fc.record({ fraction, aimed: fc.integer({ min: 0, max: 9 }).map((i) => i > 0) });

describe.each(kinds)('damaged files: %s', (kind) => {
  it('is readable undamaged', async () => {
    const checkpoint = await outcome(files[kind]!.bytes);
    if (kind === 'pickle alone') expect(checkpoint).toBeUndefined();
    else expect(checkpoint!.state.size).toBeGreaterThan(10);
  });

  it('survives truncation', async () => {
    await fc.assert(
      fc.asyncProperty(place, async ({ fraction: at, aimed }) => {
        const { bytes } = files[kind]!;
        const cut = bytes.slice(0, offsetOf(kind, at, aimed));
        // Cutting must not go unnoticed, except in ONNX between two fields of the model.
        const checkpoint = await outcome(cut);
        if (kind !== 'onnx') expect(checkpoint).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('survives changed bytes', async () => {
    const change = fc.tuple(place, fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = files[kind]!.bytes.slice();
        for (const [{ fraction: at, aimed }, mask] of changes) {
          bytes[offsetOf(kind, at, aimed)]! ^= mask;
        }
        await outcome(bytes);
      }),
      { numRuns: 150 },
    );
  });

  it('survives parts that were moved, repeated or dropped', async () => {
    const splice = fc.record({ from: place, to: place, length: fc.nat(300), drop: fc.nat(300) });
    await fc.assert(
      fc.asyncProperty(splice, async ({ from, to, length, drop }) => {
        const { bytes } = files[kind]!;
        const source = offsetOf(kind, from.fraction, from.aimed);
        const target = offsetOf(kind, to.fraction, to.aimed);
        const spliced = Buffer.concat([
          bytes.subarray(0, target),
          bytes.subarray(source, source + length),
          bytes.subarray(target + drop),
        ]);
        await outcome(new Uint8Array(spliced));
      }),
      { numRuns: 100 },
    );
  });
});

describe('arbitrary bytes', () => {
  it('survives them behind every format’s first bytes', async () => {
    const heads = [
      [],
      [0x50, 0x4b, 3, 4],
      [0x80, 2],
      [8, 0, 0, 0, 0, 0, 0, 0, 0x7b],
      [8, 10, 0x3a],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...heads),
        fc.uint8Array({ maxLength: 200 }),
        async (head, tail) => {
          expect(await outcome(Uint8Array.from([...head, ...tail]))).toSatisfy(
            (c: { state: StateDict } | undefined) => c === undefined || c.state.size === 0,
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});
