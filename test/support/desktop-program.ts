import type { Page } from 'playwright-core';

/** Electron's module as functions that run in the main process see it. */
export type ElectronModule = typeof Electron.CrossProcessExports;

/** What a desktop program is started with. */
export interface DesktopOptions {
  /** Folder of the person's data. */
  readonly home: string;
  /** Words of the command line behind the program's main file. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A running desktop program, on Electron itself or on its stand-in. */
export interface DesktopProgram {
  /** The window's page. */
  readonly page: Page;
  readonly pid: number;
  /** Runs a function in the main process; it can use nothing but its arguments, which are copied. */
  evaluate<Result, Argument>(
    work: (electron: ElectronModule, argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  evaluate<Result>(work: (electron: ElectronModule) => Result | Promise<Result>): Promise<Result>;
  /** Drops files on the window. */
  drop(paths: readonly string[]): Promise<void>;
  /** Starts the same program once more while this one runs, and waits for its end; the exit code. */
  startAgain(args: readonly string[]): Promise<number | null>;
  /** The exit code, once it has ended by itself. */
  readonly ended: Promise<number | null>;
  /** Quits as a person does, and waits for the end; the exit code. */
  quit(): Promise<number | null>;
  /** Ends it without asking, if it still runs. */
  kill(): Promise<void>;
  /** What it has printed to its terminal so far. */
  readonly printed: () => string;
}

/** Starts a desktop program and waits for its window. */
export type StartDesktop = (options: DesktopOptions) => Promise<DesktopProgram>;

const makeInput = `(() => {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  return (globalThis.dropInput = input);
})()`;
const dropFiles = `(() => {
  const dataTransfer = new DataTransfer();
  for (const file of globalThis.dropInput.files) dataTransfer.items.add(file);
  delete globalThis.dropInput;
  for (const type of ['dragenter', 'dragover', 'drop']) {
    const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
  }
})()`;

/** Drops files that were given to an input of the page, as Chromium would. */
export async function dropOn(page: Page, paths: readonly string[]): Promise<void> {
  const input = (await page.evaluateHandle(makeInput)).asElement();
  await input.setInputFiles([...paths]);
  await page.evaluate(dropFiles);
}
