import { expect, it } from 'vitest';
import { recentCommands, rememberCommand } from './recent-commands.ts';

it('keeps the last few commands, each once, the latest first', () => {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
  for (const id of ['a', 'b', 'a', 'c']) rememberCommand(storage, id);
  expect(recentCommands(storage)).toEqual(['c', 'a', 'b']);
  for (let i = 0; i < 20; i++) rememberCommand(storage, `x${i}`);
  expect(recentCommands(storage)).toHaveLength(8);
  expect(recentCommands(storage)[0]).toBe('x19');
});

it('takes a mangled entry for none', () => {
  for (const text of ['{', '7', 'null', '{"a":1}', '[1,null]']) {
    expect(recentCommands({ getItem: () => text }), text).toEqual([]);
  }
});
