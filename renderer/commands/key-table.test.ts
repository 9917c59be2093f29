import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimOf, keyTable, presetChords, type OwnChanges } from './key-table.ts';
import type { Keyed } from './keyed.ts';
import { readOwnKeys, withChord, withoutChord, withReset } from './own-keys.ts';

const command = (id: string, keys: readonly string[], mode?: 'draw'): Keyed => ({
  ...{ id, title: id, keys },
  ...(mode ? { mode } : {}),
});
const COMMANDS = [
  command('a', ['A', 'Ctrl+A']),
  command('b', ['B']),
  command('c', []),
  command('d', ['A'], 'draw'),
];
const PRESET = { b: ['X', 'B'], c: ['C'] };
const [a, b, c, d] = COMMANDS as [Keyed, Keyed, Keyed, Keyed];

const table = (own: OwnChanges): Record<string, readonly string[]> =>
  Object.fromEntries(keyTable(COMMANDS, PRESET, own));
const give = (own: OwnChanges, target: Keyed, chord: string): OwnChanges =>
  withChord(COMMANDS, PRESET, own, target, chord);

describe('keys in force', () => {
  it('are the preset’s where a person has changed nothing', () => {
    expect(table({})).toEqual({ a: ['A', 'Ctrl+A'], b: ['X', 'B'], c: ['C'], d: ['A'] });
  });

  it('go from one command to the other, and back when that one loses them', () => {
    const own = give({}, c, 'X');
    expect(table(own)).toMatchObject({ b: ['B'], c: ['X', 'C'] });
    expect(table(withoutChord(PRESET, own, c, 'X'))).toEqual(table({}));
    expect(table(give(own, b, 'X'))).toEqual(table({}));
  });

  it('mean something else while drawing', () => {
    expect(table(give({}, c, 'A'))).toMatchObject({ a: ['Ctrl+A'], c: ['A', 'C'], d: ['A'] });
  });

  it('come back by resetting, also from the command that they were given to', () => {
    const own = give(withoutChord(PRESET, {}, a, 'Ctrl+A'), c, 'A');
    expect(table(own)).toMatchObject({ a: [], c: ['A', 'C'] });
    const reset = withReset(COMMANDS, PRESET, own, a);
    expect(table(reset)).toEqual(table({}));
    expect(reset).toEqual({});
  });

  it('stay on top of another preset', () => {
    const own = give({}, a, 'N');
    expect(keyTable(COMMANDS, { a: ['J'], b: ['N'] }, own)).toEqual(
      new Map([
        ['a', ['N', 'J']],
        ['b', []],
        ['c', []],
        ['d', ['A']],
      ]),
    );
  });
});

const chords = fc.constantFrom('A', 'B', 'C', 'X', 'Ctrl+A', 'N');
const change = fc.record({
  kind: fc.constantFrom('give', 'take', 'reset'),
  target: fc.constantFrom(a, b, c, d),
  chord: chords,
});

function after(changes: readonly { kind: string; target: Keyed; chord: string }[]): OwnChanges {
  return changes.reduce<OwnChanges>((own, { kind, target, chord }) => {
    if (kind === 'give') return give(own, target, chord);
    if (kind === 'take') return withoutChord(PRESET, own, target, chord);
    return withReset(COMMANDS, PRESET, own, target);
  }, {});
}

describe('whatever is changed in whatever order', () => {
  it('no chord has two meanings in one mode', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const found = keyTable(COMMANDS, PRESET, after(changes));
        const claims = COMMANDS.flatMap((one) =>
          found.get(one.id)!.map((chord) => claimOf(chord, one)),
        );
        expect(new Set(claims).size).toBe(claims.length);
      }),
    );
  });

  it('a command has what it is given, has not what is taken, and has the preset’s after a reset', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), change, (changes, last) => {
        const found = keyTable(COMMANDS, PRESET, after([...changes, last])).get(last.target.id)!;
        if (last.kind === 'give') expect(found).toContain(last.chord);
        else if (last.kind === 'take') expect(found).not.toContain(last.chord);
        else expect(found).toEqual(presetChords(last.target, PRESET));
      }),
    );
  });

  it('comes back from storage as it was', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const own = after(changes);
        expect(readOwnKeys(JSON.parse(JSON.stringify(own)), COMMANDS)).toEqual(own);
      }),
    );
  });
});

describe('a stored entry that is mangled', () => {
  it.each([
    ['nothing', null],
    ['a number', 7],
    ['a list', [1, 2]],
    ['an unknown command', { z: { added: ['A'], removed: [] } }],
    ['no lists', { a: { added: 'A', removed: 3 } }],
    ['no chords', { a: { added: ['', 'ctrl+a', 'Shift', 5, null], removed: [{}] } }],
    ['nothing for a command', { a: null }],
    ['Escape', { a: { added: ['Escape'], removed: ['Escape'] } }],
  ])('that is %s counts for nothing', (_, stored) => {
    expect(readOwnKeys(stored, COMMANDS)).toEqual({});
  });

  it('keeps what can be used, and no chord twice', () => {
    const stored = { a: { added: ['N', 5] }, b: { added: ['N', 'Ctrl++'], removed: ['B'] }, z: 1 };
    expect(readOwnKeys(stored, COMMANDS)).toEqual({
      a: { added: ['N'], removed: [] },
      b: { added: ['Ctrl++'], removed: ['B'] },
    });
  });

  it('never lets whatever lies there through', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (stored) => {
        const found = keyTable(COMMANDS, PRESET, readOwnKeys(stored, COMMANDS));
        expect([...found.keys()]).toEqual(['a', 'b', 'c', 'd']);
      }),
    );
  });
});
