import type { Frame, RgbFrame } from '../../domain/frame.ts';
import type { FrameRegion } from '../../ml/distill/data/frame-region.ts';
import { shrink } from '../../ml/distill/data/shrink.ts';
import { toRgbFrame } from '../../ml/tracker/frame-pixels.ts';

/** Cuts pictures out of one frame, which is turned into RGB once. */
export function pictureCutter(frame: Frame): (region: FrameRegion) => Uint8Array {
  const whole = toRgbFrame(frame);
  return (region) => cut(whole, region);
}

/** RGB bytes [height,width,3] of a region; where it is kept at full size, exactly those of the frame. */
function cut(from: RgbFrame, { region, width, height }: FrameRegion): Uint8Array {
  const data = new Uint8Array(3 * region.w * region.h);
  for (let row = 0; row < region.h; row++) {
    const start = 3 * ((region.y + row) * from.width + region.x);
    data.set(from.data.subarray(start, start + 3 * region.w), 3 * row * region.w);
  }
  if (width === region.w && height === region.h) return data;
  return shrink({ width: region.w, height: region.h, data }, 3, { width, height }).data;
}
