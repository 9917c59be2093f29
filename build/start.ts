// `npm start`: builds the window if need be, opens the project of last time (the sample at first), serves both.
import { isStudioError } from '../electron/contract/errors.ts';
import type { Terminal } from '../electron/hosts/cli/terminal.ts';
import { compose } from '../electron/hosts/compose.ts';
import type { Studio } from '../electron/hosts/compose.ts';
import { openSampleProject } from '../electron/hosts/sample-project.ts';
import { serveStudio } from '../electron/hosts/web/serve-studio.ts';
import { buildRenderer, isRendererBuilt } from './renderer.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stop.abort(signal));
}
const terminal: Terminal = { out: process.stdout, err: process.stderr, signal: stop.signal };
const say = (line: string): void => void terminal.err.write(`loretrack: ${line}\n`);

/** Opens what was open last time, else the sample; a window without a project is better than none. */
async function openSomething(studio: Studio): Promise<void> {
  const { recent } = await studio.service.status();
  const last = recent.find(({ exists }) => exists);
  try {
    if (last === undefined) await openSampleProject(studio);
    else await studio.service.openProject({ path: last.path });
  } catch (error) {
    if (!isStudioError(error)) throw error;
    say(error.message);
  }
}

const studio = compose();
try {
  if (!isRendererBuilt()) {
    say('building the window (once after every change of its sources) …');
    await buildRenderer();
  }
  await openSomething(studio);
  say(
    'the studio runs in the browser: there is no desktop app yet. Open this address, Ctrl-C ends it:',
  );
  await serveStudio({ port: 0, open: process.argv.includes('--open') }, studio, terminal);
} finally {
  await studio.dispose();
}
