import type { RgbFrame } from '../../../domain/frame.ts';

/** A copy of a picture that goes on beyond its edges as in a mirror, by `share` (0..1) of its width and height a side. */
export function mirrorMargin(picture: RgbFrame, share: number): RgbFrame {
  const left = Math.floor(picture.width * share);
  const top = Math.floor(picture.height * share);
  const width = picture.width + 2 * left;
  const height = picture.height + 2 * top;
  const stride = 3 * width;
  const data = new Uint8Array(stride * height);
  for (let row = 0; row < picture.height; row++) {
    const source = 3 * row * picture.width;
    const start = (top + row) * stride + 3 * left;
    data.set(picture.data.subarray(source, source + 3 * picture.width), start);
    mirrorRow(data, start, start + 3 * picture.width, left);
  }
  for (let row = 0; row < top; row++) {
    const above = (top + row) * stride;
    data.copyWithin((top - 1 - row) * stride, above, above + stride);
    const below = (top + picture.height - 1 - row) * stride;
    data.copyWithin((top + picture.height + row) * stride, below, below + stride);
  }
  return { kind: 'rgb', width, height, data };
}

/** Continues the pixels of start..end by `count` pixels on both sides. */
function mirrorRow(data: Uint8Array, start: number, end: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const before = start - 3 * (i + 1);
    const after = end + 3 * i;
    for (let channel = 0; channel < 3; channel++) {
      data[before + channel] = data[start + 3 * i + channel]!;
      data[after + channel] = data[end - 3 * (i + 1) + channel]!;
    }
  }
}
