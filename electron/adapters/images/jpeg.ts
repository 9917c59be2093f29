import { isCutShort, parseJpegHeader } from './jpeg-header.ts';
import { orient } from './orient.ts';
import type { Picture } from './picture.ts';
import { decodeTurboJpeg } from './turbo-jpeg.ts';

/**
 * Decodes a JPEG file to RGB [H,W,3] as it is to be shown; faults within are passed over as other programs do.
 * @throws Error when it does not decode or is cut short
 */
export function decodeJpeg(bytes: Uint8Array): Picture {
  const header = parseJpegHeader(bytes);
  if (header === undefined || isCutShort(bytes, header)) throw new Error('cut short');
  const { width, height, components, orientation } = header;
  const data =
    components === 4
      ? rgbFromInk(decodeTurboJpeg(bytes, header, 'cmyk'))
      : decodeTurboJpeg(bytes, header, 'rgb');
  return orient({ width, height, data }, 3, orientation);
}

/** RGB of inverted CMYK, which is how all programs write it, without a profile: what OpenCV's imread makes of it. */
function rgbFromInk(ink: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((ink.length / 4) * 3);
  for (let from = 0, to = 0; from < ink.length; from += 4, to += 3) {
    const black = ink[from + 3]!;
    for (let c = 0; c < 3; c++) rgb[to + c] = black - (((255 - ink[from + c]!) * black) >> 8);
  }
  return rgb;
}
