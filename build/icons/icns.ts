import type { PngPicture } from './ico.ts';

/** Types of elements that hold PNG, by edge length in pixels; the second of a pair is for screens of double density. */
const types: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/** Bytes before an element's content, and before the first element: four letters and a length. */
const headBytes = 8;

function element(type: string, content: Uint8Array): Uint8Array {
  const head = Buffer.alloc(headBytes);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(headBytes + content.length, 4);
  return Buffer.concat([head, content]);
}

/** Writes a macOS icon out of PNG pictures. @throws RangeError for a size that the format does not know */
export function encodeIcns(pictures: readonly PngPicture[]): Uint8Array {
  const elements = pictures.flatMap(({ size, png }) => {
    const named = types[size];
    if (named === undefined) throw new RangeError(`A macOS icon has no size of ${size} px.`);
    return named.map((type) => element(type, png));
  });
  return element('icns', Buffer.concat(elements));
}
