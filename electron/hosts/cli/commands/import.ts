import path from 'node:path';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { openProjectMedia } from '../project-media.ts';

/** `loretrack import`: annotations of a file into a project. */
export const importCommand: Command = {
  name: 'import',
  summary: 'read JSON or COCO annotations into a project',
  help: `
loretrack import <project> <file> [--media name|id]

Adds the tracks of a file to one video of a project, as one step that can be undone. The format is recognised.
  --media name|id  the video (may be left out when the project has only one)
`,
  async run(args, studio, terminal) {
    const { values, positionals } = readArguments(args, { media: { type: 'string' } }, [
      'project',
      'file',
    ]);
    const media = await openProjectMedia(studio, positionals[0]!, values.media);
    const { warnings, ...report } = await studio.service.importAnnotations({
      mediaId: media.id,
      path: path.resolve(positionals[1]!),
    });
    for (const warning of warnings) terminal.err.write(`loretrack: ${warning}\n`);
    terminal.out.write(`${JSON.stringify(report)}\n`);
  },
};
