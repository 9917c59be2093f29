import { COMMAND_GROUPS, type Command, type CommandGroup } from './command.ts';

/** A line of the help sheet: a command, or a whole family while its keys differ in an arrow or a digit only. */
export interface KeyLine {
  readonly title: string;
  readonly chords: readonly string[];
}

/** A heading with what stands under it. */
export interface KeyGroup<T> {
  readonly group: CommandGroup;
  readonly lines: readonly T[];
}

/** A command alone, or the members of a family. */
export interface CommandFamily {
  readonly title: string;
  readonly members: readonly Command[];
}

/** Commands by heading, those of a family together, in the order of the table. */
export function commandFamilies(commands: readonly Command[]): readonly KeyGroup<CommandFamily>[] {
  const groups = COMMAND_GROUPS.map((group) => {
    const own = commands.filter((command) => command.group === group);
    const titleOf = ({ title, family }: Command): string => family?.title ?? title;
    const titles = [...new Set(own.map(titleOf))];
    const lines = titles.map((title) => ({
      title,
      members: own.filter((command) => titleOf(command) === title),
    }));
    return { group, lines };
  });
  return groups.filter(({ lines }) => lines.length > 0);
}

/** The chords of a whole family as one, e.g. `Alt+← ↑ ↓ →`, or null where its keys were changed. */
export function familyChords(
  { members }: CommandFamily,
  chordsOf: (id: string) => readonly string[],
): readonly string[] | null {
  const isAsGiven = ({ id, keys }: Command): boolean => keys.join(' ') === chordsOf(id).join(' ');
  const family = members[0]?.family;
  return family && members.every(isAsGiven) ? family.keys : null;
}

/** What the help sheet says: every command that has keys, by heading. */
export function keyLines(
  commands: readonly Command[],
  chordsOf: (id: string) => readonly string[],
): readonly KeyGroup<KeyLine>[] {
  const groups = commandFamilies(commands).map(({ group, lines }) => ({
    group,
    lines: lines.flatMap((family) => {
      const together = familyChords(family, chordsOf);
      if (together) return [{ title: family.title, chords: together }];
      return family.members.map(({ id, title }) => ({ title, chords: chordsOf(id) }));
    }),
  }));
  return groups
    .map(({ group, lines }) => ({ group, lines: lines.filter(({ chords }) => chords.length > 0) }))
    .filter(({ lines }) => lines.length > 0);
}
