/** How a stored picture is turned to be shown, as EXIF counts it: 1 as it is, 6 a quarter clockwise, … */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const orientationTag = 0x0112;
const shortType = 3;
/** EXIF's own mark, which JPEG writes before it and PNG does not. */
const mark = 'Exif\0\0';

/** The orientation in EXIF data, with or without its mark; 1 where it is missing or damaged. */
export function exifOrientation(exif: Uint8Array): Orientation {
  const isMarked = Buffer.from(exif.subarray(0, mark.length)).toString('latin1') === mark;
  const tiff = isMarked ? exif.subarray(mark.length) : exif;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (view.byteLength < 8) return 1;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const isLittle = order === 0x4949;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > view.byteLength) return 1;
  const count = view.getUint16(directory, isLittle);
  for (let i = 0, at = directory + 2; i < count && at + 12 <= view.byteLength; i++, at += 12) {
    if (view.getUint16(at, isLittle) !== orientationTag) continue;
    const value = view.getUint16(at + 8, isLittle);
    const isValid = view.getUint16(at + 2, isLittle) === shortType && value >= 1 && value <= 8;
    return isValid ? (value as Orientation) : 1;
  }
  return 1;
}
