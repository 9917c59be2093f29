import { expect, it } from 'vitest';
import { chordRefusal } from './chord-refusal.ts';
import { COMMANDS, commandOf } from './commands.ts';
import { keyTable } from './key-table.ts';
import { KEY_PRESETS } from './presets.ts';

it('refuses what would lock a person in, or would never be heard of', () => {
  const undo = commandOf('edit.undo');
  for (const chord of ['Escape', 'Shift+Escape', 'Ctrl+W', 'Tab', 'Shift+Tab']) {
    expect(chordRefusal(chord, undo), chord).toMatch(/choose/);
  }
  for (const chord of ['Ctrl+U', 'Enter', 'Space', 'Ctrl+Alt+Tab', 'F9', '+']) {
    expect(chordRefusal(chord, undo), chord).toBeNull();
  }
  expect(chordRefusal('Tab', commandOf('track.next'))).toBeNull();
});

it.each(KEY_PRESETS.map((preset) => [preset.title, preset] as const))(
  'has nothing against the keys of %s',
  (_, { keys }) => {
    const table = keyTable(COMMANDS, keys, {});
    const refused = COMMANDS.flatMap((command) =>
      table.get(command.id)!.flatMap((chord) => chordRefusal(chord, command) ?? []),
    );
    expect(refused).toEqual([]);
  },
);
