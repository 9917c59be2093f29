import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';

/** Side of the square and size of the pictures, pixels. */
const SIDE = 24;
const SIZE = { width: 160, height: 120 } as const;

/**
 * Writes a sequence in the layout of LaSOT and OTB: pictures of a square that moves over a still pattern, and its true
 * boxes.
 */
export async function writeMovingSquare(
  folder: string,
  { frames, step = 2 }: { readonly frames: number; readonly step?: number },
): Promise<void> {
  await mkdir(path.join(folder, 'img'), { recursive: true });
  const boxes: string[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const [left, top] = [20 + step * frame, 40 + (frame % 3)];
    boxes.push(`${left},${top},${SIDE},${SIDE}\n`);
    const data = new Uint8Array(SIZE.width * SIZE.height * 3);
    for (let y = 0; y < SIZE.height; y++) {
      for (let x = 0; x < SIZE.width; x++) {
        const isInside = x >= left && x < left + SIDE && y >= top && y < top + SIDE;
        const shade = isInside ? 230 - 60 * ((x - left) >> 3) : 60 + ((x * 7 + y * 13) % 32);
        data.fill(shade, 3 * (y * SIZE.width + x), 3 * (y * SIZE.width + x) + 3);
      }
    }
    const name = `${String(frame + 1).padStart(8, '0')}.png`;
    const picture = sharp(data, { raw: { ...SIZE, channels: 3 } }).png();
    await picture.toFile(path.join(folder, 'img', name));
  }
  await writeFile(path.join(folder, 'groundtruth.txt'), boxes.join(''));
}
