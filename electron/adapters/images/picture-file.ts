import { open, readFile } from 'node:fs/promises';
import { StudioError } from '../../contract/errors.ts';
import { decodeBmp, parseBmpHeader } from './bmp.ts';
import { parseJpegHeader } from './jpeg-header.ts';
import { decodeJpeg } from './jpeg.ts';
import { shownSize } from './orient.ts';
import type { Channels, Picture, Size } from './picture.ts';
import { parsePngHeader } from './png-chunks.ts';
import { decodePng } from './png.ts';
import { parseWebp } from './webp-chunks.ts';
import { decodeWebp } from './webp.ts';

/** As much of a file as mostly holds its header, in bytes. */
const headBytes = 1 << 16;
/** The most pixels that a picture may have; a header that says more is damaged or an attack. */
const mostPixels = 0x3fff ** 2;

type Kind = 'jpeg' | 'png' | 'webp' | 'bmp';

/** Tells the kind of a picture by its first bytes, whatever its file is called. @throws Error for any other kind */
function kindOf(head: Uint8Array): Kind {
  const text = Buffer.from(head.subarray(0, 12)).toString('latin1');
  if (text.startsWith('\xff\xd8')) return 'jpeg';
  if (text.startsWith('\x89PNG')) return 'png';
  if (text.startsWith('BM')) return 'bmp';
  if (/^RIFF[^]{4}WEBP/.test(text)) return 'webp';
  throw new Error('not a JPEG, PNG, WebP or BMP picture');
}

/** The size in which a picture is shown, by its header; undefined when the bytes end before it is known. */
function sizeIn(bytes: Uint8Array, file: string, isWhole: boolean): Size | undefined {
  switch (kindOf(bytes)) {
    case 'jpeg': {
      const header = parseJpegHeader(bytes);
      return header && shownSize(header, header.orientation);
    }
    case 'png': {
      const header = parsePngHeader(bytes);
      return header && shownSize(header, header.orientation);
    }
    case 'webp': {
      // How it is turned is said behind its pixels.
      if (!isWhole) return undefined;
      const header = parseWebp(bytes);
      return shownSize(header, header.orientation);
    }
    case 'bmp':
      return parseBmpHeader(bytes, file);
  }
}

function undecodable(file: string, cause: unknown): StudioError {
  if (cause instanceof StudioError) return cause;
  const reason = cause instanceof Error ? cause.message.split('\n')[0]! : 'unknown reason';
  return new StudioError('bad-media', `${file} does not decode (${reason}): copy or remove it.`, {
    cause,
  });
}

function checkPixels({ width, height }: Size): void {
  if (width * height > mostPixels) throw new Error(`${width}x${height} pixels are too many`);
}

/**
 * Width and height in pixels of a picture file as shown, from its header alone where that is enough.
 * @throws StudioError bad-media
 */
export async function readPictureSize(file: string): Promise<Size> {
  try {
    const handle = await open(file);
    let head: Uint8Array;
    try {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(headBytes), 0, headBytes, 0);
      head = buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
    const isWhole = head.length < headBytes;
    const size = sizeIn(head, file, isWhole) ?? sizeIn(await readFile(file), file, true);
    if (size === undefined) throw new Error('cut short');
    checkPixels(size);
    return { width: size.width, height: size.height };
  } catch (error) {
    throw undecodable(file, error);
  }
}

/**
 * Decodes one picture file to RGB or RGBA [H,W,channels] with the pixels that OpenCV's imread gives: EXIF orientation
 * is applied and colour profiles are not, grey becomes three equal channels. A file cut short is refused rather than
 * filled up with grey.
 * @returns null where alpha is wanted and the file has none
 * @throws StudioError bad-media
 */
export async function decodePictureFile(file: string, channels: Channels): Promise<Picture | null> {
  try {
    const bytes = await readFile(file);
    const size = sizeIn(bytes, file, true);
    if (size === undefined) throw new Error('cut short');
    checkPixels(size);
    switch (kindOf(bytes)) {
      case 'jpeg':
        return channels === 4 ? null : decodeJpeg(bytes);
      case 'png':
        return decodePng(bytes, channels);
      case 'webp':
        return await decodeWebp(bytes, channels);
      case 'bmp':
        return channels === 4 ? null : decodeBmp(bytes, file);
    }
  } catch (error) {
    throw undecodable(file, error);
  }
}
