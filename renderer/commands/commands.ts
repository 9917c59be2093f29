import type { Command } from './command.ts';
import { COMPARE_COMMANDS } from './compare.ts';
import { BOX_COMMANDS } from './boxes.ts';
import { FRAME_COMMANDS } from './frames.ts';
import { HELP_COMMANDS } from './help.ts';
import { LEARNING_COMMANDS } from './learning.ts';
import { PROJECT_COMMANDS } from './project.ts';
import { TRACKING_COMMANDS } from './tracking.ts';
import { TRACK_COMMANDS } from './tracks.ts';
import { VIEW_COMMANDS } from './view.ts';

/** Every command of the window: the one table behind keys, menus, buttons, the palette and the help sheet. */
export const COMMANDS: readonly Command[] = [
  ...FRAME_COMMANDS,
  ...BOX_COMMANDS,
  ...TRACKING_COMMANDS,
  ...LEARNING_COMMANDS,
  ...COMPARE_COMMANDS,
  ...TRACK_COMMANDS,
  ...VIEW_COMMANDS,
  ...PROJECT_COMMANDS,
  ...HELP_COMMANDS,
];

const byId = new Map(COMMANDS.map((command) => [command.id, command]));

/** The command with this id. @throws RangeError for an id that the table does not list. */
export function commandOf(id: string): Command {
  const command = byId.get(id);
  if (!command) throw new RangeError(`no command has the id "${id}"`);
  return command;
}
