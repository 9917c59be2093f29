import { mediaBinaries } from '../../electron/adapters/ffmpeg/binaries.ts';
import { runToEnd } from '../../electron/adapters/ffmpeg/child.ts';
import { sampleClip } from '../../electron/hosts/folders.ts';

/** Writes the sample clip at 1280x720, H.264: a clip of common size whose decoding takes a usual effort. */
export async function writeEnlargedSample(target: string): Promise<void> {
  const { ffmpeg } = await mediaBinaries();
  const { code, stderr } = await runToEnd(ffmpeg, [
    ...[
      '-v',
      'error',
      '-i',
      `file:${sampleClip}`,
      '-vf',
      'scale=1280:720:flags=lanczos,noise=alls=4:allf=t',
    ],
    ...['-c:v', 'libx264', '-preset', 'medium', '-crf', '22', '-y', `file:${target}`],
  ]);
  if (code !== 0) throw new Error(`ffmpeg could not enlarge the sample: ${stderr}`);
}
