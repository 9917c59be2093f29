import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CHROMIUM_ARGS, findChromium } from '../chromium.ts';
import { Cdp } from './cdp.ts';

/** The host under which Chromium finds the pages of a scheme that it does not know. */
export const PAGE_ORIGIN = 'http://studio-app.localhost';

/** A running Chromium. */
export interface ChromiumProcess {
  readonly pid: number;
  /** Address of its debugging protocol, for others that want to look on. */
  readonly url: string;
  readonly cdp: Cdp;
  /** Fulfilled when it is gone, for whatever reason. */
  readonly gone: Promise<void>;
  kill(): void;
}

/**
 * Starts a Chromium that reaches nothing but a server of this machine.
 * @param profile folder of its personal data
 * @param port of the server that answers for the pages' origin
 */
export async function startChromium(profile: string, port: number): Promise<ChromiumProcess> {
  const program = findChromium();
  if (program === undefined) throw new Error('the stand-in for Electron needs Chromium');
  // What a killed one left behind would stop this one.
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) {
    rmSync(`${profile}/${name}`, { force: true });
  }
  const { hostname } = new URL(PAGE_ORIGIN);
  const child = spawn(
    program,
    [
      ...CHROMIUM_ARGS,
      ...(process.env['LORETRACK_STAND_IN_HEAD'] === undefined ? ['--headless=new'] : []),
      '--remote-debugging-port=0',
      '--no-default-browser-check',
      '--password-store=basic',
      `--user-data-dir=${profile}`,
      `--host-resolver-rules=MAP ${hostname} 127.0.0.1:${port}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  // Also when the program ends before the browser has come up.
  process.once('exit', () => child.kill('SIGKILL'));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`Chromium ended with code ${code ?? '?'}`)));
    child.once('error', reject);
  });
  const cdp = await Cdp.connect(url);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return { pid: child.pid!, url, cdp, gone, kill: () => void child.kill('SIGKILL') };
}
