import { describe, expect, it } from 'vitest';
import { chordOf, chordParts, formatChord } from './keys.ts';

const press = (
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
  code = '',
): Parameters<typeof chordOf>[0] => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
});

describe('chordOf', () => {
  it('writes letters in upper case and keeps Shift on them', () => {
    expect(chordOf(press('d'))).toBe('D');
    expect(chordOf(press('Z', { ctrlKey: true, shiftKey: true }))).toBe('Ctrl+Shift+Z');
    expect(chordOf(press('z', { metaKey: true }))).toBe('Ctrl+Z');
  });

  it('leaves Shift out of signs, which it only helps to type', () => {
    expect(chordOf(press('?', { shiftKey: true }))).toBe('?');
    expect(chordOf(press('+', { shiftKey: true }))).toBe('+');
    expect(chordOf(press('7'))).toBe('7');
  });

  it('names keys that type nothing', () => {
    expect(chordOf(press(' '))).toBe('Space');
    expect(chordOf(press('ArrowLeft', { altKey: true, shiftKey: true }))).toBe(
      'Alt+Shift+ArrowLeft',
    );
    expect(chordOf(press('Tab', { shiftKey: true }))).toBe('Shift+Tab');
  });

  it('goes by the place of the key where the layout types another script', () => {
    expect(chordOf(press('в', {}, 'KeyD'))).toBe('D');
    expect(chordOf(press('µ', { altKey: true }, 'KeyM'))).toBe('Alt+M');
  });

  it('takes AltGr as typing a sign, not as Ctrl and Alt', () => {
    const altGr = {
      ...press('[', { ctrlKey: true, altKey: true }),
      getModifierState: (name: string) => name === 'AltGraph',
    };
    expect(chordOf(altGr)).toBe('[');
  });

  it('is silent about modifiers alone', () => {
    for (const key of ['Control', 'Shift', 'Alt', 'Meta', 'Dead'])
      expect(chordOf(press(key))).toBeNull();
  });
});

describe('formatChord', () => {
  it('shows what stands on the keys', () => {
    expect(formatChord('Alt+Shift+ArrowLeft')).toBe('Alt+Shift+←');
    expect(formatChord('Ctrl+Z', true)).toBe('⌘+Z');
    expect(chordParts('+')).toEqual(['+']);
    expect(chordParts('Ctrl++')).toEqual(['Ctrl', '+']);
  });
});
