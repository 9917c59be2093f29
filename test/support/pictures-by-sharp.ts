import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { Picture } from '../../electron/adapters/images/picture.ts';

/** Another reader's pixels of a picture file: sharp's, which is built on the same JPEG and WebP libraries and libpng. */
export async function readBySharp(bytes: Uint8Array, channels: 3 | 4 = 3): Promise<Picture> {
  const image = sharp(bytes, { failOn: 'error', ignoreIcc: true, autoOrient: true, pages: 1 });
  const { data, info } = await (channels === 4 ? image.ensureAlpha() : image.removeAlpha())
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/** A picture with edges, gradients and noise, the same for the same size; RGBA where `hasAlpha`. */
export function testPicture(width: number, height: number, hasAlpha = false): Sharp {
  const channels = hasAlpha ? 4 : 3;
  const data = new Uint8Array(width * height * channels);
  let noise = 1;
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
    noise = (noise * 1103515245 + 12345) & 0x7fffffff;
    const edge = (x >> 2) % 2 === (y >> 3) % 2 ? 90 : 0;
    data[i] = edge + 5 * x + 3 * (i % channels) * y + (noise >> 24);
  }
  return sharp(data, { raw: { width, height, channels } });
}
