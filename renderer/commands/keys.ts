/** What a chord is made of; `key` is a letter in upper case, a printable sign, or a name such as `ArrowLeft`. */
interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  getModifierState?(name: string): boolean;
}

const MODIFIERS = new Set(['Control', 'Alt', 'Shift', 'Meta', 'AltGraph', 'CapsLock']);

function keyName({ key, code }: KeyPress): string {
  if (key === ' ') return 'Space';
  // Layouts of other scripts, and Alt on a Mac, type letters that no table lists: there the place of the key counts.
  if (key.length === 1 && key.charCodeAt(0) > 126) {
    const place = /^(?:Key|Digit)(.)$/.exec(code);
    if (place) return place[1]!;
  }
  return key.length === 1 ? key.toUpperCase() : key;
}

/**
 * The chord of a key press in the form of the command table, e.g. `Ctrl+Shift+Z`, or null for a modifier alone.
 * The command key of a Mac counts as Ctrl. Shift is part of the chord for letters and named keys only: on signs it
 * is how the sign is typed.
 */
export function chordOf(event: KeyPress): string | null {
  if (MODIFIERS.has(event.key) || event.key === 'Dead' || event.key === 'Unidentified') return null;
  const key = keyName(event);
  const typesSign = event.getModifierState?.('AltGraph') === true && key.length === 1;
  const isSign = key.length === 1 && !/[A-Z]/.test(key);
  return [
    (event.ctrlKey || event.metaKey) && !typesSign ? 'Ctrl' : null,
    event.altKey && !typesSign ? 'Alt' : null,
    event.shiftKey && !isSign ? 'Shift' : null,
    key,
  ]
    .filter((part) => part !== null)
    .join('+');
}

/** Whether a text is a chord as `chordOf` writes them. */
export function isChord(text: string): boolean {
  const key = /^(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?(.+)$/.exec(text)?.[1] ?? '';
  return /^(?:[^\sa-z]|[A-Z][A-Za-z0-9]+)$/u.test(key) && !MODIFIERS.has(key);
}

const SHOWN: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Delete: 'Del',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
};

/** The parts of a chord as people read them, e.g. `['Ctrl', '←']`. */
export function chordParts(chord: string, isMac = false): readonly string[] {
  // A chord may end in the plus sign itself.
  const parts = chord === '+' ? ['+'] : chord.replace(/\+\+$/, '+Plus').split('+');
  return parts.map((part) => {
    if (part === 'Plus') return '+';
    if (isMac && part === 'Ctrl') return '⌘';
    if (isMac && part === 'Alt') return '⌥';
    return SHOWN[part] ?? part;
  });
}

/** A chord as people read it, e.g. `Ctrl+←`. */
export function formatChord(chord: string, isMac = false): string {
  return chordParts(chord, isMac).join('+');
}

/** True where the system's own name says that it is a Mac. */
export function isMacLike(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);
}
