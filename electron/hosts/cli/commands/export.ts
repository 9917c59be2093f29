import path from 'node:path';
import { choiceOption, readArguments, usage } from '../arguments.ts';
import type { Command } from '../command.ts';
import { openProjectMedia } from '../project-media.ts';

/** `loretrack export`: a project's annotations as a file. */
export const exportCommand: Command = {
  name: 'export',
  summary: "write a project's annotations as JSON or COCO",
  help: `
loretrack export <project> --out file [--media name|id] [--format json|coco] [--overwrite]

Writes all tracks of one video of a project, interpolated boxes included.
  --media name|id  the video (may be left out when the project has only one)
  --format name    json (docs/track.schema.json; default) or coco (with video keys)
  --out file       where to write
  --overwrite      replace the file if it exists
`,
  async run(args, studio, terminal) {
    const { values, positionals } = readArguments(
      args,
      {
        media: { type: 'string' },
        format: { type: 'string', default: 'json' },
        out: { type: 'string' },
        overwrite: { type: 'boolean' },
      },
      ['project'],
    );
    if (values.out === undefined) throw usage('--out file is missing: where to write');
    const format = choiceOption('format', values.format, ['json', 'coco']);
    const media = await openProjectMedia(studio, positionals[0]!, values.media);
    const written = await studio.service.exportAnnotations({
      mediaId: media.id,
      format,
      path: path.resolve(values.out),
      overwrite: values.overwrite === true,
    });
    terminal.out.write(`${JSON.stringify(written)}\n`);
  },
};
