import { expect, it } from 'vitest';
import { COMMANDS, commandOf } from './commands.ts';
import { commandFamilies, keyLines } from './key-lines.ts';

const asGiven = (id: string): readonly string[] => commandOf(id).keys;
const find = (title: string, chordsOf = asGiven): readonly string[] | undefined =>
  keyLines(COMMANDS, chordsOf)
    .flatMap(({ lines }) => lines)
    .find((line) => line.title === title)?.chords;

it('lists a family once, as long as its keys are as they were given', () => {
  expect(find('Move the box by 1 pixel')).toEqual(['Alt+← ↑ ↓ →']);
  expect(find('Move the box by 1 pixel: left')).toBeUndefined();
});

it('lists each command of a family with a key that was changed', () => {
  const changed = (id: string): readonly string[] => (id === 'box.move.up' ? ['J'] : asGiven(id));
  expect(find('Move the box by 1 pixel', changed)).toBeUndefined();
  expect(find('Move the box by 1 pixel: left', changed)).toEqual(['Alt+ArrowLeft']);
  expect(find('Move the box by 1 pixel: up', changed)).toEqual(['J']);
});

it('leaves out what has no keys', () => {
  expect(find('Close project')).toBeUndefined();
  expect(keyLines(COMMANDS, () => [])).toEqual([]);
});

it('has every command in one family exactly', () => {
  const members = commandFamilies(COMMANDS).flatMap(({ lines }) =>
    lines.flatMap((family) => family.members),
  );
  expect(members.map(({ id }) => id).sort()).toEqual(COMMANDS.map(({ id }) => id).sort());
});
