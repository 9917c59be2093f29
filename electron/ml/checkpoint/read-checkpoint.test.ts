import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { goldenJson, goldenPath } from '../../../test/support/golden.ts';
import { countedSource } from '../../../test/support/checkpoints/outcome.ts';
import { withFileSource } from '../../adapters/files/file-byte-source.ts';
import { memorySource } from './byte-source.ts';
import type { Checkpoint } from './checkpoint.ts';
import { indexCheckpoint, readCheckpoint } from './read-checkpoint.ts';
import { writeSafetensors } from './write-safetensors.ts';

interface Expected {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: string;
  readonly sum_f64: number;
  readonly abs_sum_f64: number;
  readonly first: number;
  readonly last: number;
}

const folder = 'ostrack-micro';
const variants = [
  { file: 't64_s128.pth.tar', state: 't64_s128', format: 'torch-zip', epoch: 300 },
  { file: 't96_s192.pth.tar', state: 't96_s192', format: 'torch-zip', epoch: 300 },
  { file: 't128_s256.pth.tar', state: 't128_s256', format: 'torch-zip', epoch: 300 },
  { file: 't64_s128.legacy.pth.tar', state: 't64_s128', format: 'torch-legacy', epoch: 300 },
  { file: 't64_s128.cuda_opt.pth.tar', state: 't64_s128', format: 'torch-zip', epoch: 299 },
] as const;

const fromFile = (file: string): Promise<Checkpoint> =>
  withFileSource(goldenPath(`${folder}/${file}`), (source) => readCheckpoint(source));

describe('readCheckpoint on files of the reference trainer', () => {
  it.each(variants)('reads every entry of $file', async ({ file, state, format, epoch }) => {
    const checkpoint = await fromFile(file);
    const expected = goldenJson<Expected[]>(`${folder}/${state}.state_dict.json`);
    expect(expected.length).toBe(134);
    expect([...checkpoint.state.keys()]).toEqual(expected.map(({ name }) => name));
    for (const entry of expected) {
      const { shape, dtype, data } = checkpoint.state.get(entry.name)!;
      expect([entry.name, dtype, shape]).toEqual([entry.name, entry.dtype, entry.shape]);
      const values = Array.from(data as ArrayLike<number | bigint>, Number);
      expect(values[0]).toBe(entry.first);
      expect(values.at(-1)).toBe(entry.last);
      const sum = values.reduce((a, b) => a + b, 0);
      const absSum = values.reduce((a, b) => a + Math.abs(b), 0);
      const tolerance = { atol: 1e-12 * entry.abs_sum_f64 };
      expect([sum, absSum]).toBeAllclose([entry.sum_f64, entry.abs_sum_f64], tolerance);
    }
    expect(checkpoint.format).toBe(format);
    expect(checkpoint.metadata).toEqual({});
    expect(checkpoint.extras).toMatchObject({
      epoch,
      netType: 'OSTrack',
      actorType: 'OSTrackActor',
    });
    expect(checkpoint.extras.foreignNames.toSorted()).toEqual([
      'lib.train.admin.local.EnvironmentSettings',
      'lib.train.admin.settings.Settings',
      'lib.train.admin.stats.AverageMeter',
      'lib.train.admin.stats.StatValue',
      'torch.device',
    ]);
  });

  it('finds the same numbers in the zip, the legacy and the CUDA variant', async () => {
    const zip = await fromFile('t64_s128.pth.tar');
    for (const file of ['t64_s128.legacy.pth.tar', 't64_s128.cuda_opt.pth.tar']) {
      expect((await fromFile(file)).state).toEqual(zip.state);
    }
  });

  it('does not read the optimizer', async () => {
    const bytes = readFileSync(goldenPath(`${folder}/t64_s128.cuda_opt.pth.tar`));
    const source = countedSource(bytes);
    const { state } = await readCheckpoint(source);
    const weights = [...state.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    // The rest is the pickle and the zip's directory, some 180 kB; the moments are twice the weights.
    expect(source.bytesRead).toBeLessThan(weights + 250_000);
    expect(source.bytesRead).toBeGreaterThan(weights);
  });

  it('reads only what is wanted, and nothing for a table of contents', async () => {
    const bytes = readFileSync(goldenPath(`${folder}/t64_s128.legacy.pth.tar`));
    const source = countedSource(bytes);
    const { entries } = await indexCheckpoint(source);
    expect(entries.get('backbone.pos_embed_x')).toMatchObject({
      type: 'float32',
      shape: [1, 64, 48],
    });
    const forIndex = source.bytesRead;
    const only = (name: string): boolean => name === 'backbone.norm.weight';
    const { state } = await readCheckpoint(source, { only });
    expect([...state.keys()]).toEqual(['backbone.norm.weight']);
    expect(source.bytesRead - forIndex).toBe(forIndex + 48 * 4);
  });

  it('strips the prefix of DataParallel where every name has it', async () => {
    const one = { dtype: 'uint8', shape: [1], data: Uint8Array.of(7) } as const;
    const read = async (...names: string[]): Promise<string[]> => {
      const chunks = [...writeSafetensors(new Map(names.map((name) => [name, one])))];
      const source = memorySource('m', new Uint8Array(Buffer.concat(chunks)));
      return [...(await readCheckpoint(source)).state.keys()];
    };
    expect(await read('module.a', 'module.module.b')).toEqual(['a', 'module.b']);
    expect(await read('module.a', 'b')).toEqual(['module.a', 'b']);
  });

  it.each([
    ['an empty file', new Uint8Array(0)],
    ['text', new TextEncoder().encode('# Golden fixtures')],
    ['a tar', new Uint8Array(1024)],
    ['a plain pickle', Uint8Array.of(0x80, 2, 0x7d, 0x2e)],
  ])('refuses %s', async (_, bytes) => {
    await expect(readCheckpoint(memorySource('x.pth', bytes))).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringMatching(/^x\.pth: .*PyTorch/) as string,
    });
  });
});

describe('readCheckpoint on the seed weights', () => {
  const weights = fileURLToPath(new URL('../../../../shared/weights/', import.meta.url));
  const files = existsSync(weights) ? readdirSync(weights).filter((f) => f.endsWith('.pth')) : [];
  it('reads 196 tensors of the tiny network', async () => {
    if (files.length === 0) console.warn(`SKIPPED: no third-party weights in ${weights}`);
    for (const file of files) {
      const { state } = await withFileSource(weights + file, (source) => readCheckpoint(source));
      const count = [...state.values()].reduce((sum, { data }) => sum + data.length, 0);
      expect(state.size).toBe(196);
      expect(state.get('backbone.patch_embed.stem.0.0.weight')?.shape).toEqual([24, 3, 3, 3]);
      if (file === 'tiny-128.pth') expect(count).toBe(3_899_717);
    }
  });
});
