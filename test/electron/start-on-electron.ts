import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';
import { findElectron } from '../../build/electron-binary.ts';
import { dropOn, type DesktopProgram, type StartDesktop } from '../support/desktop-program.ts';

const main = fileURLToPath(new URL('../../electron/hosts/app/main.ts', import.meta.url));

/** Starts the desktop program on Electron itself. @throws Error when its binary is not there */
export const startOnElectron: StartDesktop = async ({ home, args = [], env = {} }) => {
  const executablePath = findElectron();
  if (executablePath === undefined) throw new Error('no Electron binary');
  const environment = { ...process.env, LORETRACK_HOME: home, ...env } as Record<string, string>;
  const launched = await _electron.launch({
    executablePath,
    args: [main, ...args],
    cwd: home,
    env: environment,
  });
  const child = launched.process();
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  let printed = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const page = await launched.firstWindow();
  const evaluate = ((work: never, argument: never) =>
    launched.evaluate(work, argument)) as DesktopProgram['evaluate'];
  return {
    ...{ page, evaluate, ended, pid: child.pid! },
    drop: (paths) => dropOn(page, paths),
    async startAgain(words) {
      const again = spawn(executablePath, [main, ...words], {
        cwd: home,
        env: environment,
        stdio: 'ignore',
      });
      const [code] = (await once(again, 'exit')) as [number | null];
      return code;
    },
    async quit() {
      await evaluate(({ app }) => app.quit()).catch(() => undefined);
      return ended;
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
    printed: () => printed,
  };
};
