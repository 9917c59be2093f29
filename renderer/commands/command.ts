import type { Studio } from '../state/studio.svelte.ts';

/** Headings of the help sheet, in its order. */
export const COMMAND_GROUPS = [
  'Frames',
  'Boxes',
  'Drawing by keyboard',
  'Tracks',
  'View',
  'Project',
] as const;

/** Heading under which a command is listed. */
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

/** One thing that a person can do: keys, buttons, menus and the help sheet all take it from here. */
export interface Command {
  readonly id: string;
  /** What it does, in the words of a menu. */
  readonly title: string;
  readonly group: CommandGroup;
  /** Default chords, as `chordOf` writes them; the first is shown in tooltips. */
  readonly keys: readonly string[];
  /** What the help sheet lists once for commands that differ in an arrow or a digit only. */
  readonly family?: { readonly title: string; readonly keys: readonly string[] };
  /** `draw`: its keys count only while a box is being drawn, and then before all others. */
  readonly mode?: 'draw';
  /** `canvas`: its keys count only while the focus is in no control, so that Tab still walks through the window. */
  readonly scope?: 'canvas';
  /** Goes on while its key is held. */
  readonly repeats?: boolean;
  /** Whether it makes sense now; always, unless told. */
  readonly when?: (studio: Studio) => boolean;
  readonly run: (studio: Studio) => void;
}
