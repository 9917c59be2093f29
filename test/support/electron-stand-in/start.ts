import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import {
  dropOn,
  type DesktopOptions,
  type DesktopProgram,
  type StartDesktop,
} from '../desktop-program.ts';
import { PAGE_ORIGIN } from './chromium-process.ts';
import type { ControlAnswer, ControlRequest } from './control.ts';
import type { StandInContents } from './web-contents.ts';

const register = fileURLToPath(new URL('register.ts', import.meta.url));
const main = fileURLToPath(new URL('../../../electron/hosts/app/main.ts', import.meta.url));

/** The ways to the main process of a program on the stand-in. */
class Remote {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly #pending = new Map<number, (answer: ControlAnswer) => void>();
  #printed = '';
  #lastId = 0;

  constructor(child: ChildProcess) {
    this.child = child;
    this.ended = once(child, 'close').then(([code]) => code as number | null);
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#printed += text));
    child.on('message', (answer: ControlAnswer) => this.#pending.get(answer.id)?.(answer));
    child.on('close', () => {
      for (const [id, settle] of this.#pending) settle({ id, error: `ended: ${this.#printed}` });
    });
  }

  get printed(): string {
    return this.#printed;
  }

  async evaluate(source: string, argument: unknown): Promise<unknown> {
    const request: ControlRequest = { id: ++this.#lastId, source, argument };
    const answer = await new Promise<ControlAnswer>((resolve) => {
      this.#pending.set(request.id, resolve);
      this.child.send(request);
    });
    this.#pending.delete(request.id);
    if ('error' in answer) throw new Error(answer.error);
    return answer.value;
  }
}

/** Starts the desktop program on the stand-in, in a process of its own. */
export const startOnStandIn: StartDesktop = async (options) => {
  const child = forkProgram(options);
  const remote = new Remote(child);
  const evaluate = ((work: () => unknown, argument: unknown) =>
    remote.evaluate(work.toString(), argument)) as DesktopProgram['evaluate'];
  try {
    const { url, pid } = await evaluate(async ({ app }) => {
      await app.whenReady();
      const { url, pid } = (app as never as { chromium: { url: string; pid: number } }).chromium;
      return { url, pid };
    });
    const browser = await chromium.connectOverCDP(url);
    const page = await findWindow(browser);
    return {
      ...{ page, evaluate, pid: child.pid!, ended: remote.ended },
      async drop(paths) {
        for (const file of paths) {
          await evaluate(
            async ({ BrowserWindow }, words) => {
              const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown;
              await (contents as StandInContents).expectDrop(...words);
            },
            [path.basename(file), file] as const,
          );
        }
        await dropOn(page, paths);
      },
      async startAgain(args) {
        const [code] = (await once(forkProgram({ ...options, args }), 'close')) as [number | null];
        return code;
      },
      async quit() {
        await evaluate(({ app }) => app.quit()).catch(() => undefined);
        return remote.ended;
      },
      async kill() {
        child.kill('SIGKILL');
        await remote.ended;
        await browser.close().catch(() => undefined);
        endProcess(pid);
      },
      printed: () => remote.printed,
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`the program did not start: ${String(error)}\n${remote.printed}`, {
      cause: error,
    });
  }
};

function forkProgram({ home, args = [], env = {} }: DesktopOptions): ChildProcess {
  return fork(main, [...args], {
    cwd: home,
    execArgv: ['--import', register],
    env: { ...process.env, LORETRACK_HOME: home, ...env },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** The first page of the program's own origin. */
async function findWindow(browser: Browser): Promise<Page> {
  const [context] = browser.contexts();
  const isWindow = (page: Page): boolean => page.url().startsWith(PAGE_ORIGIN);
  for (;;) {
    const found = context!.pages().find(isWindow);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended with its program.
  }
}
