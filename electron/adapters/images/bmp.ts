import { StudioError } from '../../contract/errors.ts';
import type { RgbFrame } from '../../domain/frame.ts';

/** The header of a Windows bitmap: size in pixels, rows from the top or the bottom, how samples are stored. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bitsPerPixel: 8 | 24 | 32;
  /** Byte offset of the palette (8 bits per pixel), four bytes per colour: blue, green, red, unused. */
  readonly paletteAt: number;
  readonly paletteColours: number;
  readonly pixelsAt: number;
  readonly rowBytes: number;
}

/** Largest side that is believed; a header beyond it is damaged. */
const maxSide = 65_535;

/**
 * Reads a bitmap's header from at least its first 54 bytes (Microsoft, BITMAPFILEHEADER and BITMAPINFOHEADER).
 * @throws StudioError bad-media for anything but uncompressed 8, 24 or 32 bit pictures
 */
export function parseBmpHeader(bytes: Uint8Array, name: string): BmpHeader {
  const refuse = (why: string): never => {
    throw new StudioError('bad-media', `${name} ${why}: convert it to PNG.`);
  };
  if (bytes.length < 54 || bytes[0] !== 0x42 || bytes[1] !== 0x4d)
    refuse('is not a bitmap picture');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint32(14, true);
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const bitsPerPixel = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  const height = Math.abs(signedHeight);
  if (headerBytes < 40 || headerBytes > 256) refuse('is a bitmap of an old kind');
  if (width < 1 || height < 1 || width > maxSide || height > maxSide)
    refuse('has a damaged header');
  if (bitsPerPixel !== 8 && bitsPerPixel !== 24 && bitsPerPixel !== 32) {
    return refuse(`is a bitmap of ${bitsPerPixel} bits per pixel, which cannot be read`);
  }
  // Compression 3 (bit fields) is how 32-bit pictures with the usual blue, green, red order are mostly written.
  const usualFields =
    compression === 3 &&
    bitsPerPixel === 32 &&
    bytes.length >= 66 &&
    view.getUint32(54, true) === 0xff0000 &&
    view.getUint32(58, true) === 0xff00 &&
    view.getUint32(62, true) === 0xff;
  if (compression !== 0 && !usualFields) refuse('is a compressed bitmap, which cannot be read');
  return {
    width,
    height,
    topDown: signedHeight < 0,
    bitsPerPixel,
    paletteAt: 14 + headerBytes,
    paletteColours: bitsPerPixel === 8 ? view.getUint32(46, true) || 256 : 0,
    pixelsAt: view.getUint32(10, true),
    rowBytes: Math.ceil((width * bitsPerPixel) / 32) * 4,
  };
}

/**
 * Decodes an uncompressed Windows bitmap to RGB [H,W,3]; alpha is dropped.
 * @throws StudioError bad-media when it is damaged, cut off or of another kind
 */
export function decodeBmp(bytes: Uint8Array, name: string): RgbFrame {
  const header = parseBmpHeader(bytes, name);
  const { width, height, bitsPerPixel, rowBytes, pixelsAt, paletteAt, paletteColours } = header;
  const cutOff =
    pixelsAt + rowBytes * height > bytes.length || paletteAt + 4 * paletteColours > bytes.length;
  if (cutOff) throw new StudioError('bad-media', `${name} is cut off: copy it again.`);
  const data = new Uint8Array(width * height * 3);
  const step = bitsPerPixel / 8;
  for (let y = 0, at = 0; y < height; y++) {
    let from = pixelsAt + rowBytes * (header.topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++, from += step, at += 3) {
      let blue = from;
      if (bitsPerPixel === 8) {
        if (bytes[from]! >= paletteColours) {
          throw new StudioError(
            'bad-media',
            `${name} has pixels outside its palette: copy it again.`,
          );
        }
        blue = paletteAt + 4 * bytes[from]!;
      }
      data[at] = bytes[blue + 2]!;
      data[at + 1] = bytes[blue + 1]!;
      data[at + 2] = bytes[blue]!;
    }
  }
  return { kind: 'rgb', width, height, data };
}
