import {
  claimOf,
  presetChords,
  type OwnChanges,
  type OwnKeys,
  type PresetKeys,
} from './key-table.ts';
import type { Keyed } from './keyed.ts';
import { isChord } from './keys.ts';

const NONE: OwnKeys = { added: [], removed: [] };

const without = (chords: readonly string[], chord: string): readonly string[] =>
  chords.filter((other) => other !== chord);

function compact(own: OwnChanges): OwnChanges {
  const kept = Object.entries(own).filter(
    ([, { added, removed }]) => added.length + removed.length,
  );
  return Object.fromEntries(kept);
}

/** Takes chords, in the mode of a command, away from what a person has given to others. */
function taken(
  commands: readonly Keyed[],
  own: OwnChanges,
  target: Keyed,
  chords: readonly string[],
): OwnChanges {
  const claims = new Set(chords.map((chord) => claimOf(chord, target)));
  const others = commands.filter(({ id }) => id !== target.id && own[id] !== undefined);
  const changed = others.map((command) => {
    const { added, removed } = own[command.id]!;
    const left = added.filter((chord) => !claims.has(claimOf(chord, command)));
    return [command.id, { added: left, removed }] as const;
  });
  return { ...own, ...Object.fromEntries(changed) };
}

/** Gives a chord to a command; whichever other one has it in the same mode loses it. */
export function withChord(
  commands: readonly Keyed[],
  preset: PresetKeys,
  own: OwnChanges,
  target: Keyed,
  chord: string,
): OwnChanges {
  const { added, removed } = own[target.id] ?? NONE;
  const isPresets = presetChords(target, preset).includes(chord);
  const next = {
    added: isPresets ? without(added, chord) : [...without(added, chord), chord],
    removed: without(removed, chord),
  };
  return compact({ ...taken(commands, own, target, [chord]), [target.id]: next });
}

/** Takes a chord away from a command. */
export function withoutChord(
  preset: PresetKeys,
  own: OwnChanges,
  target: Keyed,
  chord: string,
): OwnChanges {
  const { added, removed } = own[target.id] ?? NONE;
  const isPresets = presetChords(target, preset).includes(chord);
  const next = {
    added: without(added, chord),
    removed: isPresets ? [...without(removed, chord), chord] : removed,
  };
  return compact({ ...own, [target.id]: next });
}

/** Gives a command exactly the keys of the preset again, also those that a person has given to others. */
export function withReset(
  commands: readonly Keyed[],
  preset: PresetKeys,
  own: OwnChanges,
  target: Keyed,
): OwnChanges {
  const given = taken(commands, own, target, presetChords(target, preset));
  return compact({ ...given, [target.id]: NONE });
}

/** What can be used of a stored entry: known commands, chords that are some, none of them twice in one mode. */
export function readOwnKeys(stored: unknown, commands: readonly Keyed[]): OwnChanges {
  if (typeof stored !== 'object' || stored === null) return {};
  const entries = stored as Readonly<Record<string, unknown>>;
  const seen = new Set<string>();
  const read = commands.map((command) => {
    const entry = entries[command.id] as Partial<Record<keyof OwnKeys, unknown>> | null | undefined;
    const added = chordsIn(entry?.added).filter((chord) => {
      const claim = claimOf(chord, command);
      if (seen.has(claim)) return false;
      seen.add(claim);
      return true;
    });
    return [command.id, { added, removed: chordsIn(entry?.removed) }] as const;
  });
  return compact(Object.fromEntries(read));
}

function chordsIn(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  const strings = list.filter((chord) => typeof chord === 'string');
  // Escape always cancels, whatever is written there.
  return strings.filter((chord) => isChord(chord) && chord !== 'Escape');
}
