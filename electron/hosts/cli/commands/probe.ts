import { describeMedia } from '../../../adapters/ffmpeg/open-media.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { pairs } from '../terminal.ts';

/** `loretrack probe`: what a video is, frame by frame. */
export const probe: Command = {
  name: 'probe',
  summary: 'what a video or image folder is: size, rate, frames, times',
  help: `
loretrack probe <video|folder> [--json]

Lists what the decoder gives: size as shown, rotation, frame count, duration, key frames.
  --json   everything as one JSON object, with the time stamp (pts) of every frame
`,
  async run(args, studio, { out }) {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean' } }, ['video']);
    const source = await studio.media.open(positionals[0]!);
    const description = describeMedia(source);
    await source.close();
    if (values.json === true) {
      out.write(`${JSON.stringify(description)}\n`);
      return;
    }
    const { info, frameCount, durationSec, timeBase, keyFrames, pts } = description;
    const rows: [string, string | number][] = [
      ['file', info.path],
      ['codec', `${info.codec}, ${info.pixelFormat}`],
      ['size', `${info.width} x ${info.height}, rotated ${info.rotation} degrees`],
      ['colours', `${info.matrix}, ${info.fullRange ? 'full' : 'video'} range`],
      ['frames', `${frameCount}, ${keyFrames.length} of them key frames`],
      ['rate', `${Number(info.fps.toFixed(3))} per second`],
      ['duration', `${durationSec.toFixed(3)} s`],
      ['first pts', `${pts[0] ?? '-'} in units of ${timeBase.num}/${timeBase.den} s`],
      ...info.warnings.map((warning): [string, string] => ['warning', warning]),
    ];
    out.write(`${pairs(rows)}\n`);
  },
};
