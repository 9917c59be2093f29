import { exifOrientation } from './exif-orientation.ts';
import type { Orientation } from './exif-orientation.ts';

/** What a JPEG file says before its first scan. */
export interface JpegHeader {
  /** Size in pixels as stored. */
  readonly width: number;
  readonly height: number;
  /** Channels: 1 grey, 3 colour, 4 ink. */
  readonly components: number;
  readonly orientation: Orientation;
  /** Byte offset of the first scan's own header. */
  readonly scanAt: number;
  /** True when one pass over the file gives the whole picture; false for progressive files and the like. */
  readonly isOneScan: boolean;
}

const startOfScan = 0xda;
const endOfImage = 0xd9;

/** True for markers that stand alone, without a length after them. */
function standsAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Offset of the next marker's second byte from `at` on, past filling and what is not a marker; -1 at the end. */
function nextMarker(bytes: Uint8Array, at: number): number {
  for (let i = bytes.indexOf(0xff, at); i >= 0; i = bytes.indexOf(0xff, i)) {
    while (bytes[i] === 0xff) i++;
    const marker = bytes[i];
    if (marker === undefined) return -1;
    if (marker !== 0) return i;
  }
  return -1;
}

/**
 * Reads a JPEG file's header (ITU-T T.81, annex B); undefined when the bytes end before the first scan.
 * @throws Error saying what is wrong with it
 */
export function parseJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw new Error('not a JPEG picture');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: Pick<JpegHeader, 'width' | 'height' | 'components'> | undefined;
  let isProgressive = false;
  let orientation: Orientation | undefined;
  for (let at = nextMarker(bytes, 2); at >= 0;) {
    const marker = bytes[at]!;
    if (marker === endOfImage) throw new Error('no picture before the end mark');
    if (standsAlone(marker)) {
      at = nextMarker(bytes, at + 1);
      continue;
    }
    const start = at + 3;
    if (start > bytes.length) return undefined;
    const length = view.getUint16(at + 1);
    if (length < 2) throw new Error('a damaged header');
    const end = at + 1 + length;
    if (end > bytes.length) return undefined;
    if (marker === startOfScan) {
      if (frame === undefined) throw new Error('a scan without a size');
      const isOneScan = !isProgressive && bytes[start] === frame.components;
      return { ...frame, orientation: orientation ?? 1, scanAt: at - 1, isOneScan };
    }
    if (isFrameHeader(marker)) {
      if (end - start < 6) throw new Error('a damaged header');
      const [height, width] = [view.getUint16(start + 1), view.getUint16(start + 3)];
      if (width === 0 || height === 0) throw new Error('no size in its header');
      frame = { width, height, components: bytes[start + 5]! };
      isProgressive = (marker & 3) === 2;
    }
    if (marker === 0xe1 && Buffer.from(bytes.subarray(start, start + 4)).toString() === 'Exif') {
      orientation ??= exifOrientation(bytes.subarray(start, end));
    }
    at = nextMarker(bytes, end);
  }
  return undefined;
}

/** True when a file ends before its picture does; what is only damaged within is not told from what is whole. */
export function isCutShort(bytes: Uint8Array, { scanAt, isOneScan }: JpegHeader): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = scanAt + 1;
  while (at >= 0) {
    const marker = bytes[at]!;
    if (marker === endOfImage) return false;
    // Whatever follows the only scan, the scan itself has come to its end.
    if (isOneScan && at > scanAt + 1 && !standsAlone(marker)) return false;
    if (standsAlone(marker)) at = nextMarker(bytes, at + 1);
    else if (at + 3 > bytes.length) return true;
    else at = nextMarker(bytes, at + 1 + view.getUint16(at + 1));
  }
  return true;
}
