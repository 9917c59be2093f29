import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzyMatch } from './fuzzy.ts';

const marked = (query: string, text: string): string | null => {
  const found = fuzzyMatch(query, text);
  return found && found.marks.map((at) => text[at]!).join('');
};
const rank = (query: string, texts: readonly string[]): readonly string[] =>
  texts
    .map((text) => ({ text, score: fuzzyMatch(query, text)?.score ?? -1 }))
    .filter(({ score }) => score >= 0)
    .sort((a, b) => b.score - a.score)
    .map(({ text }) => text);

const letters = (some: string): fc.Arbitrary<string> => fc.constantFrom(...some.split(''));

describe('fuzzyMatch', () => {
  it('finds letters in sequence, best where words begin', () => {
    expect(rank('nf', ['Confirm', 'Next frame', 'Info'])[0]).toBe('Next frame');
    expect(rank('key', ['Monkey', 'Skip every', 'Keys and help'])).toEqual([
      'Keys and help',
      'Monkey',
      'Skip every',
    ]);
    expect(fuzzyMatch('zq', 'Next frame')).toBeNull();
    expect(fuzzyMatch('tx', 'Next')).toBeNull();
  });

  it('marks the letters that count', () => {
    expect(fuzzyMatch('tf', 'Track forward')?.marks).toEqual([0, 6]);
    expect(fuzzyMatch('frame', 'First frame')?.marks).toEqual([6, 7, 8, 9, 10]);
  });

  it('takes words in any order, each of which must be there', () => {
    expect(marked('frame next', 'Next frame')).toBe('Nextframe');
    expect(fuzzyMatch('frame gone', 'Next frame')).toBeNull();
  });

  it('fits everything while nothing is typed', () => {
    expect(fuzzyMatch('  ', 'Undo')).toEqual({ score: 0, marks: [] });
  });

  it('finds whatever letters of a text are typed in sequence, and marks just these', () => {
    const text = fc.string({ minLength: 1, maxLength: 30, unit: letters('abcdef gh') });
    fc.assert(
      fc.property(text, fc.array(fc.nat(29), { minLength: 1, maxLength: 8 }), (whole, picks) => {
        const places = [...new Set(picks.filter((at) => at < whole.length))].sort((a, b) => a - b);
        const typed = places.map((at) => whole[at]!).join('');
        fc.pre(typed.length > 0 && !typed.includes(' '));
        expect(marked(typed, whole)).toBe(typed);
      }),
    );
  });

  it('is never better for a text that lacks a letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: letters('abc ') }), (text) => {
        expect(fuzzyMatch('z', text)).toBeNull();
      }),
    );
  });
});
