import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkPackage } from './check-package.ts';
import type { PackageRules } from './check-package.ts';
import type { PackagedFile } from './package-contents.ts';

const rules: PackageRules = {
  target: { platform: 'linux', arch: 'x64' },
  builtIn: '/home/someone/studio',
  forbiddenPrograms: new Set(),
  needsFfmpeg: false,
};

/** A program for Linux on a processor of this number. */
function elf(machine: number): Uint8Array {
  const head = Buffer.alloc(64);
  head.set([0x7f, 0x45, 0x4c, 0x46]);
  head.writeUInt16LE(machine, 18);
  return head;
}

const x64 = elf(62);
const arm64 = elf(183);

function file(
  name: string,
  content: Uint8Array | string = 'x',
  more: Partial<PackagedFile> = {},
): PackagedFile {
  const bytes = Buffer.from(content);
  const read = (): Promise<Uint8Array> => Promise.resolve(bytes);
  return { name, size: bytes.length, place: 'archive', isExecutable: false, read, ...more };
}

const beside = { place: 'beside', isExecutable: true } as const;
const notices = [
  ...['onnxruntime-node', '@cwasm/jpeg-turbo', '@jsquash/jpeg', '@jsquash/webp'],
  ...['ffmpeg-static', 'zod'],
];

/** The least that may ship. */
const good: readonly PackagedFile[] = [
  file('package.json', '{}'),
  file('dist/electron/hosts/app/main.js'),
  file('dist/electron/hosts/app/preload.cjs'),
  file('dist/electron/hosts/engine/main.js'),
  file('dist/electron/hosts/engine/session-worker.js'),
  file('dist/electron/hosts/distiller/main.js'),
  file('dist/electron/hosts/distiller/batch-worker.js'),
  file('dist/electron/adapters/images/picture-worker.js'),
  file('dist/renderer/index.html'),
  file('native-models/manifest.json', '{}', beside),
  file('native-models/tiny-128/model.onnx', 'model', beside),
  file('node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node', x64, beside),
  file('node_modules/@cwasm/jpeg-turbo/jpeg-turbo.wasm', 'code', beside),
  file('node_modules/@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm', 'code', beside),
  file('node_modules/@jsquash/webp/codec/dec/webp_dec.wasm', 'code', beside),
  file('LICENSE'),
  file('THIRD_PARTY_NOTICES.md', notices.map((name) => `\`${name}\``).join('\n')),
];

const check = (more: readonly PackagedFile[], changed: Partial<PackageRules> = {}) =>
  checkPackage([...good, ...more], { ...rules, ...changed });

const program = (name: string, more: Partial<PackagedFile> = beside): PackagedFile =>
  file(`node_modules/ffmpeg-static/${name}`, x64, more);

describe('checkPackage', () => {
  it('finds nothing wrong with what may ship', async () => {
    expect(await check([])).toEqual([]);
    expect(await check([program('ffmpeg'), program('ffprobe')], { needsFfmpeg: true })).toEqual([]);
  });

  it('misses every file that is needed', async () => {
    for (const missing of good) {
      const rest = good.filter((each) => each !== missing);
      expect(await checkPackage(rest, rules)).toHaveLength(1);
    }
  });

  it('refuses native code for another system or processor, whatever it is called', async () => {
    expect(await check([file('dist/data.bin', arm64, beside)])).toEqual([
      'dist/data.bin: made for linux-arm64',
    ]);
    const windows = { platform: 'win32', arch: 'x64' } as const;
    expect(await check([], { target: windows })).toHaveLength(1);
  });

  it('refuses native code within the archive', async () => {
    const found = await check([file('dist/addon.node', x64)]);
    expect(found).toEqual([expect.stringContaining('within the archive')]);
  });

  it('refuses the ffmpeg of development under any name', async () => {
    const forbiddenPrograms = new Set([createHash('sha256').update(x64).digest('hex')]);
    const found = await check([program('ffmpeg'), program('ffprobe')], { forbiddenPrograms });
    expect(found.filter((line) => line.includes('2018'))).toHaveLength(3);
  });

  it('wants ffmpeg and ffprobe both, and such as can be started', async () => {
    expect(await check([program('ffmpeg')])).toEqual([expect.stringContaining('together')]);
    const dead = program('ffprobe', { place: 'beside' });
    expect(await check([program('ffmpeg'), dead])).toEqual([expect.stringContaining('started')]);
    expect(await check([], { needsFfmpeg: true })).toEqual([expect.stringContaining('missing')]);
  });

  it('wants a notice of every package, be it bundled', async () => {
    const map = (source: string): PackagedFile =>
      file('dist/a.js.map', JSON.stringify({ sources: [source] }));
    expect(await check([map('node_modules/zod/index.js')])).toEqual([]);
    expect(await check([map('node_modules/@new/one/index.js')])).toEqual([
      '@new/one: THIRD_PARTY_NOTICES.md does not name it',
    ]);
    expect(await check([file('node_modules/other/index.js')])).toHaveLength(1);
  });

  it('refuses names and texts that must not ship', async () => {
    expect(await check([file('test/golden/a.txt')])).toHaveLength(1);
    const map = JSON.stringify({ sources: [], sourcesContent: ['let a;'] });
    expect(await check([file('dist/a.js.map', map)])).toHaveLength(1);
  });

  it('refuses more than the budget allows', async () => {
    expect(await check([file('dist/large.bin', 'x', { size: 11e6 })])).toEqual([
      expect.stringContaining('programs and window'),
    ]);
    const parts = [
      file('native-models/b', 'x', { size: 39e6 }),
      file('node_modules/ffmpeg-static/c', 'x', { size: 199e6 }),
      file('node_modules/onnxruntime-node/d', 'x', { size: 74e6 }),
    ];
    expect(await check(parts)).toEqual([expect.stringContaining('everything')]);
  });
});
