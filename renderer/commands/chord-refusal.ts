import type { Keyed } from './keyed.ts';

/** What browsers and window managers keep for themselves, so that a page never hears of it. */
const TAKEN = new Set([
  ...['Ctrl+N', 'Ctrl+T', 'Ctrl+W', 'Ctrl+Q', 'Ctrl+Shift+N', 'Ctrl+Shift+T', 'Ctrl+Shift+W'],
  ...['Ctrl+Tab', 'Ctrl+Shift+Tab', 'Ctrl+PageUp', 'Ctrl+PageDown', 'Alt+F4', 'Alt+Tab', 'F11'],
]);

/** Why a command cannot have a chord, in a sentence, or null when it can. */
export function chordRefusal(chord: string, { id, scope }: Keyed): string | null {
  if (chord.endsWith('Escape') && id !== 'view.cancel') {
    return 'Esc always cancels: choose another key.';
  }
  if (TAKEN.has(chord)) {
    return 'The browser keeps these keys for itself: choose others.';
  }
  if (/^(Shift\+)?Tab$/.test(chord) && scope !== 'canvas') {
    return 'Tab has to go through the window here: choose another key.';
  }
  return null;
}
