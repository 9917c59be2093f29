import type { TimeBase } from '../../domain/frame-table.ts';
import type { MediaBinaries } from './binaries.ts';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { inputFile, protocolArgs } from './probe.ts';
import { parseLogLine } from './shown-frames.ts';
import type { ShownFrame } from './shown-frames.ts';

/** One ffmpeg child that decodes one video stream, frames passed through with their own time stamps. */
export interface DecodeRequest {
  readonly binaries: MediaBinaries;
  readonly path: string;
  readonly streamIndex: number;
  /** Filters before and after the point where frames are reported. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  /** Absolute stream time in seconds of the key frame to start from; omitted: the file's beginning. */
  readonly seekSec?: number | undefined;
  /** Whole pictures as raw bytes on stdout, or nothing that matters besides the reports. */
  readonly sink: 'raw' | 'none';
  /** Stop after so many frames. */
  readonly maxFrames?: number;
  /** Decoder threads; omitted: ffmpeg chooses. */
  readonly threads?: number | undefined;
}

/** ffmpeg's arguments for a decoding run. */
export function decodeArgs(request: DecodeRequest): string[] {
  const { passthrough, showinfo } = request.binaries.capabilities;
  // A run that writes to a pipe ends with its reader: where only the reports count, a corner of each picture is written.
  const corner = "crop='min(iw,16)':'min(ih,16)':0:0";
  const written = request.sink === 'raw' ? (request.after ?? []) : [corner];
  const filters = [...(request.before ?? []), showinfo, ...written];
  const seek =
    request.seekSec === undefined
      ? []
      : ['-seek_timestamp', '1', '-noaccurate_seek', '-ss', request.seekSec.toFixed(6)];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+level+info'],
    ...(request.threads === undefined ? [] : ['-threads', String(request.threads)]),
    ...protocolArgs,
    ...seek,
    ...['-copyts', '-i', inputFile(request.path)],
    ...['-map', `0:${request.streamIndex}`, '-an', '-sn', '-dn'],
    ...['-vf', filters.join(',')],
    ...(request.maxFrames === undefined ? [] : ['-frames:v', String(request.maxFrames)]),
    ...passthrough,
    ...['-f', 'rawvideo', 'pipe:1'],
  ];
}

/** What a decoding run said besides its frames. */
export interface DecodeLog {
  timeBase: TimeBase | undefined;
  readonly errors: string[];
}

const keptErrors = 20;

/** Starts a decoding run; `onFrame` hears of every frame before its bytes arrive on stdout. */
export function startDecode(
  request: DecodeRequest,
  onFrame: (frame: ShownFrame) => void,
  signal?: AbortSignal,
): { readonly child: Child; readonly log: DecodeLog } {
  const log: DecodeLog = { timeBase: undefined, errors: [] };
  const child = startChild(request.binaries.ffmpeg, decodeArgs(request), {
    signal,
    onStderrLine: (line) => {
      const said = parseLogLine(line);
      if (said?.kind === 'frame') onFrame(said.frame);
      else if (said?.kind === 'time-base') log.timeBase = said.timeBase;
      else if (said?.kind === 'error' && log.errors.length < keptErrors) log.errors.push(said.text);
    },
  });
  return { child, log };
}

/** Decodes without keeping pixels and lists the frames that come out, in the order in which they do. */
export async function listDecoded(
  request: Omit<DecodeRequest, 'sink'>,
  signal?: AbortSignal,
): Promise<{
  readonly frames: readonly ShownFrame[];
  readonly log: DecodeLog;
  readonly code: number | null;
}> {
  const frames: ShownFrame[] = [];
  const { child, log } = startDecode(
    { ...request, sink: 'none' },
    (frame) => void frames.push(frame),
    signal,
  );
  child.stdout.resume();
  const code = await child.exited;
  const failure = child.startError();
  if (failure) log.errors.push(failure.message);
  return { frames, log, code };
}
