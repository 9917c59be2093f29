/** Interleaved pixels of some number of 8-bit channels, [height,width,channels]; a fourth channel is opacity. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Shrinks a picture by averaging: each new pixel is the mean of the area that it covers.
 * @param width,height new size in px, at most the old one
 */
export function shrink(
  from: Pixels,
  channels: number,
  { width, height }: { readonly width: number; readonly height: number },
): Pixels {
  const columns = spans(from.width, width);
  const rows = spans(from.height, height);
  const data = new Uint8Array(width * height * channels);
  const sums = new Float64Array(width * channels);
  for (let row = 0, o = 0; row < height; row++) {
    sums.fill(0);
    const span = rows[row]!;
    for (let y = span.from; y < span.to; y++) {
      addRow(from, channels, y, overlap(span, y), columns, sums);
    }
    if (channels === 4) divideByOpacity(sums);
    for (let i = 0; i < sums.length; i++, o++) data[o] = Math.round(sums[i]!);
  }
  return { width, height, data };
}

/** The old pixels that a new one covers: whole indices, and exact edges. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

function spans(length: number, count: number): readonly Span[] {
  return Array.from({ length: count }, (_, i) => {
    const start = (i * length) / count;
    const end = ((i + 1) * length) / count;
    return { from: Math.floor(start), to: Math.min(length, Math.ceil(end)), start, end };
  });
}

/** Share of a new pixel that one old pixel makes up. */
function overlap({ start, end }: Span, index: number): number {
  return (Math.min(end, index + 1) - Math.max(start, index)) / (end - start);
}

function addRow(
  { width, data }: Pixels,
  channels: number,
  y: number,
  weight: number,
  columns: readonly Span[],
  sums: Float64Array,
): void {
  columns.forEach((span, column) => {
    for (let x = span.from; x < span.to; x++) {
      const part = weight * overlap(span, x);
      const p = (y * width + x) * channels;
      // What cannot be seen must not darken what can.
      const colourPart = channels === 4 ? (part * data[p + 3]!) / 255 : part;
      for (let channel = 0; channel < channels; channel++) {
        const share = channel === 3 ? part : colourPart;
        sums[column * channels + channel]! += share * data[p + channel]!;
      }
    }
  });
}

/** Turns sums of RGB times opacity, and of opacity (0..255), into colours. */
function divideByOpacity(sums: Float64Array): void {
  for (let p = 0; p < sums.length; p += 4) {
    const opacity = sums[p + 3]! / 255;
    for (let i = p; i < p + 3; i++) sums[i] = opacity > 0 ? sums[i]! / opacity : 0;
  }
}
