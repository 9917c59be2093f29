import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openImageFolder } from './image-folder.ts';

let root: string;
let made = 0;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'images-'));
});
afterAll(() => rm(root, { recursive: true }));

async function folder(): Promise<string> {
  const name = path.join(root, String(made++));
  await mkdir(name);
  return name;
}

function plain(red: number, width = 6, height = 4): Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r: red, g: 10, b: 20 } } });
}

describe('openImageFolder', () => {
  it('orders pictures by number, starts anywhere, and ignores everything else', async () => {
    const dir = await folder();
    for (const n of [98, 99, 100, 101]) await plain(n).toFile(path.join(dir, `img${n}.png`));
    await plain(1).toFile(path.join(dir, '.img97.png'));
    await writeFile(path.join(dir, 'groundtruth.txt'), '1,2,3,4\n');
    await mkdir(path.join(dir, 'img96.png'));
    const source = await openImageFolder(dir);
    expect(source.info).toMatchObject({
      kind: 'images',
      width: 6,
      height: 4,
      fps: 30,
      rotation: 0,
      codec: 'png',
    });
    expect(source.table.timeBase).toEqual({ num: 1, den: 30 });
    expect([...source.table.pts]).toEqual([0, 1, 2, 3]);
    const order: [number, number][] = [];
    for await (const { index, frame } of source.frames({ from: 0, to: 3 }))
      order.push([index, frame.data[0]!]);
    for await (const { index, frame } of source.frames({ from: 2, to: 1 }))
      order.push([index, frame.data[0]!]);
    expect(order).toEqual([
      [0, 98],
      [1, 99],
      [2, 100],
      [3, 101],
      [2, 100],
      [1, 99],
    ]);
    await expect(source.frame(4)).rejects.toMatchObject({ code: 'bad-input' });
    await source.close();
    await expect(source.frame(0)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('reads png, jpg, jpeg, webp and bmp in one folder', async () => {
    const dir = await folder();
    await plain(200).toFile(path.join(dir, '1.png'));
    await plain(200).jpeg({ quality: 100 }).toFile(path.join(dir, '2.JPG'));
    await plain(200).jpeg({ quality: 100 }).toFile(path.join(dir, '3.jpeg'));
    await plain(200).webp({ lossless: true }).toFile(path.join(dir, '4.webp'));
    const bmp = Buffer.alloc(54 + 4 * 20);
    bmp.write('BM');
    for (const [at, value] of [
      [10, 54],
      [14, 40],
      [18, 6],
      [22, 4],
    ] as const)
      bmp.writeUInt32LE(value, at);
    bmp.writeUInt16LE(24, 28);
    for (let i = 0; i < 24; i++) bmp.set([20, 10, 200], 54 + 20 * Math.floor(i / 6) + 3 * (i % 6));
    await writeFile(path.join(dir, '5.bmp'), bmp);
    const source = await openImageFolder(dir);
    let count = 0;
    for await (const { frame } of source.frames({ from: 0, to: 4 })) {
      expect(frame).toMatchObject({ kind: 'rgb', width: 6, height: 4 });
      expect([...frame.data.subarray(33, 36)]).toBeAllclose([200, 10, 20], { atol: 2 });
      count++;
    }
    expect(count).toBe(5);
  });

  it('turns grey, 16-bit, palette and transparent pictures into plain RGB', async () => {
    const dir = await folder();
    const grey = { raw: { width: 2, height: 1, channels: 1 } } as const;
    await sharp(Uint8Array.of(7, 250), grey).toColourspace('b-w').toFile(path.join(dir, '1.png'));
    const deep = sharp(Uint16Array.of(0x0700, 0xfa80, 0, 0xffff, 0x1234, 0x80ff), {
      raw: { width: 2, height: 1, channels: 3 },
    });
    await deep.toColourspace('rgb16').toFile(path.join(dir, '2.png'));
    const clear = { raw: { width: 2, height: 1, channels: 4 } } as const;
    await sharp(Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 128), clear).toFile(path.join(dir, '3.png'));
    const palette = { raw: { width: 2, height: 1, channels: 3 } } as const;
    await sharp(Uint8Array.of(255, 0, 0, 0, 0, 255), palette)
      .png({ palette: true })
      .toFile(path.join(dir, '4.png'));
    const source = await openImageFolder(dir);
    const pixels = async (index: number): Promise<number[]> => [
      ...(await source.frame(index)).data,
    ];
    expect(await pixels(0)).toEqual([7, 7, 7, 250, 250, 250]);
    expect(await pixels(1)).toEqual([0x07, 0xfa, 0, 0xff, 0x12, 0x80]);
    expect(await pixels(2)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await pixels(3)).toEqual([255, 0, 0, 0, 0, 255]);
  });

  it('applies EXIF orientation, to the size and to the pixels', async () => {
    const dir = await folder();
    // Stored: red left of blue; orientation 6 means: turn clockwise to show.
    const raw = { raw: { width: 2, height: 1, channels: 3 } } as const;
    const stored = sharp(Uint8Array.of(255, 0, 0, 0, 0, 255), raw);
    await stored.withMetadata({ orientation: 6 }).png().toFile(path.join(dir, '1.png'));
    const source = await openImageFolder(dir);
    expect(source.info).toMatchObject({ width: 1, height: 2 });
    expect([...(await source.frame(0)).data]).toEqual([255, 0, 0, 0, 0, 255]);
  });

  it('refuses mixed sizes, damaged pictures and empty folders by name', async () => {
    const dir = await folder();
    await plain(1).toFile(path.join(dir, '1.png'));
    await plain(1, 8, 4).toFile(path.join(dir, '2.png'));
    await expect(openImageFolder(dir)).rejects.toMatchObject({ code: 'bad-media' });
    await expect(openImageFolder(dir)).rejects.toThrow(/2\.png is 8x4.*6x4/);

    const torn = await folder();
    await sharp({
      create: {
        width: 64,
        height: 48,
        channels: 3,
        background: 'white',
        noise: { type: 'gaussian', mean: 99, sigma: 40 },
      },
    }).toFile(path.join(torn, '1.jpg'));
    const bytes = await readFile(path.join(torn, '1.jpg'));
    await writeFile(path.join(torn, '2.jpg'), bytes.subarray(0, Math.floor(bytes.length / 2)));
    const source = await openImageFolder(torn);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { index } of source.frames({ from: 0, to: 1 })) seen.push(index);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'bad-media' });
    await expect(reading).rejects.toThrow('2.jpg');
    expect(seen).toEqual([0]);
    await writeFile(path.join(torn, '3.jpg'), 'not a picture');
    await expect(openImageFolder(torn)).rejects.toThrow('3.jpg');

    await expect(openImageFolder(await folder())).rejects.toMatchObject({ code: 'bad-input' });
    await expect(openImageFolder(path.join(root, 'missing'))).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(openImageFolder(dir, { fps: 0 })).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('writes into given memory and stops when asked', async () => {
    const dir = await folder();
    for (const n of [1, 2, 3]) await plain(n).toFile(path.join(dir, `${n}.png`));
    const slot = new Uint8Array(new SharedArrayBuffer(72));
    const source = await openImageFolder(dir, { allocate: () => slot });
    expect((await source.frame(2)).data).toBe(slot);
    expect(slot[0]).toBe(3);
    const abort = new AbortController();
    const reading = (async () => {
      for await (const { index } of source.frames({ from: 0, to: 2 }, abort.signal))
        if (index === 1) abort.abort();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  });
});
