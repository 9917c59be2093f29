import type { Page } from 'playwright-core';

/** How a person chooses files: by the host's own dialogs, or by those in the window. */
export interface Choosing {
  /** Does what asks for a new file, and names it. */
  save(ask: () => Promise<void>, folder: string, name: string): Promise<void>;
  /** Does what asks for a file of the folder that is shown, and takes one; `accept` begins the words of the button. */
  pick(ask: () => Promise<void>, file: string, accept: string): Promise<void>;
}

/** A studio with its window open. */
export interface OpenStudio {
  readonly page: Page;
  readonly byMouse: Choosing;
  readonly byKeyboard: Choosing;
  /** Closes the window and ends the studio as a person does. */
  stop(): Promise<void>;
}

/** A way to run the studio; scenarios are the same over all of them. */
export interface StudioHost {
  readonly name: string;
  /** Builds what it needs, once. */
  prepare(): Promise<void>;
  release(): Promise<void>;
  /** Opens the studio on a project, or without any; `home` is the folder of the person's data. */
  open(home: string, project?: string): Promise<OpenStudio>;
}
