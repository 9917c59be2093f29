import type { Studio } from '../state/studio.svelte.ts';
import type { Keyed } from './keyed.ts';

/** Headings of the help sheet, in its order. */
export const COMMAND_GROUPS = [
  'Frames',
  'Boxes',
  'Drawing by keyboard',
  'Tracking',
  'Learning',
  'Comparison',
  'Tracks',
  'View',
  'Project',
  'Help',
] as const;

/** Heading under which a command is listed. */
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

/** One thing that a person can do: keys, buttons, menus, the palette and the help sheet all take it from here. */
export interface Command extends Keyed {
  readonly group: CommandGroup;
  /** What the help sheet lists once for commands that differ in an arrow or a digit only. */
  readonly family?: { readonly title: string; readonly keys: readonly string[] };
  /** Goes on while its key is held. */
  readonly repeats?: boolean;
  /** Whether it makes sense now; always, unless told. */
  readonly when?: (studio: Studio) => boolean;
  /** What has to be there for it to make sense, after the word “needs”, e.g. “a selected track”. */
  readonly needs?: string;
  readonly run: (studio: Studio) => void;
}

/** What makes sense whatever the window shows: the other commands are about labelling. */
const EVERYWHERE =
  /^(palette|help|keys\.|models\.manage|view\.(theme|contrast|cancel|nextRegion|previousRegion)|compare\.)/;

/** Whether a command makes sense now. */
export function isPossible(command: Command, studio: Studio): boolean {
  if (command.mode === 'draw' && !studio.drawing.isActive) return false;
  if (studio.compare.isOpen ? !EVERYWHERE.test(command.id) : command.mode === 'compare') {
    return false;
  }
  return command.when?.(studio) ?? true;
}
