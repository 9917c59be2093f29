import sharp from 'sharp';
import type { Frame } from '../../domain/frame.ts';
import { readRgb } from '../../ml/tracker/frame-pixels.ts';
import type { Thumbnails } from '../../services/ports/thumbnails.ts';

/** Pixels kept for each pixel of the thumbnail before it is filtered down; more costs time and shows nothing. */
const oversampling = 2;

/** JPEG thumbnails: every n-th pixel, then a proper filter down to the wanted width. */
export const thumbnails: Thumbnails = {
  async jpeg(frame, width) {
    const { data, columns, rows } = thinned(frame, width * oversampling);
    return sharp(data, { raw: { width: columns, height: rows, channels: 3 } })
      .resize({ width, withoutEnlargement: true })
      .jpeg({ quality: 80 })
      .toBuffer();
  },
};

/** RGB [rows,columns,3] of every n-th pixel, n the largest that leaves at least `width` columns. */
function thinned(
  frame: Frame,
  width: number,
): { readonly data: Uint8Array; readonly columns: number; readonly rows: number } {
  const step = Math.max(1, Math.floor(frame.width / width));
  const columns = Math.floor((frame.width - 1) / step) + 1;
  const rows = Math.floor((frame.height - 1) / step) + 1;
  const places = Int32Array.from({ length: columns }, (_, i) => i * step);
  const data = new Uint8Array(rows * columns * 3);
  for (let row = 0; row < rows; row++) {
    readRgb(frame, row * step, places, columns, data, row * columns * 3);
  }
  return { data, columns, rows };
}
