import { describe, expect, it } from 'vitest';
import type { Studio } from '../state/studio.svelte.ts';
import { COMMAND_GROUPS, isPossible as isPossibleIn } from './command.ts';
import { COMMANDS, commandOf } from './commands.ts';
import { chordParts } from './keys.ts';

/** As much of a studio as the conditions of commands look at. */
interface Situation {
  readonly hasProject?: boolean;
  readonly readOnlyReason?: string | null;
  readonly hasMedia?: boolean;
  readonly selected?: readonly number[];
  readonly hasBox?: boolean;
  readonly undoTitle?: string | null;
  readonly hotkeys?: readonly string[];
  readonly isDrawing?: boolean;
  readonly isComparing?: boolean;
}

function studio(situation: Situation): Studio {
  const { hasProject = true, hasMedia = true, selected = [], hotkeys = [] } = situation;
  const { readOnlyReason = null, undoTitle = null, hasBox = selected.length > 0 } = situation;
  return {
    state: { project: hasProject ? { readOnlyReason, undoTitle, redoTitle: null } : null },
    project: { media: hasProject && hasMedia ? {} : null },
    drawing: { isActive: situation.isDrawing ?? false },
    compare: { isOpen: situation.isComparing ?? false },
    selection: { ids: selected, primary: selected.at(-1) ?? null },
    actions: {
      hasBox,
      canMove: hasBox,
      labelOfKey: (key: string) => (hotkeys.includes(key) ? {} : null),
    },
  } as unknown as Studio;
}

const isPossible = (id: string, situation: Situation): boolean =>
  isPossibleIn(commandOf(id), studio(situation));

describe('the command table', () => {
  it('has each id once', () => {
    const ids = COMMANDS.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('gives no chord two meanings in one mode', () => {
    const claims = COMMANDS.flatMap(({ id, keys, mode }) =>
      keys.map((chord) => ({ id, claim: `${mode ?? 'any'} ${chord}` })),
    );
    const seen = new Map<string, string>();
    const clashes = claims.flatMap(({ id, claim }) => {
      const other = seen.get(claim);
      seen.set(claim, id);
      return other === undefined ? [] : [`${claim}: ${other} and ${id}`];
    });
    expect(clashes).toEqual([]);
  });

  it('writes chords as key presses are written', () => {
    const order = ['Ctrl', 'Alt', 'Shift'];
    for (const { keys } of COMMANDS) {
      for (const chord of keys) {
        const parts = chordParts(chord);
        const modifiers = parts.slice(0, -1);
        expect(modifiers, chord).toEqual(order.filter((name) => modifiers.includes(name)));
        expect(parts.at(-1), chord).not.toMatch(/^[a-z]$/);
      }
    }
  });

  it('has a heading and a title for every command', () => {
    for (const { id, group, title } of COMMANDS) {
      expect(COMMAND_GROUPS, id).toContain(group);
      expect(title, id).toMatch(/^[A-Z]/);
    }
  });

  it('has the keys that hands know', () => {
    const meaning = (chord: string): string | undefined =>
      COMMANDS.find(({ keys, mode }) => mode === undefined && keys.includes(chord))?.id;
    const known = {
      D: 'frame.previous',
      F: 'frame.next',
      ArrowLeft: 'frame.previous',
      ArrowRight: 'frame.next',
      ',': 'frame.previous',
      '.': 'frame.next',
      C: 'frame.back10',
      V: 'frame.forward10',
      E: 'keyframe.previous',
      R: 'keyframe.next',
      G: 'frame.goTo',
      Space: 'play.toggle',
      K: 'keyframe.toggle',
      O: 'box.absent',
      Q: 'box.occluded',
      N: 'draw.track',
      M: 'track.merge',
      'Alt+M': 'track.split',
      Delete: 'box.delete',
      'Shift+Delete': 'track.delete',
      Tab: 'track.next',
      L: 'track.lock',
      H: 'track.hide',
      'Ctrl+Z': 'edit.undo',
      'Ctrl+Shift+Z': 'edit.redo',
      'Ctrl+Y': 'edit.redo',
      'Ctrl+S': 'project.saved',
      '?': 'help',
    };
    for (const [chord, id] of Object.entries(known)) expect(meaning(chord), chord).toBe(id);
  });

  it('refuses ids that it does not list', () => {
    expect(() => commandOf('nothing')).toThrow(RangeError);
  });

  it('says of every command that is not always there what it needs', () => {
    const silent = COMMANDS.filter(
      ({ when, mode, needs }) =>
        (when !== undefined || mode !== undefined) !== (needs !== undefined),
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });
});

describe('conditions', () => {
  it('lets nothing be edited without a project, without media, or read-only', () => {
    const selected = [1];
    for (const id of [
      'draw.track',
      'keyframe.toggle',
      'box.delete',
      'track.delete',
      'box.move.left',
    ]) {
      expect(isPossible(id, { selected }), id).toBe(true);
      expect(isPossible(id, { selected, hasProject: false }), id).toBe(false);
      expect(isPossible(id, { selected, hasMedia: false }), id).toBe(false);
      expect(isPossible(id, { selected, readOnlyReason: 'damaged' }), id).toBe(false);
    }
  });

  it('asks for what a command acts on', () => {
    expect(isPossible('box.absent', {})).toBe(false);
    expect(isPossible('box.absent', { selected: [1], hasBox: false })).toBe(true);
    expect(isPossible('box.delete', { selected: [1], hasBox: false })).toBe(false);
    expect(isPossible('track.merge', { selected: [1] })).toBe(false);
    expect(isPossible('track.merge', { selected: [1, 2, 3] })).toBe(true);
    expect(isPossible('track.swap', { selected: [1, 2, 3] })).toBe(false);
    expect(isPossible('track.swap', { selected: [1, 2] })).toBe(true);
    expect(isPossible('label.3', { hotkeys: ['1'] })).toBe(false);
    expect(isPossible('label.3', { hotkeys: ['3'] })).toBe(true);
  });

  it('undoes only what there is to undo', () => {
    expect(isPossible('edit.undo', { undoTitle: 'Move box' })).toBe(true);
    expect(isPossible('edit.undo', {})).toBe(false);
    expect(isPossible('edit.undo', { undoTitle: 'Move box', hasProject: false })).toBe(false);
  });

  it('keeps a box only while it is being drawn', () => {
    expect(isPossible('draft.keep', {})).toBe(false);
    expect(isPossible('draft.keep', { isDrawing: true })).toBe(true);
  });

  it('leaves labelling alone while trackers are compared, and the other way round', () => {
    for (const id of ['draw.track', 'frame.next', 'edit.undo', 'project.close']) {
      expect(isPossible(id, { isComparing: true, undoTitle: 'Move box' }), id).toBe(false);
    }
    for (const id of ['compare.close', 'view.cancel', 'palette', 'help', 'view.theme']) {
      expect(isPossible(id, { isComparing: true }), id).toBe(true);
    }
    expect(isPossible('compare.close', {})).toBe(false);
  });

  it('offers projects and help at any time', () => {
    for (const id of ['project.create', 'project.open', 'help', 'palette', 'view.theme']) {
      expect(isPossible(id, { hasProject: false }), id).toBe(true);
    }
  });
});
