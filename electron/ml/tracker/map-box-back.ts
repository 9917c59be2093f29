import type { Box } from '../../domain/boxes.ts';
import type { CropRegion } from './crop-region.ts';
import type { NetworkBox } from './decode-box.ts';

/**
 * A predicted box in image pixels, not clipped, given the crop that was taken around `previous`.
 * As OSTrack: the size in crop pixels is a float32 value, the rest doubles; the crop is taken to be centred
 * on `previous` exactly, although its corner was rounded.
 */
export function mapBoxBack(net: NetworkBox, previous: Box, crop: CropRegion): Box {
  const toImage = (fraction: number): number =>
    Math.fround(Math.fround(fraction * crop.outputSize) / Math.fround(crop.resizeFactor));
  const w = toImage(net.w);
  const h = toImage(net.h);
  const half = (0.5 * crop.outputSize) / crop.resizeFactor;
  const cx = toImage(net.cx) + (previous.x + 0.5 * previous.w - half);
  const cy = toImage(net.cy) + (previous.y + 0.5 * previous.h - half);
  return { x: cx - 0.5 * w, y: cy - 0.5 * h, w, h };
}
