import type { Command } from '../../commands/command.ts';
import { fuzzyMatch } from '../../commands/fuzzy.ts';

/** A command as the palette lists it. */
export interface PaletteEntry {
  readonly command: Command;
  readonly isPossible: boolean;
  /** Letters of the title, by index, that were typed. */
  readonly marks: readonly number[];
}

/** What is typed, and what else the order depends on. */
export interface PaletteQuery {
  readonly text: string;
  /** Ids of the commands used last, the latest first. */
  readonly recent: readonly string[];
  readonly isPossible: (command: Command) => boolean;
}

/**
 * The commands whose titles fit, what makes sense now before what does not; the best fit comes first and, among those
 * that fit alike, what was used last.
 */
export function paletteEntries(
  commands: readonly Command[],
  { text, recent, isPossible }: PaletteQuery,
): readonly PaletteEntry[] {
  const found = commands.flatMap((command) => {
    const match = fuzzyMatch(text, command.title);
    if (!match) return [];
    const used = recent.indexOf(command.id);
    const entry = { command, marks: match.marks, isPossible: isPossible(command) };
    return [{ entry, score: match.score, age: used < 0 ? Infinity : used }];
  });
  return found
    .sort(
      (a, b) =>
        Number(b.entry.isPossible) - Number(a.entry.isPossible) ||
        b.score - a.score ||
        // Infinity less Infinity is no number.
        (a.age === b.age ? 0 : a.age - b.age),
    )
    .map(({ entry }) => entry);
}

/** A title in pieces, those that were typed marked. */
export function markedPieces(
  title: string,
  marks: readonly number[],
): readonly { readonly text: string; readonly isMarked: boolean }[] {
  const pieces: { text: string; isMarked: boolean }[] = [];
  for (const [at, letter] of Array.from(title).entries()) {
    const isMarked = marks.includes(at);
    const last = pieces.at(-1);
    if (last?.isMarked === isMarked) last.text += letter;
    else pieces.push({ text: letter, isMarked });
  }
  return pieces;
}
