import { describe, expect, it } from 'vitest';
import type { Command } from '../../commands/command.ts';
import { markedPieces, paletteEntries } from './palette-entries.ts';

const command = (id: string, title: string): Command => ({
  ...{ id, title, group: 'View', keys: [], run: () => undefined },
});
const COMMANDS = [
  command('undo', 'Undo'),
  command('next', 'Next frame'),
  command('first', 'First frame'),
  command('merge', 'Merge tracks'),
];
const ids = (text: string, recent: readonly string[] = [], impossible: readonly string[] = []) =>
  paletteEntries(COMMANDS, {
    ...{ text, recent },
    isPossible: ({ id }) => !impossible.includes(id),
  }).map((entry) => entry.command.id);

describe('the palette', () => {
  it('lists everything while nothing is typed, what was used last first', () => {
    expect(ids('')).toEqual(['undo', 'next', 'first', 'merge']);
    expect(ids('', ['merge', 'first'])).toEqual(['merge', 'first', 'undo', 'next']);
  });

  it('puts what makes no sense now at the end, however well it fits', () => {
    expect(ids('', ['undo'], ['undo'])).toEqual(['next', 'first', 'merge', 'undo']);
    expect(ids('frame', [], ['next'])).toEqual(['first', 'next']);
  });

  it('puts the best fit first, and among equals what was used last', () => {
    expect(ids('ff')).toEqual(['first']);
    expect(ids('frame')).toEqual(['next', 'first']);
    expect(ids('frame', ['first'])).toEqual(['first', 'next']);
    expect(ids('xyz')).toEqual([]);
  });

  it('marks what was typed', () => {
    expect(markedPieces('Next frame', [0, 5, 6])).toEqual([
      { text: 'N', isMarked: true },
      { text: 'ext ', isMarked: false },
      { text: 'fr', isMarked: true },
      { text: 'ame', isMarked: false },
    ]);
    expect(markedPieces('Undo', [])).toEqual([{ text: 'Undo', isMarked: false }]);
  });
});
