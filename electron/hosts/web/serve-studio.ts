import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { dataFolder } from '../../adapters/files/data-folder.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Studio } from '../compose.ts';
import { rendererFolder } from '../folders.ts';
import { studioEndpoint } from '../studio-endpoint.ts';
import { startWebHost } from './web-host.ts';

/** How the studio is served. */
export interface ServeOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Opens the window in the person's browser. */
  readonly open: boolean;
}

/** Serves the studio on this machine until the terminal's signal; prints one line: the address. */
export async function serveStudio(
  { port, open }: ServeOptions,
  { service }: Studio,
  terminal: Terminal,
): Promise<void> {
  const endpoint = studioEndpoint(service, (method, error) => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.err.write(`loretrack: fault in ${method}: ${detail}\n`);
  });
  const host = await startWebHost({
    endpoint,
    frames: service.frames.handle,
    rendererFolder,
    port,
  });
  try {
    terminal.out.write(`${host.url}\n`);
    if (open) await openInBrowser(host.url, terminal);
    if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
  } finally {
    await host.close();
  }
}

/**
 * Opens the address by way of a file that only this person can read: what is given to a program on its command line
 * everybody on the machine can see, and the address holds the token.
 */
async function openInBrowser(url: string, terminal: Terminal): Promise<void> {
  const file = path.join(dataFolder(), `open-${process.pid}.html`);
  await mkdir(path.dirname(file), { recursive: true });
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${url}">\n`;
  await writeFile(file, page, { mode: 0o600 });
  setTimeout(() => void rm(file, { force: true }), 15_000).unref();
  terminal.signal.addEventListener('abort', () => void rm(file, { force: true }));
  const [program, ...args] =
    process.platform === 'win32'
      ? (['rundll32', 'url.dll,FileProtocolHandler'] as const)
      : process.platform === 'darwin'
        ? (['open'] as const)
        : (['xdg-open'] as const);
  const child = spawn(program, [...args, pathToFileURL(file).href], {
    stdio: 'ignore',
    detached: true,
  });
  child.on('error', () => {
    terminal.err.write('loretrack: no browser could be started: open the address above.\n');
  });
  child.unref();
}
