import { constants, inflateSync } from 'node:zlib';
import { orient } from './orient.ts';
import type { Channels, Picture } from './picture.ts';
import { compressedPixels, parsePngHeader } from './png-chunks.ts';
import { unfilterRows } from './png-filters.ts';
import { rowWriter, samplesOf } from './png-rows.ts';

/** What writers may put behind the pixels before it is taken for an attack, in bytes. */
const spareBytes = 1 << 20;

/** One pass over a picture: the pixels at `left + i * right`, `top + j * down`. */
interface Pass {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly down: number;
}

const onePass: readonly Pass[] = [{ left: 0, top: 0, right: 1, down: 1 }];
/** The seven passes of interlaced pictures (Adam7). */
const sevenPasses: readonly Pass[] = [
  { left: 0, top: 0, right: 8, down: 8 },
  { left: 4, top: 0, right: 8, down: 8 },
  { left: 0, top: 4, right: 4, down: 8 },
  { left: 2, top: 0, right: 4, down: 4 },
  { left: 0, top: 2, right: 2, down: 4 },
  { left: 1, top: 0, right: 2, down: 2 },
  { left: 0, top: 1, right: 1, down: 2 },
];

/**
 * Decodes a PNG file to RGB or RGBA [H,W,channels] as it is to be shown: grey becomes three equal channels, of 16 bits
 * the upper eight are kept, colour profiles are passed over. Null where alpha is wanted and the file has none.
 * @throws Error when it does not decode or is cut short
 */
export function decodePng(bytes: Uint8Array, channels: Channels): Picture | null {
  const header = parsePngHeader(bytes);
  if (header === undefined) throw new Error('cut short');
  const { width, height, bitDepth, colour, isInterlaced, orientation } = header;
  const hasAlpha = colour === 4 || colour === 6 || header.transparency.length > 0;
  if (channels === 4 && !hasAlpha) return null;
  const bitsPerPixel = samplesOf[colour] * bitDepth;
  const passes = (isInterlaced ? sevenPasses : onePass)
    .map((pass) => {
      const columns = Math.ceil((width - pass.left) / pass.right);
      const rows = Math.ceil((height - pass.top) / pass.down);
      return { pass, columns, rows, rowBytes: Math.ceil((columns * bitsPerPixel) / 8) };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
  const wanted = passes.reduce((sum, { rows, rowBytes }) => sum + rows * (rowBytes + 1), 0);
  const filtered = inflateSync(compressedPixels(bytes, header), {
    finishFlush: constants.Z_SYNC_FLUSH,
    maxOutputLength: wanted + spareBytes,
  });
  if (filtered.length < wanted) throw new Error('cut short');
  const data = new Uint8Array(width * height * channels);
  const write = rowWriter(header, channels);
  let at = 0;
  for (const { pass, columns, rows, rowBytes } of passes) {
    const end = at + rows * (rowBytes + 1);
    unfilterRows(filtered.subarray(at, end), rowBytes, Math.max(1, bitsPerPixel >> 3));
    for (let row = 0; row < rows; row++) {
      const from = at + row * (rowBytes + 1) + 1;
      const to = channels * ((pass.top + row * pass.down) * width + pass.left);
      write(filtered, from, columns, data, to, channels * pass.right);
    }
    at = end;
  }
  return orient({ width, height, data }, channels, orientation);
}
