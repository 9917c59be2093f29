import { StudioError } from '../../contract/errors.ts';
import {
  constantRateTable,
  keyFrameAtOrBefore,
  strictlyIncreasing,
  timeSec,
} from '../../domain/frame-table.ts';
import type { FrameTable, TimeBase } from '../../domain/frame-table.ts';
import type { MediaBinaries } from './binaries.ts';
import { forEachLine, startChild } from './child.ts';
import { listDecoded } from './decode-run.ts';
import { PacketCollector, packetListArgs } from './packets.ts';
import type { PacketVerdict } from './packets.ts';
import { inputFile, protocolArgs } from './probe.ts';
import type { StreamProbe } from './probe.ts';
import { parseLogLine } from './shown-frames.ts';
import type { ShownFrame } from './shown-frames.ts';

/** The frames of a stream, and how a decoded picture is recognised as one of them. */
export interface FrameIndex {
  readonly table: FrameTable;
  /** `pts`: by its time stamp. `count`: by its place from the file's beginning, where time stamps are of no use. */
  readonly addressing: 'pts' | 'count';
  /** Size in pixels and format of the first decoded picture, after rotation. */
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: string;
  /** True when decoding reported errors: concealed pictures are repeatable with one decoder thread only. */
  readonly damaged: boolean;
  readonly warnings: readonly string[];
}

