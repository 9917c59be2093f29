import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
  type FSWatcher,
} from 'node:fs';
import path from 'node:path';

/** What a second program hands to the first one. */
export interface Handover {
  readonly argv: string[];
  readonly folder: string;
  readonly data: unknown;
}

/** The lock that only one program of a data folder gets, and the way from the others to it. */
export class SingleInstance {
  readonly #folder: string;
  readonly #onSecond: (handover: Handover) => void;
  #watcher: FSWatcher | undefined;

  constructor(userData: string, onSecond: (handover: Handover) => void) {
    this.#folder = path.join(userData, 'single-instance');
    this.#onSecond = onSecond;
  }

  /** True for the first program; the second one's words are handed to it. */
  claim(data: unknown): boolean {
    mkdirSync(this.#folder, { recursive: true });
    const lock = path.join(this.#folder, 'lock');
    if (!this.#isHeld(lock)) {
      writeFileSync(lock, String(process.pid));
      this.#watcher = watch(this.#folder, (_, name) => this.#receive(name));
      return true;
    }
    const handover: Handover = { argv: process.argv, folder: process.cwd(), data };
    const draft = path.join(this.#folder, `${process.pid}.draft`);
    writeFileSync(draft, JSON.stringify(handover));
    renameSync(draft, path.join(this.#folder, `${process.pid}.handover`));
    return false;
  }

  release(): void {
    if (this.#watcher === undefined) return;
    this.#watcher.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #isHeld(lock: string): boolean {
    try {
      const pid = Number(readFileSync(lock, 'utf8'));
      if (pid === process.pid) return false;
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  #receive(name: string | null): void {
    if (name?.endsWith('.handover') !== true) return;
    const file = path.join(this.#folder, name);
    try {
      const handover = JSON.parse(readFileSync(file, 'utf8')) as Handover;
      rmSync(file);
      this.#onSecond(handover);
    } catch {
      // Received already: the watcher may call twice.
    }
  }
}
