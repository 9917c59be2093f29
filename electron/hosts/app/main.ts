import path from 'node:path';
import { app, protocol } from 'electron';
import { dataFolder } from '../../adapters/files/data-folder.ts';
import { compose } from '../compose.ts';
import { distillerEntry, engineEntry } from '../folders.ts';
import { DesktopApp } from './desktop-app.ts';
import { tellStartFailure } from './dialogs.ts';
import { givenFiles } from './given-files.ts';
import { registerScheme } from './protocol.ts';
import { quitInOrder } from './quit.ts';
import { systemPower } from './system-power.ts';
import { utilityChild } from './utility-child.ts';

// Entry of the desktop program. What comes before `whenReady` has to: Electron takes it only then.
const log = (line: string): void => void process.stderr.write(`loretrack: ${line}\n`);
const files = [...givenFiles(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd())];
let desktop: DesktopApp | undefined;

/** Opens files now, or with the window that is about to be opened. */
function openFiles(paths: readonly string[]): void {
  if (desktop === undefined) files.push(...paths);
  else desktop.openFiles(paths);
}

function start(): void {
  const studio = compose({
    engine: utilityChild(engineEntry, 'LoReTrack engine'),
    distiller: utilityChild(distillerEntry, 'LoReTrack distiller'),
    bench: utilityChild(distillerEntry, 'LoReTrack comparison'),
    power: systemPower(),
  });
  const started = new DesktopApp(studio, log);
  desktop = started;
  quitInOrder(() => started.dispose(), log);
  started.start(files).catch((error: unknown) => log(`the start went wrong: ${String(error)}`));
}

app.setPath('userData', path.join(dataFolder(), 'desktop'));
app.enableSandbox();
// Windows shows the messages of programs only that it knows by the name which the installer has given them.
if (process.platform === 'win32') app.setAppUserModelId('studio.loretrack.desktop');
registerScheme(protocol);
// Two programs would fight for the project: the second one hands over its files and leaves.
if (app.requestSingleInstanceLock({ files })) {
  app.on('second-instance', (_, argv, folder, handed) => {
    const { files: given } = handed as { readonly files?: readonly string[] };
    openFiles(given ?? givenFiles(argv.slice(1), folder));
  });
  // Files opened from a Mac's Finder or Dock come so, sometimes before anything is ready.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    openFiles([file]);
  });
  app.on('activate', () => desktop?.showWindow());
  app.on('child-process-gone', (_, { type, name, reason, exitCode }) => {
    log(`the process ${name ?? type} ended (${reason}, code ${exitCode})`);
  });
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      tellStartFailure(error);
      app.exit(1);
    });
} else {
  app.quit();
}
