import { mix } from './draw.ts';
import type { PhotoLibrary } from './photo-library.ts';

/** Distance between the bytes that are looked at; a prime, so that all channels and columns come in. */
const STRIDE = 1009;

/** Tells libraries apart by their sizes, boxes and every thousandth byte: eight hexadecimal digits. */
export function libraryDigest({ photos, boxes, cutouts }: PhotoLibrary): string {
  let digest = 0;
  const add = (value: number): void => {
    digest = mix(digest ^ value) + 0x9e3779b9;
  };
  for (const { width, height, data } of [...photos, ...cutouts]) {
    add(width);
    add(height);
    for (let i = 0; i < data.length; i += STRIDE) add(data[i]!);
  }
  for (const { photo, box } of boxes) {
    add(photo);
    for (const side of [box.x, box.y, box.w, box.h]) add(Math.round(16 * side));
  }
  return (digest >>> 0).toString(16).padStart(8, '0');
}
