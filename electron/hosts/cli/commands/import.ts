import path from 'node:path';
import { IMPORT_RULES } from '../../../domain/editing/plan-import.ts';
import { FORMAT_IDS } from '../../../domain/formats/format-ids.ts';
import { choiceOption, readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { useLittleMemory } from '../little-memory.ts';
import { openProjectMedia } from '../project-media.ts';

/** `loretrack import`: annotations of files into a project. */
export const importCommand: Command = {
  name: 'import',
  summary: 'read annotations of any format into a project',
  help: `
loretrack import <project> <file|folder> [--media name|id] [--format name] [--rule add|fill|replace] [--preview]

Brings the tracks of a file into one video of a project, as one step that can be undone.
  --media name|id  the video (may be left out when the project has only one)
  --format name    the file's format, where it is not recognised (see "loretrack export --help")
  --rule name      what happens where the video has a track of the same id and label:
                   add      the file's becomes a track of its own (default)
                   fill     only frames of which nothing is known are filled
                   replace  the file wins, except over what a person drew or confirmed
  --preview        tell what would happen, and change nothing
`,
  async run(args, studio, terminal) {
    useLittleMemory();
    const { values, positionals } = readArguments(
      args,
      {
        media: { type: 'string' },
        format: { type: 'string' },
        rule: { type: 'string', default: 'add' },
        preview: { type: 'boolean' },
      },
      ['project', 'file'],
    );
    const format =
      values.format === undefined ? undefined : choiceOption('format', values.format, FORMAT_IDS);
    const rule = choiceOption('rule', values.rule, IMPORT_RULES);
    const media = await openProjectMedia(studio, positionals[0]!, values.media);
    const request = {
      mediaId: media.id,
      path: path.resolve(positionals[1]!),
      rule,
      ...(format && { format }),
    };
    const { service } = studio;
    const { warnings, ...report } =
      values.preview === true
        ? await service.previewImport(request)
        : await service.importAnnotations(request);
    for (const warning of warnings) terminal.err.write(`loretrack: ${warning}\n`);
    terminal.out.write(`${JSON.stringify(report)}\n`);
  },
};
