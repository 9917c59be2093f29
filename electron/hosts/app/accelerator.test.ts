import { expect, it } from 'vitest';
import { acceleratorOf } from './accelerator.ts';

it.each([
  ['T', 'T'],
  ['?', '?'],
  ['+', 'Plus'],
  ['Ctrl++', 'CmdOrCtrl+Plus'],
  ['-', '-'],
  ['Ctrl+Shift+Z', 'CmdOrCtrl+Shift+Z'],
  ['Ctrl+Alt+ArrowRight', 'CmdOrCtrl+Alt+Right'],
  ['Alt+Shift+B', 'Alt+Shift+B'],
  ['Shift+F6', 'Shift+F6'],
  ['Escape', 'Esc'],
  ['Enter', 'Return'],
  ['PageDown', 'PageDown'],
  ['Space', 'Space'],
])('writes %s as %s', (chord, accelerator) => expect(acceleratorOf(chord)).toBe(accelerator));

it.each(['', 'MediaPlayPause', 'é', 'Ctrl+ß', 'F25', 'ab'])('has no name for %j', (chord) => {
  expect(acceleratorOf(chord)).toBeNull();
});
