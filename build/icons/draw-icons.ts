import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { root } from '../entries.ts';
import { encodeIcns } from './icns.ts';
import { encodeIco } from './ico.ts';
import type { PngPicture } from './ico.ts';

/** The drawing that browsers show as well. */
const drawing = path.join(root, 'renderer', 'public', 'icon.svg');

/** Edge lengths in pixels. */
const sizes = { ico: [16, 24, 32, 48, 64, 128, 256], icns: [16, 32, 64, 128, 256, 512, 1024] };
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512];

/** Resolution at which a drawing without a size of its own is one pixel per unit, in dots per inch. */
const unitDensity = 72;

/** Share of the edge that Apple leaves free around an icon. */
const macMargin = 0.1;

/** Draws the icon at a size in pixels, `margin` of it left free on every side. */
async function drawAt(svg: Uint8Array, size: number, margin = 0): Promise<PngPicture> {
  const free = Math.round(size * margin);
  const inner = size - 2 * free;
  const png = await sharp(svg, { density: (unitDensity * inner) / 32 })
    .resize(inner, inner)
    .extend({ top: free, bottom: free, left: free, right: free, background: '#0000' })
    .png({ compressionLevel: 9 })
    .toBuffer();
  return { size, png };
}

/** Draws the program's icons into a folder: icon.ico, icon.icns, and linux/<size>x<size>.png. */
export async function drawIcons(folder: string): Promise<void> {
  const svg = await readFile(drawing);
  const draw = (list: readonly number[], margin?: number): Promise<readonly PngPicture[]> =>
    Promise.all(list.map((size) => drawAt(svg, size, margin)));
  const linux = path.join(folder, 'linux');
  await mkdir(linux, { recursive: true });
  await writeFile(path.join(folder, 'icon.ico'), encodeIco(await draw(sizes.ico)));
  await writeFile(path.join(folder, 'icon.icns'), encodeIcns(await draw(sizes.icns, macMargin)));
  for (const { size, png } of await draw(linuxSizes)) {
    await writeFile(path.join(linux, `${size}x${size}.png`), png);
  }
}
