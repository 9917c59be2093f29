import path from 'node:path';
import { FORMAT_IDS } from '../../../domain/formats/format-ids.ts';
import { choiceOption, readArguments, usage } from '../arguments.ts';
import type { Command } from '../command.ts';
import { useLittleMemory } from '../little-memory.ts';
import { openProjectMedia } from '../project-media.ts';

/** `loretrack export`: a project's annotations as files. */
export const exportCommand: Command = {
  name: 'export',
  summary: "write a project's annotations in any format",
  help: `
loretrack export <project> --out path [--media name|id] [--format name] [--pictures jpg|png] [--overwrite]

Writes all tracks of one video of a project, interpolated boxes included, reads them back and compares. What the
format cannot hold is told before.
  --media name|id  the video (may be left out when the project has only one)
  --format name    ${FORMAT_IDS.slice(0, 9).join(', ')},
                   ${FORMAT_IDS.slice(9).join(', ')} (default json)
  --out path       file or folder to write
  --pictures kind  write the frames as jpg or png beside the annotations, in the format's layout
  --preview        tell what would be lost, and write nothing
  --overwrite      replace files that exist
`,
  async run(args, studio, terminal) {
    useLittleMemory();
    const { values, positionals } = readArguments(
      args,
      {
        media: { type: 'string' },
        format: { type: 'string', default: 'json' },
        out: { type: 'string' },
        pictures: { type: 'string' },
        preview: { type: 'boolean' },
        overwrite: { type: 'boolean' },
      },
      ['project'],
    );
    const isPreview = values.preview === true;
    if (values.out === undefined && !isPreview)
      throw usage('--out path is missing: where to write');
    const format = choiceOption('format', values.format, FORMAT_IDS);
    const pictures =
      values.pictures === undefined
        ? undefined
        : choiceOption('pictures', values.pictures, ['jpg', 'png']);
    const media = await openProjectMedia(studio, positionals[0]!, values.media);
    const preview = await studio.service.previewExport({ mediaId: media.id, format });
    const notes = [...preview.losses.map(({ sentence }) => sentence), ...preview.remarks];
    for (const note of notes) terminal.err.write(`loretrack: ${note}\n`);
    if (isPreview) {
      terminal.out.write(`${JSON.stringify(preview)}\n`);
      return;
    }
    const written = await studio.service.exportAnnotations({
      mediaId: media.id,
      format,
      path: path.resolve(values.out!),
      overwrite: values.overwrite === true,
      ...(pictures && { pictures }),
    });
    terminal.out.write(`${JSON.stringify(written)}\n`);
    if (written.difference === null) return;
    terminal.err.write(`loretrack: not all comes back: ${written.difference}\n`);
    process.exitCode = 1;
  },
};
