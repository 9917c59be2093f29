import { mediaBinaries } from '../../electron/adapters/ffmpeg/binaries.ts';
import { runToEnd } from '../../electron/adapters/ffmpeg/child.ts';
import { sampleClip } from '../../electron/hosts/folders.ts';

/** Size and rate of a clip. */
export interface ClipFormat {
  readonly width: number;
  readonly height: number;
  /** Frames per second; default the sample's own. */
  readonly fps?: number;
  /** How often the sample is played through; default once. */
  readonly rounds?: number;
}

/** Writes the sample clip in another size, H.264: a clip whose decoding takes a usual effort. */
export async function writeSampleAs(
  target: string,
  { width, height, fps, rounds = 1 }: ClipFormat,
): Promise<void> {
  const { ffmpeg } = await mediaBinaries();
  const filters = [
    `scale=${width}:${height}:flags=lanczos`,
    'noise=alls=4:allf=t',
    ...(fps === undefined ? [] : [`fps=${fps}`]),
  ];
  const { code, stderr } = await runToEnd(ffmpeg, [
    ...['-v', 'error', '-stream_loop', String(rounds - 1), '-i', `file:${sampleClip}`],
    ...['-vf', filters.join(',')],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '22', '-g', '60', '-y', `file:${target}`],
  ]);
  if (code !== 0) throw new Error(`ffmpeg could not enlarge the sample: ${stderr}`);
}