/** How to index: `exact` decodes the whole stream even when its packet list looks right. */
export interface IndexOptions {
  readonly exact?: boolean | undefined;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Pictures decoded from the beginning to compare with the packet list. */
const headFrames = 32;

async function listPackets(
  probe: StreamProbe,
  binaries: MediaBinaries,
  signal: AbortSignal | undefined,
): Promise<{ readonly verdict: PacketVerdict; readonly errors: readonly string[] }> {
  const errors: string[] = [];
  const packets = new PacketCollector(probe.timeBase);
  const child = startChild(
    binaries.ffprobe,
    [
      ...[
        '-v',
        'repeat+level+error',
        ...protocolArgs,
        '-select_streams',
        String(probe.streamIndex),
      ],
      ...[...packetListArgs, inputFile(probe.path)],
    ],
    {
      signal,
      onStderrLine: (line) => {
        const said = parseLogLine(line);
        if (said?.kind === 'error' && errors.length < 20) errors.push(said.text);
      },
    },
  );
  forEachLine(child.stdout, (line) => packets.addLine(line));
  const code = await child.exited;
  if (code !== 0 && errors.length === 0) errors.push(`ffprobe ended with code ${code ?? 'none'}`);
  return { verdict: packets.finish(), errors };
}

function sameTimeBase(a: TimeBase | undefined, b: TimeBase): boolean {
  return a !== undefined && a.num * b.den === b.num * a.den;
}

function samePts(frames: readonly ShownFrame[], table: FrameTable, from: number): boolean {
  return frames.every((frame, i) => frame.pts === table.pts[from + i]);
}

/** True when the pictures from the last key frame on are exactly those of the packet list. */
async function tailAgrees(
  probe: StreamProbe,
  binaries: MediaBinaries,
  table: FrameTable,
  options: IndexOptions,
): Promise<boolean> {
  const key = keyFrameAtOrBefore(table, table.pts.length - 1);
  if (key === 0) return false;
  const { frames, log } = await listDecoded(
    {
      ...{ binaries, path: probe.path, streamIndex: probe.streamIndex, threads: options.threads },
      seekSec: timeSec(table, key),
      before: [`select='gte(pts,${table.pts[key]!})'`],
    },
    options.signal,
  );
  return (
    sameTimeBase(log.timeBase, table.timeBase) &&
    frames.length === table.pts.length - key &&
    samePts(frames, table, key)
  );
}

/** The table of what decodes: by pts where these are usable, else by count at the stream's frame rate. */
function decodedTable(
  frames: readonly ShownFrame[],
  timeBase: TimeBase,
  fps: number | null,
): Pick<FrameIndex, 'table' | 'addressing'> {
  const pts = Float64Array.from(frames, (frame) => frame.pts ?? Number.NaN);
  if (strictlyIncreasing(pts)) {
    const keyFrames = Uint8Array.from(frames, (frame) => (frame.key ? 1 : 0));
    return { table: { timeBase, pts, keyFrames }, addressing: 'pts' };
  }
  return { table: constantRateTable(frames.length, fps ?? 25, frames.length), addressing: 'count' };
}

/** Decodes the whole stream and takes the frames that come out. */
async function indexByDecoding(
  probe: StreamProbe,
  binaries: MediaBinaries,
  listed: number | undefined,
  options: IndexOptions,
): Promise<FrameIndex> {
  const request = { binaries, path: probe.path, streamIndex: probe.streamIndex };
  let run = await listDecoded({ ...request, threads: options.threads }, options.signal);
  const damaged = run.log.errors.length > 0;
  if (damaged) run = await listDecoded({ ...request, threads: 1 }, options.signal);
  options.signal?.throwIfAborted();
  const { frames, log } = run;
  const first = frames[0];
  if (first === undefined) {
    const reason = log.errors.at(-1) ?? 'no picture comes out';
    throw new StudioError(
      'bad-media',
      `${probe.path} does not decode (${reason}): convert or copy it again.`,
    );
  }
  const { table, addressing } = decodedTable(frames, log.timeBase ?? probe.timeBase, probe.fps);
  const warnings: string[] = [];
  if (damaged)
    warnings.push(`The file seems damaged; decoding it reports: ${run.log.errors[0] ?? 'errors'}.`);
  if (listed !== undefined && listed > frames.length) {
    warnings.push(
      `${listed - frames.length} of the ${listed} pictures in the file do not decode; it may have been cut off.`,
    );
  }
  if (addressing === 'count') {
    warnings.push(
      'The file has no usable time stamps; its pictures are counted, and every access decodes from the start.',
    );
    if (frames.some(({ width, height }) => width !== first.width || height !== first.height)) {
      throw new StudioError(
        'bad-media',
        `${probe.path} changes its picture size and has no usable time stamps: convert it to MP4.`,
      );
    }
  }
  const { width, height, pixelFormat } = first;
  return { table, addressing, width, height, pixelFormat, damaged, warnings };
}

/**
 * Lists the frames of a stream. The packet list is taken where its beginning and end are proved by decoding;
 * otherwise (edit lists, fields, missing time stamps, damage) the whole stream is decoded once.
 * @throws StudioError bad-media when nothing decodes, cancelled when the signal fires
 */
export async function indexFrames(
  probe: StreamProbe,
  binaries: MediaBinaries,
  options: IndexOptions = {},
): Promise<FrameIndex> {
  const { signal } = options;
  const request = { binaries, path: probe.path, streamIndex: probe.streamIndex };
  try {
    const [packets, head] = await Promise.all([
      listPackets(probe, binaries, signal),
      listDecoded({ ...request, maxFrames: headFrames, threads: options.threads }, signal),
    ]);
    signal?.throwIfAborted();
    const table = packets.verdict.table;
    const first = head.frames[0];
    // VP8 keeps hidden reference pictures in packets of their own.
    const onePacketOneFrame = !probe.interlaced && probe.codec !== 'vp8';
    const proved =
      options.exact !== true &&
      table !== undefined &&
      first !== undefined &&
      onePacketOneFrame &&
      packets.errors.length === 0 &&
      head.log.errors.length === 0 &&
      sameTimeBase(head.log.timeBase, probe.timeBase) &&
      head.frames.length >= Math.min(headFrames, table.pts.length) &&
      samePts(head.frames, table, 0) &&
      (await tailAgrees(probe, binaries, table, options));
    signal?.throwIfAborted();
    if (proved) {
      const { width, height, pixelFormat } = first;
      return { table, addressing: 'pts', width, height, pixelFormat, damaged: false, warnings: [] };
    }
    const listed = onePacketOneFrame ? table?.pts.length : undefined;
    const index = await indexByDecoding(probe, binaries, listed, options);
    const said = packets.errors[0];
    if (said === undefined) return index;
    const warning = `The file seems damaged; reading it reports: ${said}.`;
    return { ...index, damaged: true, warnings: [warning, ...index.warnings] };
  } catch (error) {
    if (signal?.aborted === true) {
      throw new StudioError('cancelled', `Opening ${probe.path} was cancelled.`, { cause: error });
    }
    throw error;
  }
}
