import type { Studio } from '../compose.ts';
import type { Terminal } from './terminal.ts';

/** One word of the command line, e.g. `track`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole help text: how it is called, and every option. */
  readonly help: string;
  /** @throws StudioError for whatever a person can mend. */
  run(args: readonly string[], studio: Studio, terminal: Terminal): Promise<void>;
}
