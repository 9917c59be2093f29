import type { Frame, RgbFrame } from '../../domain/frame.ts';
import { shrink } from '../../ml/distill/data/shrink.ts';
import { readRgb } from '../../ml/tracker/frame-pixels.ts';
import type { Thumbnails } from '../../services/ports/thumbnails.ts';
import { encodeJpeg } from './jpeg-encoder.ts';

/** Pixels kept for each pixel of the thumbnail before it is filtered down; more costs time and shows nothing. */
const oversampling = 2;
/** Of JPEG, 0 to 100. */
const quality = 80;

/** JPEG thumbnails: every n-th pixel, then the mean of what is left down to the wanted width. */
export const thumbnails: Thumbnails = {
  async jpeg(frame, width) {
    const large = thinned(frame, width * oversampling);
    if (large.width <= width) return encodeJpeg(large, quality);
    const height = Math.max(1, Math.round((large.height * width) / large.width));
    return encodeJpeg(shrink(large, 3, { width, height }), quality);
  },
};

/** RGB [H,W,3] of every n-th pixel, n the largest that leaves at least so many columns. */
function thinned(frame: Frame, leastColumns: number): RgbFrame {
  const step = Math.max(1, Math.floor(frame.width / leastColumns));
  const width = Math.floor((frame.width - 1) / step) + 1;
  const height = Math.floor((frame.height - 1) / step) + 1;
  const places = Int32Array.from({ length: width }, (_, i) => i * step);
  const data = new Uint8Array(height * width * 3);
  for (let row = 0; row < height; row++) {
    readRgb(frame, row * step, places, width, data, row * width * 3);
  }
  return { kind: 'rgb', width, height, data };
}
