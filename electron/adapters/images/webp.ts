import decode, { init } from '@jsquash/webp/decode.js';
import { orient } from './orient.ts';
import type { Channels, Picture, Size } from './picture.ts';
import { compileWasm } from './wasm-file.ts';
import { parseWebp } from './webp-chunks.ts';

interface RgbaPicture extends Size {
  /** RGBA [H,W,4]. */
  readonly data: Uint8ClampedArray;
}

let starting: Promise<void> | undefined;

/** Decodes one picture with libwebp. @throws Error when it does not decode */
async function decodeRgba(file: Uint8Array): Promise<RgbaPicture> {
  await (starting ??= init(compileWasm('@jsquash/webp', 'codec/dec/webp_dec.wasm')));
  try {
    return (await decode(Uint8Array.from(file).buffer)) as RgbaPicture;
  } catch (cause) {
    throw new Error('damaged or cut short', { cause });
  }
}

/**
 * Decodes a WebP file to RGB or RGBA [H,W,channels] as it is to be shown; of an animation only the first picture is
 * taken. Null where alpha is wanted and the file has none.
 * @throws Error when it does not decode or is cut short
 */
export async function decodeWebp(bytes: Uint8Array, channels: Channels): Promise<Picture | null> {
  const { width, height, orientation, hasAlpha, firstPicture } = parseWebp(bytes);
  if (channels === 4 && !hasAlpha) return null;
  const { left, top } = firstPicture ?? { left: 0, top: 0 };
  const picture = await decodeRgba(firstPicture?.file() ?? bytes);
  if (left + picture.width > width || top + picture.height > height) {
    throw new Error('a damaged header');
  }
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, from = 0; y < picture.height; y++) {
    let to = channels * ((top + y) * width + left);
    for (let x = 0; x < picture.width; x++, from += 4, to += channels) {
      for (let c = 0; c < channels; c++) data[to + c] = picture.data[from + c]!;
    }
  }
  return orient({ width, height, data }, channels, orientation);
}
