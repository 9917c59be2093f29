// `npm start`: builds what is not built, and opens the studio on the project of last time (the sample at first): as a
// desktop program where Electron can run, else in the browser. `-- --web` always takes the browser.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { isStudioError } from '../electron/contract/errors.ts';
import type { Terminal } from '../electron/hosts/cli/terminal.ts';
import { compose } from '../electron/hosts/compose.ts';
import type { Studio } from '../electron/hosts/compose.ts';
import { openStartProject } from '../electron/hosts/start-project.ts';
import { serveStudio } from '../electron/hosts/web/serve-studio.ts';
import { bundlePreload } from './bundle.ts';
import { findElectron, ownCircumstances, whyNoDesktop } from './electron-binary.ts';
import { root } from './entries.ts';
import { buildRenderer, isRendererBuilt } from './renderer.ts';

const words = process.argv.slice(2);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stop.abort(signal));
}
const terminal: Terminal = { out: process.stdout, err: process.stderr, signal: stop.signal };
const say = (line: string): void => void terminal.err.write(`loretrack: ${line}\n`);

/** A window without a project is better than none. */
async function openSomething(studio: Studio): Promise<void> {
  try {
    await openStartProject(studio);
  } catch (error) {
    if (!isStudioError(error)) throw error;
    say(error.message);
  }
}

async function inBrowser(why: string): Promise<void> {
  const studio = compose();
  try {
    await openSomething(studio);
    say(`the studio runs in the browser: ${why}. Open this address, Ctrl-C ends it:`);
    await serveStudio({ port: 0, open: words.includes('--open') }, studio, terminal);
  } finally {
    await studio.dispose();
  }
}

async function asProgram(electron: string): Promise<void> {
  await bundlePreload(path.join(root, 'dist', 'electron'));
  const main = path.join(root, 'electron', 'hosts', 'app', 'main.ts');
  const child = spawn(electron, [main, ...words], { stdio: 'inherit' });
  stop.signal.addEventListener('abort', () => child.kill());
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}

if (!isRendererBuilt()) {
  say('building the window (once after every change of its sources) …');
  await buildRenderer();
}
const why = words.includes('--web') ? 'as told' : whyNoDesktop(ownCircumstances());
const electron = findElectron();
if (why === null && electron !== undefined) await asProgram(electron);
else await inBrowser(why ?? 'no Electron binary');
