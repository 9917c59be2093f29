/**
 * Makes the clips of test/fixtures/video: `node test/support/make-video-fixtures.ts` (ffmpeg 5.1 with libx264, libx265, libvpx).
 * The clips are committed because the options that make such files differ between versions of ffmpeg.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { mediaBinaries } from '../../electron/adapters/ffmpeg/binaries.ts';
import { runToEnd } from '../../electron/adapters/ffmpeg/child.ts';

const folder = fileURLToPath(new URL('../fixtures/video/', import.meta.url));
const at = (name: string): string => path.join(folder, name);
const { ffmpeg, capabilities } = await mediaBinaries();
const bitexact = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact'];

async function make(
  name: string,
  input: readonly string[],
  output: readonly string[],
): Promise<void> {
  const args = ['-y', '-nostdin', '-v', 'error', ...input, ...output, ...bitexact, at(name)];
  const { code, stderr } = await runToEnd(ffmpeg, args);
  if (code !== 0) throw new Error(`${name}: ${stderr}`);
}

/** A moving test picture: every frame differs from every other one. */
function picture(frames: number, size = '96x64', rate = '25'): string[] {
  // testsrc2 rounds its own size down to even numbers.
  return [
    '-f',
    'lavfi',
    '-i',
    `testsrc2=size=96x64:rate=${rate}:duration=1000,scale=${size}`,
    '-frames:v',
    String(frames),
  ];
}
function x264(parameters: string, pixelFormat = 'yuv420p'): string[] {
  return [
    '-pix_fmt',
    pixelFormat,
    '-c:v',
    'libx264',
    '-preset',
    'medium',
    '-threads',
    '1',
    '-x264-params',
    parameters,
  ];
}
const closed = 'keyint=10:min-keyint=10:scenecut=0:bframes=3:b-adapt=0:open-gop=0';

await make('bframes.mp4', picture(40), x264(closed));
await make('opengop.mp4', picture(40), x264(closed.replace('open-gop=0', 'open-gop=1')));
await make('opengop.m2t', picture(40), x264(closed.replace('open-gop=0', 'open-gop=1')));
await make('opengop-hevc.mp4', picture(40), [
  ...['-pix_fmt', 'yuv420p', '-c:v', 'libx265', '-tag:v', 'hvc1', '-x265-params'],
  'keyint=10:min-keyint=10:scenecut=0:open-gop=1:bframes=3:log-level=error:pools=1:frame-threads=1',
]);
await make(
  'intra-refresh.m2t',
  picture(48),
  x264('keyint=12:min-keyint=12:scenecut=0:bframes=0:intra-refresh=1'),
);
await make(
  'vfr.mp4',
  [...picture(36, '96x64', '30'), '-vf', "setpts='(N*1000+N*N*37+mod(N,3)*300)/30000/TB'"],
  [
    ...x264(closed),
    ...capabilities.passthrough,
    '-enc_time_base',
    '1:30000',
    '-video_track_timescale',
    '30000',
  ],
);
await make('5994.mp4', picture(60, '96x64', '60000/1001'), x264(closed));
await make('odd-start.mp4', picture(30), [...x264(closed), '-output_ts_offset', '3.7']);
await make('odd-start.m2t', picture(30), [
  ...x264(closed),
  '-output_ts_offset',
  '1234.567',
  '-muxdelay',
  '0',
]);
await make(
  'audio.mkv',
  ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=1.4', ...picture(35)],
  [...[...x264(closed), '-c:a', 'aac', '-b:a', '16k', '-map', '0:a', '-map', '1:v']],
);
await make('edit-list.mp4', ['-ss', '0.52', '-i', at('bframes.mp4')], ['-c', 'copy']);
for (const degrees of [90, 180, 270]) {
  // ffmpeg writes this tag as an anticlockwise display matrix.
  const rotate = ['-c', 'copy', '-frames:v', '12', '-metadata:s:v:0', `rotate=${360 - degrees}`];
  await make(`rotated-${degrees}.mp4`, ['-i', at('bframes.mp4')], rotate);
}
await make('odd-size.mp4', picture(20, '81x61'), x264(closed, 'yuv444p'));
await make('odd-size.webm', picture(30, '81x61'), [
  ...[
    '-pix_fmt',
    'yuv420p',
    '-c:v',
    'libvpx-vp9',
    '-b:v',
    '100k',
    '-g',
    '10',
    '-threads',
    '1',
    '-row-mt',
    '0',
  ],
]);
await make('hidden-frames.webm', picture(50), [
  ...['-pix_fmt', 'yuv420p', '-c:v', 'libvpx', '-b:v', '80k', '-g', '20', '-auto-alt-ref', '1'],
  ...['-lag-in-frames', '16', '-threads', '1', '-quality', 'good', '-cpu-used', '0'],
]);
await make('full-range.mp4', picture(20), [...x264(closed, 'yuvj420p'), '-color_range', 'pc']);
await make('ten-bit.mkv', picture(20), x264('keyint=10:bframes=2', 'yuv422p10le'));
await make('rgb.mkv', picture(12), ['-pix_fmt', 'bgr0', '-c:v', 'ffv1', '-g', '4', '-level', '3']);
await make('interlaced.m2t', picture(30), [
  ...x264(`${closed}:interlaced=1`),
  '-flags:v',
  '+ilme+ildct',
]);
await make('mjpeg.avi', picture(20, '81x61'), [
  '-pix_fmt',
  'yuvj420p',
  '-c:v',
  'mjpeg',
  '-q:v',
  '6',
]);
await make('grey.avi', picture(10), [
  '-vf',
  'format=gray',
  '-c:v',
  'ffv1',
  '-g',
  '1',
  '-level',
  '3',
]);
await make('no-pts.avi', picture(40), [
  '-pix_fmt',
  'yuv420p',
  '-c:v',
  'mpeg4',
  '-bf',
  '2',
  '-g',
  '12',
  '-q:v',
  '8',
]);
await make('no-pts-h264.avi', picture(40), x264(closed));
await make('elementary.h264', picture(40), x264(closed));
await make('faststart.mp4', picture(40), [...x264(closed), '-movflags', '+faststart']);
await make(
  'audio-only.m4a',
  ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=0.5'],
  ['-c:a', 'aac', '-b:a', '16k'],
);
await make(
  'cover.m4a',
  ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=0.5', ...picture(1)],
  [
    ...[
      '-c:a',
      'aac',
      '-b:a',
      '16k',
      '-c:v',
      'mjpeg',
      '-pix_fmt',
      'yuvj420p',
      '-disposition:v',
      'attached_pic',
    ],
  ],
);

