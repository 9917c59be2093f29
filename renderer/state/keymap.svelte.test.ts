import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../commands/commands.ts';
import { Keymap } from './keymap.svelte.ts';

class FakeStorage {
  text: string | null;
  constructor(text: string | null = null) {
    this.text = text;
  }
  getItem(): string | null {
    return this.text;
  }
  setItem(_: string, text: string): void {
    this.text = text;
  }
}

const keymap = (storage = new FakeStorage()): Keymap => new Keymap(storage, COMMANDS);

describe('Keymap', () => {
  it('begins with the keys of the command table, drawing and comparing before everything else', () => {
    const keys = keymap();
    expect(keys.meaningsOf('ArrowLeft')).toEqual([
      ...['draft.move.left', 'compare.previousFrame', 'frame.previous'],
    ]);
    expect(keys.meaningsOf('Ctrl+Alt+Shift+Z')).toEqual([]);
    expect(keys.keysOf('edit.redo')).toBe('Ctrl+Shift+Z');
    expect(keys.keysOf('project.close')).toBe('');
    expect([keys.hint('Undo', 'edit.undo'), keys.hint('Close', 'project.close')]).toEqual([
      ...['Undo (Ctrl+Z)', 'Close'],
    ]);
    expect([keys.hasChanges, keys.isChanged('edit.undo')]).toEqual([false, false]);
  });

  it('says who has a chord, and moves it on demand', () => {
    const keys = keymap();
    expect(keys.holderOf('L', 'help')?.id).toBe('track.lock');
    expect(keys.holderOf('L', 'track.lock')).toBeNull();
    expect(keys.holderOf('L', 'draft.keep')).toBeNull();
    keys.assign('help', 'L');
    expect(keys.meaningsOf('L')).toEqual(['help']);
    expect(keys.keysOf('help')).toBe('L');
    expect(keys.chordsOf('track.lock')).toEqual([]);
    expect([keys.isChanged('track.lock'), keys.hasChanges]).toEqual([true, true]);
    keys.reset('track.lock');
    expect(keys.meaningsOf('L')).toEqual(['track.lock']);
    expect(keys.hasChanges).toBe(false);
  });

  it('puts another chord in the place of one', () => {
    const keys = keymap();
    keys.replace('frame.next', 'F', 'J');
    expect(keys.chordsOf('frame.next')).toEqual(['J', 'ArrowRight', '.']);
    keys.replace('frame.next', 'J', 'J');
    expect(keys.chordsOf('frame.next')).toEqual(['J', 'ArrowRight', '.']);
    keys.remove('frame.next', '.');
    expect(keys.meaningsOf('.')).toEqual([]);
  });

  it('keeps preset and changes, and a person’s changes on every preset', () => {
    const storage = new FakeStorage();
    const keys = keymap(storage);
    keys.assign('view.fit', 'F9');
    keys.choosePreset('losslesscut');
    const again = keymap(storage);
    expect(again.preset.id).toBe('losslesscut');
    expect(again.chordsOf('view.fit')).toEqual(['F9', '0']);
    expect(again.meaningsOf('J')).toEqual(['play.shuttleBackward']);
    again.choosePreset('no such thing');
    expect(again.preset.id).toBe('losslesscut');
    const bringBack = again.resetAll();
    expect(again.chordsOf('view.fit')).toEqual(['0']);
    expect(keymap(storage).preset.id).toBe('losslesscut');
    bringBack();
    expect(keymap(storage).chordsOf('view.fit')).toEqual(['F9', '0']);
  });

  it('takes a mangled entry for none', () => {
    for (const text of ['{', '7', 'null', '{"preset":5,"own":"x"}', '{"preset":"gone"}']) {
      const keys = keymap(new FakeStorage(text));
      expect([keys.preset.id, keys.hasChanges], text).toEqual(['studio', false]);
    }
  });

  it('goes on where nothing can be stored', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    const keys = new Keymap(full, COMMANDS);
    keys.assign('view.fit', 'F9');
    expect(keys.meaningsOf('F9')).toEqual(['view.fit']);
  });
});
