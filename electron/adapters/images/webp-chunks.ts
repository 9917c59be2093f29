import { exifOrientation } from './exif-orientation.ts';
import type { Orientation } from './exif-orientation.ts';
import type { Size } from './picture.ts';

/** What a WebP file says about its picture. */
export interface WebpHeader extends Size {
  readonly orientation: Orientation;
  readonly hasAlpha: boolean;
  /** For an animation its first picture, as a file of its own, and where that lies; null for a single picture. */
  readonly firstPicture: { readonly left: number; readonly top: number; file(): Uint8Array } | null;
}

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  readonly whole: Uint8Array;
}

/** The chunks of a RIFF container between two offsets; a last one that is not all there is left out. */
function* chunks(bytes: Uint8Array, from: number): Generator<Chunk, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = from; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (end > bytes.length) return;
    const type = Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
    yield { type, data: bytes.subarray(at + 8, at + 8 + length), whole: bytes.subarray(at, end) };
    at = end;
  }
}

const threeBytes = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);

/** Size of a picture by its own data (RFC 6386 for VP8, RFC 9649 for VP8L). */
function pictureSize({ type, data }: Chunk): Size | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (type === 'VP8 ' && data.length >= 10) {
    return {
      width: view.getUint16(6, true) & 0x3fff,
      height: view.getUint16(8, true) & 0x3fff,
    };
  }
  if (type === 'VP8L' && data.length >= 5) {
    const bits = view.getUint32(1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  return undefined;
}

/** A file that holds nothing but one chunk. */
function fileOf(chunk: Chunk): Uint8Array {
  const head = Buffer.from('RIFF    WEBP', 'latin1');
  head.writeUInt32LE(4 + chunk.whole.length, 4);
  return Buffer.concat([head, chunk.whole]);
}

/**
 * Reads what a WebP file (RFC 9649) says about its picture.
 * @throws Error saying what is wrong with it
 */
export function parseWebp(bytes: Uint8Array): WebpHeader {
  let size: Size | undefined;
  let orientation: Orientation = 1;
  let hasAlpha = false;
  let firstPicture: WebpHeader['firstPicture'] = null;
  for (const chunk of chunks(bytes, 12)) {
    const { type, data } = chunk;
    if (type === 'VP8X' && data.length >= 10) {
      size ??= { width: threeBytes(data, 4) + 1, height: threeBytes(data, 7) + 1 };
      hasAlpha = (data[0]! & 0x10) !== 0;
    }
    if (type === 'ANMF' && data.length >= 16) {
      const picture = [...chunks(data, 16)].find((part) => pictureSize(part) !== undefined);
      if (picture === undefined) throw new Error('an animation without a picture');
      firstPicture ??= {
        ...{ left: 2 * threeBytes(data, 0), top: 2 * threeBytes(data, 3) },
        file: () => fileOf(picture),
      };
    }
    if (type === 'EXIF') orientation = exifOrientation(data);
    if (type === 'VP8L' && size === undefined)
      hasAlpha = data.length >= 5 && (data[4]! & 0x10) !== 0;
    size ??= pictureSize(chunk);
  }
  if (size === undefined || size.width === 0 || size.height === 0) throw new Error('cut short');
  return { ...size, orientation, hasAlpha, firstPicture };
}
