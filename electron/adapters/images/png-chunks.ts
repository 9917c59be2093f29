import { crc32 } from 'node:zlib';
import { exifOrientation } from './exif-orientation.ts';
import type { Orientation } from './exif-orientation.ts';

/** What a PNG file says before its pixels. */
export interface PngHeader {
  /** Size in pixels as stored. */
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
  readonly colour: PngColour;
  readonly isInterlaced: boolean;
  readonly orientation: Orientation;
  /** Colours of a picture with a palette, three bytes each: red, green, blue. */
  readonly palette: Uint8Array;
  /** Alpha of the palette's first colours, or the one colour that is transparent, as PNG's tRNS; empty without. */
  readonly transparency: Uint8Array;
  /** Byte offset of the first chunk of pixels. */
  readonly pixelsAt: number;
}

/** PNG's kinds of colour: grey, RGB, palette, grey with alpha, RGB with alpha. */
export type PngColour = 0 | 2 | 3 | 4 | 6;

/** Bits per sample that each kind of colour may have. */
const depths: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

interface Chunk {
  readonly type: string;
  readonly at: number;
  readonly data: Uint8Array;
  /** False when the bytes break off within it or are not those that were written. */
  readonly isSound: boolean;
}

/** Chunks from an offset on, the last one perhaps not with all its bytes. */
function* chunks(bytes: Uint8Array, from: number): Generator<Chunk, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = from; at + 8 <= bytes.length;) {
    const end = at + 12 + view.getUint32(at);
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
    const isSound =
      end <= bytes.length && crc32(bytes.subarray(at + 4, end - 4)) === view.getUint32(end - 4);
    yield { type, at, data: bytes.subarray(at + 8, end - 4), isSound };
    at = end;
  }
}

/**
 * Reads a PNG file's header (W3C, PNG third edition); undefined when the bytes end before its pixels.
 * @throws Error saying what is wrong with it
 */
export function parsePngHeader(bytes: Uint8Array): PngHeader | undefined {
  if (!signature.every((byte, i) => bytes[i] === byte)) throw new Error('not a PNG picture');
  let first: FirstPart | undefined;
  let palette: Uint8Array = new Uint8Array(0);
  let transparency: Uint8Array = new Uint8Array(0);
  let orientation: Orientation = 1;
  for (const { type, at, data, isSound } of chunks(bytes, signature.length)) {
    if (type === 'IDAT' && first !== undefined) {
      if (first.colour === 3 && palette.length === 0) throw new Error('it has no palette');
      return { ...first, palette, transparency, orientation, pixelsAt: at };
    }
    if (at + 12 + data.length > bytes.length) return undefined;
    // Parts with a small first letter can be done without.
    if (!isSound && /^[A-Z]/.test(type)) throw new Error(`its part ${type} is damaged`);
    if (first === undefined) {
      if (type !== 'IHDR' || data.length !== 13) throw new Error('it does not begin with a header');
      first = parseFirst(data);
    }
    if (type === 'PLTE') palette = data;
    if (type === 'tRNS' && isSound) transparency = data;
    if (type === 'eXIf' && isSound) orientation = exifOrientation(data);
    if (type === 'IEND') throw new Error('no pixels before its end');
  }
  return undefined;
}

type FirstPart = Pick<PngHeader, 'width' | 'height' | 'bitDepth' | 'colour' | 'isInterlaced'>;

function parseFirst(data: Uint8Array): FirstPart {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [bitDepth, colour, compression, filter, interlace] = data.subarray(8);
  const isKnown =
    depths[colour!]?.includes(bitDepth!) === true &&
    compression === 0 &&
    filter === 0 &&
    interlace! <= 1;
  if (!isKnown || width === 0 || height === 0) throw new Error('a damaged header');
  return {
    ...{ width, height, isInterlaced: interlace === 1 },
    bitDepth: bitDepth as PngHeader['bitDepth'],
    colour: colour as PngColour,
  };
}

/** All compressed pixels of a file, in order. @throws Error when a part of them is damaged or cut short */
export function compressedPixels(bytes: Uint8Array, { pixelsAt }: PngHeader): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { type, data, isSound } of chunks(bytes, pixelsAt)) {
    if (type !== 'IDAT') break;
    if (!isSound) throw new Error('its pixels are damaged or cut short');
    parts.push(data);
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
