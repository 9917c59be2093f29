/** A square picture as PNG. */
export interface PngPicture {
  /** Edge length in pixels. */
  readonly size: number;
  readonly png: Uint8Array;
}

/** Bytes of a directory's head, and of each of its entries. */
const headBytes = 6;
const entryBytes = 16;

/** Writes a Windows icon out of PNG pictures of up to 256 px. @throws RangeError when one is larger */
export function encodeIco(pictures: readonly PngPicture[]): Uint8Array {
  const directory = Buffer.alloc(headBytes + entryBytes * pictures.length);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(pictures.length, 4);
  let offset = directory.length;
  for (const [index, { size, png }] of pictures.entries()) {
    if (size > 256) throw new RangeError(`A Windows icon holds up to 256 px, not ${size}.`);
    const at = headBytes + entryBytes * index;
    // One byte each; 0 stands for 256.
    directory.writeUInt8(size % 256, at);
    directory.writeUInt8(size % 256, at + 1);
    directory.writeUInt16LE(1, at + 4);
    directory.writeUInt16LE(32, at + 6);
    directory.writeUInt32LE(png.length, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([directory, ...pictures.map(({ png }) => png)]);
}
