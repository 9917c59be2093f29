import encode, { init } from '@jsquash/jpeg/encode.js';
import type { Picture } from './picture.ts';
import { compileWasm } from './wasm-file.ts';

let starting: Promise<void> | undefined;

/** Encodes an RGB picture as a JPEG file with mozjpeg; `quality` is 0 to 100. */
export async function encodeJpeg(
  { width, height, data }: Picture,
  quality: number,
): Promise<Uint8Array> {
  await (starting ??= init(compileWasm('@jsquash/jpeg', 'codec/enc/mozjpeg_enc.wasm')));
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from]!;
    rgba[to + 1] = data[from + 1]!;
    rgba[to + 2] = data[from + 2]!;
  }
  const picture = { width, height, data: rgba, colorSpace: 'srgb' as const };
  return new Uint8Array(await encode(picture, { quality, progressive: false }));
}
