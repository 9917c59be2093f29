import {
  claimOf,
  keyMeanings,
  keyTable,
  presetChords,
  type OwnChanges,
} from '../commands/key-table.ts';
import type { Keyed } from '../commands/keyed.ts';
import { formatChord, isMacLike } from '../commands/keys.ts';
import { readOwnKeys, withChord, withoutChord, withReset } from '../commands/own-keys.ts';
import { KEY_PRESETS, presetOf, type KeyPreset } from '../commands/presets.ts';

const KEY = 'loretrack.keys';

/**
 * The keys in force: those of a preset with a person's own changes on top, kept in the browser apart from any
 * project. Whatever shows or resolves keys asks here.
 */
export class Keymap {
  readonly commands: readonly Keyed[];
  preset: KeyPreset = $state.raw(KEY_PRESETS[0]);
  #own: OwnChanges = $state.raw({});
  readonly #table = $derived.by(() => keyTable(this.commands, this.preset.keys, this.#own));
  readonly #meanings = $derived.by(() => keyMeanings(this.commands, this.#table));
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;

  /** @param commands everything that can have keys, with the keys of the default preset */
  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>, commands: readonly Keyed[]) {
    this.commands = commands;
    this.#storage = storage;
    const { preset, own } = readEntry(storage.getItem(KEY));
    this.preset = presetOf(preset) ?? KEY_PRESETS[0];
    this.#own = readOwnKeys(own, commands);
  }

  /** Chords of a command; tooltips show the first one. */
  chordsOf(id: string): readonly string[] {
    return this.#table.get(id) ?? [];
  }

  /** First chord of a command as people read it, or an empty string. */
  keysOf(id: string): string {
    const [chord] = this.chordsOf(id);
    return chord === undefined ? '' : formatChord(chord, isMacLike());
  }

  /** A text for a tooltip, with the key of a command behind it where there is one. */
  hint(text: string, id: string): string {
    const keys = this.keysOf(id);
    return keys === '' ? text : `${text} (${keys})`;
  }

  /** Ids of what a chord means: first what counts only while a box is drawn or trackers are compared, then what counts otherwise. */
  meaningsOf(chord: string): readonly string[] {
    return (['draw', 'compare', undefined] as const).flatMap((mode) => {
      const found = this.#meanings.get(claimOf(chord, mode ? { mode } : {}));
      return found ? [found.id] : [];
    });
  }

  /** The other command that would lose a chord if this one got it, or null. */
  holderOf(chord: string, id: string): Keyed | null {
    const holder = this.#meanings.get(claimOf(chord, this.#of(id)));
    return holder && holder.id !== id ? holder : null;
  }

  /** Whether a command's keys differ from those of the preset. */
  isChanged(id: string): boolean {
    const given = presetChords(this.#of(id), this.preset.keys);
    return given.join(' ') !== this.chordsOf(id).join(' ');
  }

  get hasChanges(): boolean {
    return Object.keys(this.#own).length > 0;
  }

  choosePreset(id: string): void {
    this.preset = presetOf(id) ?? this.preset;
    this.#save();
  }

  /** Gives a chord to a command; whichever other one has it loses it. */
  assign(id: string, chord: string): void {
    this.#change(withChord(this.commands, this.preset.keys, this.#own, this.#of(id), chord));
  }

  /** Gives a command another chord in place of one that it has. */
  replace(id: string, chord: string, next: string): void {
    if (chord === next) return;
    const own = withoutChord(this.preset.keys, this.#own, this.#of(id), chord);
    this.#change(withChord(this.commands, this.preset.keys, own, this.#of(id), next));
  }

  remove(id: string, chord: string): void {
    this.#change(withoutChord(this.preset.keys, this.#own, this.#of(id), chord));
  }

  /** Gives a command exactly the preset's keys again. */
  reset(id: string): void {
    this.#change(withReset(this.commands, this.preset.keys, this.#own, this.#of(id)));
  }

  /** Gives every command the preset's keys again. @returns what brings the changes back */
  resetAll(): () => void {
    const own = this.#own;
    this.#change({});
    return () => this.#change(own);
  }

  #of(id: string): Keyed {
    const command = this.commands.find((one) => one.id === id);
    if (!command) throw new RangeError(`no command has the id "${id}"`);
    return command;
  }

  #change(own: OwnChanges): void {
    this.#own = own;
    this.#save();
  }

  #save(): void {
    try {
      this.#storage.setItem(KEY, JSON.stringify({ preset: this.preset.id, own: this.#own }));
    } catch {
      // A full or forbidden storage only forgets them.
    }
  }
}

/** What is stored; a mangled entry is as good as none. */
function readEntry(text: string | null): { readonly preset?: unknown; readonly own?: unknown } {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
