import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import ffmpeg from 'fluent-ffmpeg';
import { StudioError } from '../../contract/errors.ts';
import type { TimeBase } from '../../domain/frame-table.ts';
import type { MediaBinaries } from './binaries.ts';
import { childVariables } from './child.ts';

/** What the container says about the video stream to read, before anything is decoded. */
export interface StreamProbe {
  /** Absolute path of the file. */
  readonly path: string;
  /** Index of the video stream among all streams of the file. */
  readonly streamIndex: number;
  readonly timeBase: TimeBase;
  readonly codec: string;
  readonly pixelFormat: string;
  readonly colourSpace: string;
  readonly colourRange: string;
  /** Coded size in pixels, before rotation. */
  readonly codedHeight: number;
  /** Clockwise degrees that the decoder applies: 0, 90, 180 or 270. */
  readonly rotation: number;
  /** Average frames per second, null when the container does not say. */
  readonly fps: number | null;
  /** True when two fields may make one frame. */
  readonly interlaced: boolean;
}

/** Arguments by which ffmpeg and ffprobe open `filePath`: as a plain file, whatever its name looks like. */
export function inputFile(filePath: string): string {
  return `file:${path.resolve(filePath)}`;
}

/** Protocols that an input may use: no file can make ffmpeg open a network address. */
export const protocolArgs: readonly string[] = ['-protocol_whitelist', 'file,pipe'];

/** Demuxers that read other files, text or single pictures; a video is none of these. */
const refusedFormats: Readonly<Record<string, string>> = {
  hls: 'a playlist',
  dash: 'a playlist',
  concat: 'a playlist',
  sdp: 'a network session description',
  rtsp: 'a network address',
  imf: 'a playlist',
  webm_dash_manifest: 'a playlist',
  tty: 'text',
  bin: 'text',
  adf: 'text',
  idf: 'text',
  xbin: 'text',
  vobsub: 'subtitles',
  image2: 'a single picture (open its folder instead)',
};

function refusedFormat(formatName: string): string | undefined {
  for (const name of formatName.split(',')) {
    if (name.endsWith('_pipe')) return refusedFormats['image2'];
    const reason = refusedFormats[name];
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Refuses what cannot be a video file, in words: missing, unreadable, a folder or device, empty. */
export async function checkFile(filePath: string): Promise<void> {
  const missing = (cause: unknown): never => {
    throw new StudioError('not-found', `${filePath} does not exist: check the path.`, { cause });
  };
  const status = await stat(filePath).catch(missing);
  // Reading a named pipe or a device would wait for ever.
  if (!status.isFile()) throw new StudioError('bad-input', `${filePath} is not a regular file.`);
  await access(filePath, constants.R_OK).catch((cause: unknown) => {
    throw new StudioError('bad-input', `${filePath} may not be read: check its permissions.`, {
      cause,
    });
  });
  if (status.size === 0) {
    throw new StudioError('bad-media', `${filePath} is empty (0 bytes): copy or record it again.`);
  }
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function rational(value: unknown): TimeBase | null {
  const match = /^(\d{1,10})\/(\d{1,10})$/.exec(text(value));
  if (match === null || Number(match[1]) === 0 || Number(match[2]) === 0) return null;
  return { num: Number(match[1]), den: Number(match[2]) };
}

function clockwise(stream: Readonly<Record<string, unknown>>): number {
  // The display matrix counts anticlockwise, the older `rotate` tag clockwise.
  const matrix = text(stream['rotation']);
  const tags = stream['tags'] as Readonly<Record<string, unknown>> | undefined;
  const degrees = matrix === '' ? Number(text(tags?.['rotate'])) : -Number(matrix);
  return Number.isFinite(degrees) ? (((Math.round(degrees / 90) * 90) % 360) + 360) % 360 : 0;
}

function frameRate(stream: Readonly<Record<string, unknown>>): number | null {
  const rate = rational(stream['avg_frame_rate']) ?? rational(stream['r_frame_rate']);
  return rate === null ? null : rate.num / rate.den;
}

/** True for a stream that shows moving pictures: album covers and thumbnails are not video. */
function isVideo(stream: Readonly<Record<string, unknown>>): boolean {
  const disposition = stream['disposition'] as Readonly<Record<string, unknown>> | undefined;
  return (
    stream['codec_type'] === 'video' &&
    Number(disposition?.['attached_pic'] ?? 0) !== 1 &&
    Number(disposition?.['timed_thumbnails'] ?? 0) !== 1
  );
}

function ffprobe(input: string, binaries: MediaBinaries): Promise<ffmpeg.FfprobeData> {
  ffmpeg.setFfmpegPath(binaries.ffmpeg);
  ffmpeg.setFfprobePath(binaries.ffprobe);
  return new Promise((resolve, reject) => {
    const before = { ...process.env };
    // fluent-ffmpeg starts its child within this call, with our own variables and no way to give others.
    Object.assign(process.env, childVariables(binaries.ffprobe));
    ffmpeg.ffprobe(input, ['-v', 'error', ...protocolArgs], (error: unknown, data) => {
      if (error === null || error === undefined) resolve(data);
      else reject(error instanceof Error ? error : new Error(text(error)));
    });
    for (const name of Object.keys(childVariables(binaries.ffprobe))) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  });
}

/**
 * Describes the video stream of a file (the default one when there are several).
 * @throws StudioError not-found, bad-input or bad-media when the file is no readable video
 */
export async function probeStream(filePath: string, binaries: MediaBinaries): Promise<StreamProbe> {
  const absolute = path.resolve(filePath);
  await checkFile(absolute);
  const data = await ffprobe(inputFile(absolute), binaries).catch((cause: unknown) => {
    const detail = (cause as Error).message.trim().split('\n').at(-1)!;
    throw new StudioError(
      'bad-media',
      `${absolute} is not a video that can be read (${detail.replace(inputFile(absolute), 'file')}): ` +
        'it may be of another kind or cut off; convert or copy it again.',
      { cause },
    );
  });
  const refused = refusedFormat(text(data.format.format_name));
  if (refused !== undefined) {
    throw new StudioError('bad-media', `${absolute} is ${refused}, not a video file.`);
  }
  const videos = (data.streams as readonly Readonly<Record<string, unknown>>[]).filter(isVideo);
  const isDefault = (stream: Readonly<Record<string, unknown>>): boolean =>
    Number((stream['disposition'] as Record<string, unknown> | undefined)?.['default'] ?? 0) === 1;
  const stream = videos.find(isDefault) ?? videos[0];
  if (stream === undefined) {
    throw new StudioError(
      'bad-media',
      `${absolute} has no video stream: choose a file with pictures.`,
    );
  }
  const timeBase = rational(stream['time_base']);
  if (timeBase === null) {
    throw new StudioError(
      'bad-media',
      `${absolute}: its video stream has no time base: convert it.`,
    );
  }
  const fieldOrder = text(stream['field_order']);
  return {
    path: absolute,
    streamIndex: Number(stream['index']),
    timeBase,
    codec: text(stream['codec_name']),
    pixelFormat: text(stream['pix_fmt']),
    colourSpace: text(stream['color_space']),
    colourRange: text(stream['color_range']),
    codedHeight: Number(stream['height']),
    rotation: clockwise(stream),
    fps: frameRate(stream),
    interlaced: !['', 'progressive', 'unknown'].includes(fieldOrder),
  };
}
