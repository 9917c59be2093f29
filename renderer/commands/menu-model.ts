import {
  MENU_PLACES,
  type MenuCommand,
  type MenuModel,
  type MenuPlace,
} from '../../electron/contract/desktop.ts';
import type { Studio } from '../state/studio.svelte.ts';
import { isPossible, type Command, type CommandGroup } from './command.ts';

const places: Readonly<Record<CommandGroup, MenuPlace>> = {
  Frames: 'frames',
  Boxes: 'boxes',
  'Drawing by keyboard': 'boxes',
  Tracking: 'tracking',
  Learning: 'tracking',
  Comparison: 'view',
  Tracks: 'tracks',
  View: 'view',
  Project: 'file',
  Help: 'help',
};

/** What the native menus show of the command table now: its titles, keys in force, and what makes sense. */
export function menuModel(commands: readonly Command[], studio: Studio): MenuModel {
  return Object.fromEntries(
    MENU_PLACES.map((place) => [place, groupsOf(commands, studio, place)]),
  ) as unknown as MenuModel;
}

/** Families of digits and arrows are for keys: a menu of them would be long and say little. */
function groupsOf(commands: readonly Command[], studio: Studio, place: MenuPlace): MenuCommand[][] {
  const own = commands.filter((command) => placeOf(command) === place && !command.family);
  const groups: MenuCommand[][] = [];
  own.forEach((command, index) => {
    if (index === 0 || topicOf(command) !== topicOf(own[index - 1]!)) groups.push([]);
    groups.at(-1)!.push({
      ...{ id: command.id, title: command.title },
      chord: studio.keymap.chordsOf(command.id)[0] ?? null,
      enabled: isPossible(command, studio),
    });
  });
  return groups;
}

function placeOf({ id, group }: Command): MenuPlace {
  return id.startsWith('edit.') ? 'edit' : places[group];
}

/** What a command is about, by its id: `project.open` is about the project. */
function topicOf({ id, group }: Command): string {
  return `${group} ${id.split('.')[0]!}`;
}
