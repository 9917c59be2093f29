import type { Keyed } from './keyed.ts';

/** What a person has changed of one command's keys. */
export interface OwnKeys {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** What a person has changed, by command id; the same on top of every preset. */
export type OwnChanges = Readonly<Record<string, OwnKeys>>;

/** The chords of a preset by command id, for the commands where it differs from the command table. */
export type PresetKeys = Readonly<Record<string, readonly string[]>>;

/** The chords in force by command id, a person's own before the preset's. */
export type KeyTable = ReadonlyMap<string, readonly string[]>;

/** What a preset alone gives a command. */
export function presetChords(command: Keyed, preset: PresetKeys): readonly string[] {
  return preset[command.id] ?? command.keys;
}

/** One chord in one mode: what may have only one meaning. */
export function claimOf(chord: string, { mode }: Pick<Keyed, 'mode'>): string {
  return `${mode ?? 'any'} ${chord}`;
}

/**
 * The keys in force. Where a person has given a chord to one command, a preset cannot give it to another one, so
 * that no chord ever has two meanings in one mode.
 */
export function keyTable(
  commands: readonly Keyed[],
  preset: PresetKeys,
  own: OwnChanges,
): KeyTable {
  const claimed = new Set(
    commands.flatMap((command) =>
      (own[command.id]?.added ?? []).map((chord) => claimOf(chord, command)),
    ),
  );
  return new Map(
    commands.map((command) => {
      const { added, removed } = own[command.id] ?? { added: [], removed: [] };
      const given = presetChords(command, preset).filter(
        (chord) => !removed.includes(chord) && !claimed.has(claimOf(chord, command)),
      );
      return [command.id, [...added, ...given]];
    }),
  );
}

/** What each chord means in each mode, by `claimOf`. */
export function keyMeanings(
  commands: readonly Keyed[],
  table: KeyTable,
): ReadonlyMap<string, Keyed> {
  return new Map(
    commands.flatMap((command) =>
      (table.get(command.id) ?? []).map((chord) => [claimOf(chord, command), command] as const),
    ),
  );
}
