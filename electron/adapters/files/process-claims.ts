import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFailed } from './write-atomically.ts';

/** A process that is alive says so this often, in milliseconds. */
const BEAT_MS = 5_000;
/** After so long without a word a claim is void by default: its number may be another process's by now. */
const VOID_MS = 30_000;

/** Files that say which process works in a folder, so that a second one leaves it alone. */
export class ProcessClaims {
  readonly #fileName: string;
  readonly #voidMs: number;
  readonly #held = new Map<string, NodeJS.Timeout>();

  /**
   * @param fileName of the claim in each folder; works of different names do not exclude each other
   * @param voidMs how long a process may say nothing because it works, in milliseconds
   */
  constructor(fileName: string, { voidMs = VOID_MS }: { readonly voidMs?: number } = {}) {
    this.#fileName = fileName;
    this.#voidMs = voidMs;
  }

  /** Claims a folder for this process; false while another one that is alive has it. @throws StudioError write-failed */
  async claim(folder: string): Promise<boolean> {
    if (this.#held.has(folder)) return true;
    const file = path.join(folder, this.#fileName);
    if (await this.isElsewhere(folder)) return false;
    await rm(file, { force: true });
    try {
      // Of two processes that come at once only one can make it.
      await writeFile(file, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw writeFailed(file, error);
    }
    const beat = setInterval(() => {
      const now = new Date();
      utimes(file, now, now).catch(() => undefined);
    }, BEAT_MS);
    beat.unref();
    this.#held.set(folder, beat);
    return true;
  }

  async release(folder: string): Promise<void> {
    const beat = this.#held.get(folder);
    if (beat === undefined) return;
    clearInterval(beat);
    this.#held.delete(folder);
    await rm(path.join(folder, this.#fileName), { force: true });
  }

  async isElsewhere(folder: string): Promise<boolean> {
    const file = path.join(folder, this.#fileName);
    try {
      const pid = Number(await readFile(file, 'utf8'));
      const { mtimeMs } = await stat(file);
      return pid !== process.pid && Date.now() - mtimeMs < this.#voidMs && isAlive(pid);
    } catch {
      return false;
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