const whole = readFileSync(at('faststart.mp4'));
writeFileSync(at('truncated.mp4'), whole.subarray(0, Math.floor(whole.length * 0.7)));
const matroska = readFileSync(at('audio.mkv'));
writeFileSync(at('truncated.mkv'), matroska.subarray(0, Math.floor(matroska.length * 0.7)));
const corrupt = Buffer.from(whole);
const middle = Math.floor(whole.length * 0.55);
for (let i = 0; i < 1500; i++) corrupt[middle + i] = (i * 73 + (i >> 3) * 31) & 0xff;
writeFileSync(at('corrupt.mp4'), corrupt);
writeFileSync(at('no-index.mp4'), readFileSync(at('bframes.mp4')).subarray(0, 6000));
writeFileSync(at('text.mp4'), 'This is a letter, not a video.\n'.repeat(20));
writeFileSync(at('empty.mp4'), '');

/** Rewrites the edit list of an MP4 whose index lies at its end: pieces [start, length] in the media's own units. */
function withEdits(
  file: Buffer,
  pieces: readonly (readonly [start: number, length: number])[],
): Buffer {
  const elst = file.indexOf('elst') - 4;
  const oldBytes = file.readUInt32BE(elst);
  const box = Buffer.alloc(16 + 12 * pieces.length);
  box.writeUInt32BE(box.length, 0);
  box.write('elst', 4);
  box.writeUInt32BE(pieces.length, 12);
  for (const [i, [start, length]] of pieces.entries()) {
    // Durations count in the movie's time scale of 1000, starts in the track's of 12800.
    box.writeUInt32BE(Math.round((length * 1000) / 12800), 16 + 12 * i);
    box.writeUInt32BE(start, 20 + 12 * i);
    box.writeUInt32BE(0x10000, 24 + 12 * i);
  }
  const edited = Buffer.concat([file.subarray(0, elst), box, file.subarray(elst + oldBytes)]);
  for (const parent of ['moov', 'trak', 'edts']) {
    const at = edited.indexOf(parent) - 4;
    edited.writeUInt32BE(edited.readUInt32BE(at) + box.length - oldBytes, at);
  }
  return edited;
}
const edits = [
  [1024, 5120],
  [1024 + 512 * 17, 5120],
] as const;
writeFileSync(at('edit-middle.mp4'), withEdits(readFileSync(at('bframes.mp4')), edits));
