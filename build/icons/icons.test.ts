import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawIcons } from './draw-icons.ts';
import { encodeIcns } from './icns.ts';
import { encodeIco } from './ico.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'icons-'));
  await drawIcons(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const sizeOf = async (png: Uint8Array): Promise<readonly [number, number]> => {
  const { width, height, format } = await sharp(png).metadata();
  expect(format).toBe('png');
  return [width, height];
};

describe('drawIcons', () => {
  it('writes a Windows icon whose entries lead to pictures of their sizes', async () => {
    const ico = await readFile(path.join(folder, 'icon.ico'));
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([0, 1, 7]);
    let end = 6 + 7 * 16;
    for (let index = 0; index < 7; index++) {
      const at = 6 + 16 * index;
      const size = ico.readUInt8(at) || 256;
      const [length, offset] = [ico.readUInt32LE(at + 8), ico.readUInt32LE(at + 12)];
      expect(offset).toBe(end);
      expect(await sizeOf(ico.subarray(offset, offset + length))).toEqual([size, size]);
      end = offset + length;
    }
    expect(end).toBe(ico.length);
  });

  it('writes a macOS icon whose elements fill it and hold pictures of their sizes', async () => {
    const icns = await readFile(path.join(folder, 'icon.icns'));
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const sizes = new Map<string, number>();
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      const picture = icns.subarray(at + 8, at + icns.readUInt32BE(at + 4));
      const [width, height] = await sizeOf(picture);
      expect(height).toBe(width);
      sizes.set(icns.toString('latin1', at, at + 4), width);
    }
    expect(Object.fromEntries(sizes)).toEqual({
      ...{ icp4: 16, icp5: 32, ic11: 32, ic12: 64, ic07: 128, ic08: 256, ic13: 256 },
      ...{ ic09: 512, ic14: 512, ic10: 1024 },
    });
  });

  it('writes pictures for Linux, drawn and not empty', async () => {
    const names = await readdir(path.join(folder, 'linux'));
    expect(names).toHaveLength(8);
    for (const name of names) {
      const png = await readFile(path.join(folder, 'linux', name));
      const size = Number.parseInt(name, 10);
      expect(await sizeOf(png)).toEqual([size, size]);
      const { channels } = await sharp(png).stats();
      expect(channels.some(({ stdev }) => stdev > 10)).toBe(true);
    }
  });
});

describe('encodeIco and encodeIcns', () => {
  it('refuse sizes that their formats cannot hold', () => {
    const png = new Uint8Array(1);
    expect(() => encodeIco([{ size: 512, png }])).toThrow(RangeError);
    expect(() => encodeIcns([{ size: 48, png }])).toThrow(RangeError);
  });
});
