import { commandOf } from '../commands/commands.ts';
import { isPossible, type Command } from '../commands/command.ts';
import { chordOf } from '../commands/keys.ts';
import type { Studio } from '../state/studio.svelte.ts';

const TEXT_ENTRY =
  'textarea, select, [contenteditable="true"], ' +
  'input:not([type="checkbox"], [type="radio"], [type="range"], [type="color"], [type="button"])';
/** Controls that move by arrows. */
const MOVES = 'input[type="range"], input[type="radio"], [role="separator"], [role^="menuitem"]';
const CONTROLS = `button, a[href], summary, input, ${MOVES}`;
const MOVING_KEYS = /^(Arrow(Left|Right|Up|Down)|Home|End|PageUp|PageDown)$/;

/** Whether a control that has the focus wants the key press for itself. */
export function belongsToControl(event: KeyboardEvent): boolean {
  const { target, key } = event;
  if (!(target instanceof Element)) return false;
  // Function keys type nothing: F6 leads out of fields as well.
  if (target.closest(TEXT_ENTRY)) return !/^F\d+$/.test(key);
  if (!target.closest(CONTROLS)) return false;
  if (key === ' ' || key === 'Enter') return true;
  return MOVING_KEYS.test(key) && target.closest(MOVES) !== null;
}

/** The command that a chord means now, or null. */
export function commandFor(studio: Studio, chord: string, isOnCanvas: boolean): Command | null {
  const meanings = studio.keymap.meaningsOf(chord).map(commandOf);
  const found = meanings.find((command) => {
    if (command.scope === 'canvas' && !isOnCanvas) return false;
    return isPossible(command, studio);
  });
  return found ?? null;
}

function isOnCanvas({ target }: KeyboardEvent): boolean {
  return (
    target === document.body ||
    (target instanceof Element && target.closest('[data-canvas]') !== null)
  );
}

/** Runs the command of a key press, unless a control, a field or an open dialog has a claim to it. */
export function handleKey(event: KeyboardEvent, studio: Studio): void {
  if (event.defaultPrevented || event.isComposing) return;
  const chord = chordOf(event);
  if (chord === null) return;
  const meanings = studio.keymap.meaningsOf(chord).map(commandOf);
  const isEverywhere =
    /^(Ctrl|Alt)\+/.test(chord) && meanings.some(({ scope }) => scope === 'everywhere');
  // The browser would take the keyboard out of the page, also from a field or a dialog.
  if (isEverywhere) event.preventDefault();
  if (studio.dialogs.current !== null) return;
  if (!isEverywhere && belongsToControl(event)) return;
  if (studio.tracking.isLive) {
    // Whoever sees the tracker go wrong need not look for a key.
    event.preventDefault();
    if (!event.repeat) studio.tracking.stopLive();
    return;
  }
  const command = commandFor(studio, chord, isOnCanvas(event));
  if (!command) {
    // The browser's own meaning of these (save page, open file) would only startle.
    if (chord.startsWith('Ctrl+') && meanings.length > 0) event.preventDefault();
    return;
  }
  event.preventDefault();
  // A held key goes on only as fast as pictures come, so that every frame on the way is seen.
  if (event.repeat && !(command.repeats && studio.player.isSettled)) return;
  command.run(studio);
}
