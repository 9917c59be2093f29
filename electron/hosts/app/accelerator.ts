/** Names of keys that menus call otherwise than key presses do. */
const names: Readonly<Record<string, string>> = {
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Escape: 'Esc',
  Enter: 'Return',
};
const namedKeys = new Set([
  ...['Left', 'Right', 'Up', 'Down', 'Esc', 'Return', 'Space', 'Tab', 'Backspace', 'Delete'],
  ...['Insert', 'Home', 'End', 'PageUp', 'PageDown', 'Plus'],
  ...Array.from({ length: 24 }, (_, i) => `F${i + 1}`),
]);

/** A chord of the window's command table as native menus write it; null where they have no name for its key. */
export function acceleratorOf(chord: string): string | null {
  const [, modifiers = '', rawKey = ''] = /^((?:Ctrl\+|Alt\+|Shift\+)*)(.+)$/.exec(chord) ?? [];
  const key = rawKey === '+' ? 'Plus' : (names[rawKey] ?? rawKey);
  const isKnown = namedKeys.has(key) || /^[!-*,-~]$/.test(key);
  return isKnown ? modifiers.replace('Ctrl', 'CmdOrCtrl') + key : null;
}
