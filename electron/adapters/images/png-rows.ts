import type { Channels } from './picture.ts';
import type { PngHeader } from './png-chunks.ts';

/** Samples per pixel of PNG's kinds of colour. */
export const samplesOf = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

/** Writes `count` pixels of an unfiltered row that begins at `from` to `to`, `to + step`, … as RGB or RGBA. */
export type WriteRow = (
  ...args: [
    ...[bytes: Uint8Array, from: number, count: number],
    ...[out: Uint8Array, to: number, step: number],
  ]
) => void;

/** Chooses how rows of a picture are written with so many channels. */
export function rowWriter(header: PngHeader, channels: Channels): WriteRow {
  const { colour, bitDepth } = header;
  if (colour === 3) return tableWriter(bitDepth, paletteTable(header), channels);
  if (bitDepth < 8) return tableWriter(bitDepth, greyTable(header), channels);
  const writeColours = colourWriter(header);
  if (channels === 3) return writeColours;
  const writeAlpha = alphaWriter(header);
  return (...args) => {
    writeColours(...args);
    writeAlpha(...args);
  };
}

/** Colours of whole samples; the upper byte of two. */
function colourWriter({ colour, bitDepth }: PngHeader): WriteRow {
  const sampleBytes = bitDepth / 8;
  const pixelBytes = samplesOf[colour] * sampleBytes;
  const green = colour === 2 || colour === 6 ? sampleBytes : 0;
  return (bytes, from, count, out, to, step) => {
    for (let i = 0; i < count; i++, from += pixelBytes, to += step) {
      out[to] = bytes[from]!;
      out[to + 1] = bytes[from + green]!;
      out[to + 2] = bytes[from + 2 * green]!;
    }
  };
}

/** Alpha of whole samples: the last sample, or nothing for the one colour that is transparent. */
function alphaWriter({ colour, bitDepth, transparency }: PngHeader): WriteRow {
  const sampleBytes = bitDepth / 8;
  const pixelBytes = samplesOf[colour] * sampleBytes;
  const alpha = pixelBytes - sampleBytes;
  // The transparent colour is written with two bytes per sample always.
  const key = transparency.filter((_, i) => sampleBytes === 2 || i % 2 === 1);
  const hasAlpha = colour === 4 || colour === 6;
  return (bytes, from, count, out, to, step) => {
    for (let i = 0; i < count; i++, from += pixelBytes, to += step) {
      if (hasAlpha) out[to + 3] = bytes[from + alpha]!;
      else out[to + 3] = key.every((byte, k) => bytes[from + k] === byte) ? 0 : 255;
    }
  };
}

/** RGBA of every palette entry; what a palette does not have is black. */
function paletteTable({ bitDepth, palette, transparency }: PngHeader): Uint8Array {
  return table(bitDepth, (entry, c) =>
    c === 3 ? (transparency[entry] ?? 255) : (palette[3 * entry + c] ?? 0),
  );
}

/** RGBA of every grey sample of few bits. */
function greyTable({ bitDepth, transparency }: PngHeader): Uint8Array {
  const most = 2 ** bitDepth - 1;
  const key = transparency[1];
  return table(bitDepth, (entry, c) =>
    c === 3 ? (entry === key ? 0 : 255) : (entry * 255) / most,
  );
}

function table(bitDepth: number, value: (entry: number, channel: number) => number): Uint8Array {
  return Uint8Array.from({ length: 4 * 2 ** bitDepth }, (_, i) => value(i >> 2, i & 3));
}

/** Looks samples of at most eight bits up in a table of RGBA. */
function tableWriter(bitDepth: number, colours: Uint8Array, channels: Channels): WriteRow {
  const perByte = 8 / bitDepth;
  const mask = 2 ** bitDepth - 1;
  return (bytes, from, count, out, to, step) => {
    for (let i = 0; i < count; i++, to += step) {
      const shift = 8 - bitDepth * ((i % perByte) + 1);
      const entry = 4 * ((bytes[from + Math.floor(i / perByte)]! >> shift) & mask);
      for (let c = 0; c < channels; c++) out[to + c] = colours[entry + c]!;
    }
  };
}
