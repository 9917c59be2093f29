import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../commands/commands.ts';
import { Keymap } from '../state/keymap.svelte.ts';
import type { Studio } from '../state/studio.svelte.ts';
import { commandFor, handleKey } from './keyboard.ts';

/** As much of an element as the keyboard asks for: what it, or something around it, is. */
class FakeElement {
  readonly #is: readonly string[];
  constructor(...is: readonly string[]) {
    this.#is = is;
  }
  closest(selector: string): this | null {
    return selector.split(', ').some((part) => this.#is.includes(part)) ? this : null;
  }
}
beforeAll(() => void vi.stubGlobal('Element', FakeElement).stubGlobal('document', { body: {} }));
afterAll(() => void vi.unstubAllGlobals());

const STAGE = new FakeElement('[data-canvas]');
const FIELD = new FakeElement('textarea', 'input');
const BUTTON = new FakeElement('button');

interface Situation {
  readonly isDrawing?: boolean;
  readonly hasDialog?: boolean;
  readonly isLive?: boolean;
  readonly isComparing?: boolean;
}

function window(situation: Situation = {}) {
  const calls: string[] = [];
  const call = (name: string) => () => void calls.push(name);
  const studio = {
    keymap: new Keymap({ getItem: () => null, setItem: () => undefined }, COMMANDS),
    drawing: { isActive: situation.isDrawing ?? false, move: call('draft') },
    compare: {
      isOpen: situation.isComparing ?? false,
      ...{ page: 'frames', player: { sequence: {} }, close: call('back') },
    },
    dialogs: { current: situation.hasDialog ? {} : null, open: call('dialog') },
    tracking: { isLive: situation.isLive ?? false, stopLive: call('stop') },
    state: { project: { readOnlyReason: null } },
    project: { media: {} },
    player: { isSettled: true, step: call('step'), toggle: call('play') },
    tracks: { here: [{}], cycle: call('cycle') },
    regions: { focusNext: call('region') },
  } as unknown as Studio;
  return { studio, calls };
}

/** Presses a key, and says what was done and whether the browser was kept out. */
function press(key: string, target: FakeElement, situation: Situation = {}, more: object = {}) {
  const { studio, calls } = window(situation);
  let isPrevented = false;
  const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false };
  const event = {
    key,
    code: '',
    target,
    ...plain,
    ...more,
    preventDefault: () => (isPrevented = true),
  };
  handleKey(event as unknown as KeyboardEvent, studio);
  return { calls, isPrevented };
}

describe('commandFor', () => {
  it('means what is drawn first, and otherwise what it means at all times', () => {
    expect(commandFor(window().studio, 'ArrowLeft', true)?.id).toBe('frame.previous');
    const { studio } = window({ isDrawing: true });
    expect(commandFor(studio, 'ArrowLeft', true)?.id).toBe('draft.move.left');
    const comparing = window({ isComparing: true }).studio;
    expect(commandFor(comparing, 'B', true)?.id).toBe('compare.dip');
    expect(commandFor(comparing, 'N', true)).toBeNull();
  });

  it('leaves Tab to the window where the focus is in a control', () => {
    expect(commandFor(window().studio, 'Tab', true)?.id).toBe('track.next');
    expect(commandFor(window().studio, 'Tab', false)).toBeNull();
  });
});

describe('a key press', () => {
  it('runs its command on the stage, and leaves letters to fields and Space to buttons', () => {
    expect(press('f', STAGE)).toEqual({ calls: ['step'], isPrevented: true });
    expect(press('f', FIELD)).toEqual({ calls: [], isPrevented: false });
    expect(press('f', BUTTON).calls).toEqual(['step']);
    expect(press(' ', STAGE).calls).toEqual(['play']);
    expect(press(' ', BUTTON)).toEqual({ calls: [], isPrevented: false });
  });

  it('opens the palette from everywhere but a dialog, and never reaches the browser', () => {
    const ctrl = { ctrlKey: true };
    expect(press('k', STAGE, {}, ctrl)).toEqual({ calls: ['dialog'], isPrevented: true });
    expect(press('k', FIELD, {}, ctrl)).toEqual({ calls: ['dialog'], isPrevented: true });
    const situation = { hasDialog: true };
    expect(press('k', FIELD, situation, ctrl)).toEqual({ calls: [], isPrevented: true });
  });

  it('does nothing under a dialog', () => {
    expect(press('f', STAGE, { hasDialog: true })).toEqual({ calls: [], isPrevented: false });
  });

  it('stops tracking, whichever it is, but neither in a field nor by being held', () => {
    const situation = { isLive: true };
    for (const key of ['f', 'Escape', 'Tab', 'j']) {
      expect(press(key, STAGE, situation)).toEqual({ calls: ['stop'], isPrevented: true });
    }
    expect(press('f', FIELD, situation).calls).toEqual([]);
    expect(press('f', STAGE, situation, { repeat: true }).calls).toEqual([]);
  });

  it('goes on while it is held only where the command does', () => {
    expect(press('f', STAGE, {}, { repeat: true }).calls).toEqual(['step']);
    expect(press(' ', STAGE, {}, { repeat: true })).toEqual({ calls: [], isPrevented: true });
  });

  it('is left to the browser where it means nothing', () => {
    expect(press('j', STAGE)).toEqual({ calls: [], isPrevented: false });
  });

  it('leads out of a field where it types nothing', () => {
    expect(press('F6', FIELD).calls).toEqual(['region']);
  });
});
