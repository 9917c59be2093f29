import path from 'node:path';
import { FORMAT_IDS } from '../../../domain/formats/format-ids.ts';
import type { VideoFacts } from '../../../domain/formats/video-annotations.ts';
import { choiceOption, integerOption, positiveOption, readArguments, usage } from '../arguments.ts';
import type { Command } from '../command.ts';
import { useLittleMemory } from '../little-memory.ts';

/** `loretrack convert`: annotation files from one format into another. */
export const convert: Command = {
  name: 'convert',
  summary: 'turn annotation files into another format',
  help: `
loretrack convert <file|folder> --to name --out path [--from name] [--check] [--media video] …

Converts annotations; the format of the source is recognised where it can be. What the new format cannot hold is told.
  --to name          ${FORMAT_IDS.slice(0, 9).join(', ')},
                     ${FORMAT_IDS.slice(9).join(', ')}
  --out path         file or folder to write; several videos become a folder
  --from name        format of the source
  --check            read back what was written and compare it with what the format can hold
  --media path       the video or image folder: tells size, rate and exact times
  --pictures kind    write the video's frames as jpg or png in the format's layout (needs --media)
  --size WxH         size of the pictures in pixels, where nothing else tells it
  --fps n            frames per second
  --frames n         number of frames
  --name name        name of the video
  --first-pixel 0|1  number of the first pixel, where a benchmark leaves that open to doubt
  --overwrite        replace files that exist
`,
  async run(args, studio, terminal) {
    useLittleMemory();
    const { values, positionals } = readArguments(
      args,
      {
        to: { type: 'string' },
        out: { type: 'string' },
        from: { type: 'string' },
        check: { type: 'boolean' },
        media: { type: 'string' },
        pictures: { type: 'string' },
        size: { type: 'string' },
        fps: { type: 'string' },
        frames: { type: 'string' },
        name: { type: 'string' },
        'first-pixel': { type: 'string' },
        overwrite: { type: 'boolean' },
      },
      ['file or folder'],
    );
    if (values.to === undefined) throw usage('--to name is missing: the format to write');
    if (values.out === undefined) throw usage('--out path is missing: where to write');
    const firstPixel = integerOption('first-pixel', values['first-pixel'], { min: 0, max: 1 });
    const result = await studio.convert.convert(
      {
        from: path.resolve(positionals[0]!),
        fromFormat:
          values.from === undefined ? null : choiceOption('from', values.from, FORMAT_IDS),
        to: choiceOption('to', values.to, FORMAT_IDS),
        out: path.resolve(values.out),
        overwrite: values.overwrite === true,
        check: values.check === true,
        media: values.media === undefined ? null : path.resolve(values.media),
        pictures:
          values.pictures === undefined
            ? null
            : choiceOption('pictures', values.pictures, ['jpg', 'png']),
        facts: readFacts(values),
        firstPixel: firstPixel === undefined ? null : firstPixel === 1 ? 1 : 0,
      },
      terminal.signal,
    );
    const { losses, remarks, warnings, difference, ...numbers } = result;
    const notes = [...warnings, ...losses.map(({ sentence }) => sentence), ...remarks];
    for (const note of notes) terminal.err.write(`loretrack: ${note}\n`);
    const lost = Object.fromEntries(losses.map(({ what, count }) => [what, count]));
    const check = difference === undefined ? {} : { check: difference ?? 'same' };
    terminal.out.write(`${JSON.stringify({ ...numbers, lost, ...check })}\n`);
    if (typeof difference !== 'string') return;
    terminal.err.write(`loretrack: not all comes back: ${difference}\n`);
    process.exitCode = 1;
  },
};

function readFacts(values: {
  readonly size?: string | undefined;
  readonly fps?: string | undefined;
  readonly frames?: string | undefined;
  readonly name?: string | undefined;
}): Partial<VideoFacts> {
  const fps = positiveOption('fps', values.fps);
  const frameCount = integerOption('frames', values.frames, { min: 1, max: 0x7fffffff });
  const size = values.size === undefined ? null : /^(\d{1,6})x(\d{1,6})$/.exec(values.size);
  if (size === null && values.size !== undefined) {
    throw usage(`--size is "${values.size}", not like 1920x1080`);
  }
  const [width, height] = [Number(size?.[1] ?? 0), Number(size?.[2] ?? 0)];
  if (size !== null && (width < 1 || height < 1)) throw usage('--size needs sides of at least 1');
  return {
    ...(size !== null && { width, height }),
    ...(fps !== undefined && { fps }),
    ...(frameCount !== undefined && { frameCount }),
    ...(values.name !== undefined && { name: values.name }),
  };
}
