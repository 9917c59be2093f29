import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { path as ffmpegPath } from '@ffmpeg-installer/ffmpeg';
import { StudioError } from '../../electron/contract/errors.ts';
import { FRAME_HEIGHT, FRAME_WIDTH } from './camera.ts';
import { FRAMES_PER_SEC } from './choreography.ts';

/**
 * Encodes RGB pictures [H,W,3] as H.264 in MP4 at `filePath`.
 * @throws StudioError write-failed with the encoder's own words when it does not succeed
 */
export async function encodeVideo(pictures: Iterable<Uint8Array>, filePath: string): Promise<void> {
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${FRAME_WIDTH}x${FRAME_HEIGHT}`];
  // A fixed number of threads and no version strings: the same pictures give the same bytes.
  const coding = ['-c:v', 'libx264', '-preset', 'slow', '-crf', '20', '-threads', '2'];
  const colour = ['-pix_fmt', 'yuv420p', '-colorspace', 'smpte170m', '-color_range', 'tv'];
  const file = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-movflags', '+faststart'];
  const child = spawn(
    ffmpegPath,
    [
      '-v',
      'error',
      '-y',
      ...input,
      '-r',
      `${FRAMES_PER_SEC}`,
      '-i',
      'pipe:0',
      '-an',
      ...coding,
      ...colour,
      '-g',
      '50',
      '-bf',
      '3',
      ...file,
      '-f',
      'mp4',
      filePath,
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = once(child, 'close') as Promise<[number | null]>;
  // When the encoder dies early its exit code, not the broken pipe, is the story to tell.
  child.stdin.on('error', () => undefined);
  for (const picture of pictures) {
    if (child.exitCode !== null) break;
    if (!child.stdin.write(picture)) await Promise.race([once(child.stdin, 'drain'), ended]);
  }
  child.stdin.end();
  const [code] = await ended;
  if (code !== 0) {
    throw new StudioError(
      'write-failed',
      `${filePath}: ffmpeg ended with ${code ?? 'a signal'}. ${complaint}`,
    );
  }
}
