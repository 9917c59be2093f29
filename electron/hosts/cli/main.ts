import { isStudioError } from '../../contract/errors.ts';
import { compose } from '../compose.ts';
import { distill } from './commands/distill.ts';
import { convert } from './commands/convert.ts';
import { demo } from './commands/demo.ts';
import { evaluate } from './commands/eval.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { models } from './commands/models.ts';
import { pretrain } from './commands/pretrain.ts';
import { probe } from './commands/probe.ts';
import { report } from './commands/report.ts';
import { serve } from './commands/serve.ts';
import { track } from './commands/track.ts';
import type { Command } from './command.ts';
import { table, type Terminal } from './terminal.ts';

const commands: readonly Command[] = [
  serve,
  exportCommand,
  importCommand,
  convert,
  probe,
  track,
  evaluate,
  report,
  models,
  pretrain,
  distill,
  demo,
];

/** Exit codes: 0 done, 1 failed, 2 wrong call, 130 stopped by the user. */
const EXIT = { done: 0, failed: 1, wrongCall: 2, stopped: 130 } as const;

const overview = (version: string): string => `loretrack ${version}: follow objects through videos

${table(commands.map(({ name, summary }) => [`  loretrack ${name}`, summary]))}

"loretrack <command> --help" tells the options of a command.
Exit codes: 0 done, 1 failed, 2 wrong call, 130 stopped by the user.
`;

async function main(args: readonly string[]): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stop.abort(signal));
  }
  const terminal: Terminal = { out: process.stdout, err: process.stderr, signal: stop.signal };
  // A reader that closes the pipe early, such as head, has had enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
  const studio = compose();
  const [name, ...rest] = args;
  const command = commands.find((candidate) => candidate.name === name);
  try {
    if (command === undefined) {
      if (name === '--version') {
        terminal.out.write(`${studio.version}\n`);
        return EXIT.done;
      }
      if (name === undefined || name === '--help' || name === 'help') {
        terminal.out.write(overview(studio.version));
        return EXIT.done;
      }
      terminal.err.write(`loretrack: there is no command "${name}"; see loretrack --help\n`);
      return EXIT.wrongCall;
    }
    if (rest.includes('--help')) {
      terminal.out.write(`${command.help.trim()}\n`);
      return EXIT.done;
    }
    await command.run(rest, studio, terminal);
    return stop.signal.aborted ? EXIT.stopped : EXIT.done;
  } catch (error) {
    if (!isStudioError(error) || error.code === 'internal') throw error;
    terminal.err.write(`loretrack: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
    if (error.code === 'cancelled' || stop.signal.aborted) return EXIT.stopped;
    return error.code === 'bad-input' ? EXIT.wrongCall : EXIT.failed;
  } finally {
    await studio.dispose();
  }
}

process.exitCode = await main(process.argv.slice(2));
