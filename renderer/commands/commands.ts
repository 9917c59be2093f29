import type { Command } from './command.ts';
import { BOX_COMMANDS } from './boxes.ts';
import { FRAME_COMMANDS } from './frames.ts';
import { PROJECT_COMMANDS } from './project.ts';
import { TRACK_COMMANDS } from './tracks.ts';
import { VIEW_COMMANDS } from './view.ts';
import { formatChord, isMacLike } from './keys.ts';

/** Every command of the window: the one table behind keys, menus, buttons and the help sheet. */
export const COMMANDS: readonly Command[] = [
  ...FRAME_COMMANDS,
  ...BOX_COMMANDS,
  ...TRACK_COMMANDS,
  ...VIEW_COMMANDS,
  ...PROJECT_COMMANDS,
];

const byId = new Map(COMMANDS.map((command) => [command.id, command]));

/** The command with this id. @throws RangeError for an id that the table does not list. */
export function commandOf(id: string): Command {
  const command = byId.get(id);
  if (!command) throw new RangeError(`no command has the id "${id}"`);
  return command;
}

/** First chord of a command as people read it, or an empty string. */
export function keysOf(command: Command): string {
  const chord = command.keys[0];
  return chord === undefined ? '' : formatChord(chord, isMacLike());
}

/** Commands of a chord, those that count only while drawing first. */
export function commandsOfChord(chord: string): readonly Command[] {
  const found = COMMANDS.filter((command) => command.keys.includes(chord));
  return [...found.filter(({ mode }) => mode !== undefined), ...found.filter(({ mode }) => !mode)];
}
