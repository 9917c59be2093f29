import type { Orientation } from './exif-orientation.ts';
import type { Channels, Picture, Size } from './picture.ts';

/** The size in which a stored picture is shown. */
export function shownSize({ width, height }: Size, orientation: Orientation): Size {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/** Turns and mirrors a stored picture as it is to be shown. */
export function orient(picture: Picture, channels: Channels, orientation: Orientation): Picture {
  if (orientation === 1) return picture;
  const { width, height, data } = picture;
  const shown = shownSize(picture, orientation);
  // Where the shown picture's first pixel is stored, and how far its neighbours to the right and below are from it.
  const isSwapped = orientation >= 5;
  const isMirrored = [2, 3, 7, 8].includes(orientation);
  const isFlipped = [3, 4, 6, 7].includes(orientation);
  const first = (isMirrored ? width - 1 : 0) + (isFlipped ? (height - 1) * width : 0);
  const alongX = isMirrored ? -1 : 1;
  const alongY = isFlipped ? -width : width;
  const [right, below] = isSwapped ? [alongY, alongX] : [alongX, alongY];
  const out = new Uint8Array(data.length);
  for (let y = 0, at = 0; y < shown.height; y++) {
    let from = channels * (first + y * below);
    for (let x = 0; x < shown.width; x++, at += channels, from += channels * right) {
      for (let c = 0; c < channels; c++) out[at + c] = data[from + c]!;
    }
  }
  return { ...shown, data: out };
}
