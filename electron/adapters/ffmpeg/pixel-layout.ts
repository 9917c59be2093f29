import type { ColourMatrix } from '../../domain/frame.ts';

/** How decoded pictures become 8-bit 4:2:0 bytes, and what those bytes then mean. */
export interface PixelLayout {
  /** ffmpeg filters that end in planar 4:2:0 of the wanted size; they leave such pictures untouched. */
  readonly filters: readonly string[];
  readonly matrix: ColourMatrix;
  readonly fullRange: boolean;
}

/** The colour facts of a stream, in ffmpeg's words; empty or `unknown` where the stream is silent. */
export interface StreamColours {
  readonly codec: string;
  readonly pixelFormat: string;
  readonly colourSpace: string;
  readonly colourRange: string;
  readonly codedHeight: number;
}

const matrices: Readonly<Record<string, ColourMatrix>> = {
  bt709: 'bt709',
  bt470bg: 'bt601',
  smpte170m: 'bt601',
  fcc: 'bt601',
};

/** Matrices that no player of ours has; such pictures are converted to BT.709. */
const converted: Readonly<Record<string, string>> = {
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
  smpte240m: 'smpte240m',
};

function isRgb(pixelFormat: string): boolean {
  return /rgb|bgr|gbr|pal8|mono|bayer|xyz/.test(pixelFormat);
}

/**
 * Chooses the conversion of pictures of `width` x `height` (as shown) to I420. 8-bit 4:2:0 samples stay as they are,
 * whichever range they use; a silent stream is read as BT.709 from 720 lines up, else BT.601 (JPEG: full-range BT.601).
 */
export function pixelLayout(stream: StreamColours, width: number, height: number): PixelLayout {
  const { pixelFormat, colourSpace } = stream;
  const jpeg = stream.codec === 'mjpeg' || stream.codec === 'mjpegb';
  const byLines: ColourMatrix = stream.codedHeight >= 720 && !jpeg ? 'bt709' : 'bt601';
  const size = `scale=${width}:${height}`;
  if (isRgb(pixelFormat)) {
    const target = `out_color_matrix=${byLines}:out_range=limited`;
    return { filters: [`${size}:${target}`, 'format=yuv420p'], matrix: byLines, fullRange: false };
  }
  // Grey pictures of still-picture codecs use all values; the video standards start at 16 unless told otherwise.
  const grey =
    /^(?:gray|ya)/.test(pixelFormat) && !/^(?:h264|hevc|vp[89]|av1|mpeg)/.test(stream.codec);
  const fullRange =
    stream.colourRange === 'pc' ||
    pixelFormat.startsWith('yuvj') ||
    ((jpeg || grey) && stream.colourRange !== 'tv');
  const range = fullRange ? 'full' : 'limited';
  const ranges = `in_range=${range}:out_range=${range}`;
  const foreign = converted[colourSpace];
  const matrix = foreign === undefined ? (matrices[colourSpace] ?? byLines) : 'bt709';
  if (foreign !== undefined) {
    const colours = `in_color_matrix=${foreign}:out_color_matrix=bt709`;
    const target = fullRange ? 'yuvj420p' : 'yuv420p';
    return { filters: [`${size}:${ranges}:${colours}`, `format=${target}`], matrix, fullRange };
  }
  if (pixelFormat === 'yuv420p' || pixelFormat === 'yuvj420p') {
    // Without options and with nothing to change, the scale filter hands pictures on untouched.
    return { filters: [size, `format=${pixelFormat}`], matrix, fullRange };
  }
  const target = fullRange ? 'yuvj420p' : 'yuv420p';
  return { filters: [`${size}:${ranges}`, `format=${target}`], matrix, fullRange };
}
