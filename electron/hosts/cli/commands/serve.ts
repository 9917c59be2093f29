import path from 'node:path';
import { serveStudio } from '../../web/serve-studio.ts';
import { integerOption, readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';

/** `loretrack serve`: the studio in a browser. */
export const serve: Command = {
  name: 'serve',
  summary: 'serve the studio to the browser of this machine',
  help: `
loretrack serve [project] [--port n] [--open]

Serves the studio's window at http://127.0.0.1:<port> until Ctrl-C, and prints the address to open. The address holds
a secret: whoever has it can read and write your files through the studio.
  project      project file to open (default: choose in the window)
  --port n     port to listen on (default: any free one)
  --open       open the address in the browser
`,
  async run(args, studio, terminal) {
    const { values, positionals } = readArguments(
      args,
      { port: { type: 'string' }, open: { type: 'boolean' } },
      [],
      ['project'],
    );
    const port = integerOption('port', values.port, { min: 1, max: 65_535 }) ?? 0;
    const [project] = positionals;
    if (project !== undefined) await studio.service.openProject({ path: path.resolve(project) });
    await serveStudio({ port, open: values.open === true }, studio, terminal);
  },
};
