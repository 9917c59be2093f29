import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BoxPreview, type PreviewedBox } from './box-preview.svelte.ts';
import { Drawing } from './drawing.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { Toasts } from './toasts.svelte.ts';
import { readView, ViewSettings } from './view-settings.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Selection', () => {
  it('chooses, adds and takes away, the last one being what keys act on', () => {
    const selection = new Selection();
    selection.choose([3]);
    selection.choose([5], true);
    expect([selection.ids, selection.primary]).toEqual([[3, 5], 5]);
    selection.choose([5], true);
    expect([selection.ids, selection.primary]).toEqual([[3], 3]);
    selection.choose([7, 8, 7]);
    expect(selection.ids).toEqual([7, 8]);
    selection.keep((id) => id === 8);
    expect([...selection.set]).toEqual([8]);
  });
});

describe('Drawing', () => {
  const place = () => ({ x: 100, y: 100, w: 400, h: 200 });

  it('begins a keyboard box in the middle of the view and moves it', () => {
    const drawing = new Drawing();
    drawing.start(null, place);
    expect([drawing.isActive, drawing.draft]).toEqual([true, null]);
    drawing.move(10, -1);
    expect(drawing.draft).toEqual({ x: 260, y: 174, w: 100, h: 50 });
    drawing.resize(-500, 10);
    expect(drawing.draft).toEqual({ x: 260, y: 174, w: 2, h: 60 });
    drawing.stop();
    expect([drawing.isActive, drawing.draft]).toEqual([false, null]);
  });
});

describe('BoxPreview', () => {
  const at = (x: number): PreviewedBox => {
    return { trackId: 1, frameIndex: 2, box: { x, y: 0, w: 5, h: 5 } };
  };

  it('makes one edit of a burst of key presses', async () => {
    const commit = vi.fn(() => Promise.resolve());
    const preview = new BoxPreview(commit);
    for (const x of [1, 2, 3]) preview.change(at(x));
    expect(commit).not.toHaveBeenCalled();
    expect(preview.isDirty).toBe(true);
    await vi.runAllTimersAsync();
    expect(commit.mock.calls).toEqual([[at(3)]]);
    expect([preview.current, preview.isDirty]).toEqual([null, false]);
  });

  it('goes on showing what was moved further while the edit was on its way', async () => {
    let finish = (): void => undefined;
    const preview = new BoxPreview(() => new Promise<void>((resolve) => (finish = resolve)));
    preview.set(at(1));
    preview.change(at(2));
    finish();
    await Promise.resolve();
    expect(preview.current).toEqual(at(2));
  });

  it('gives up only what is not stored yet', () => {
    const commit = vi.fn(() => Promise.resolve());
    const preview = new BoxPreview(commit);
    expect(preview.drop()).toBe(false);
    preview.change(at(1));
    expect(preview.drop()).toBe(true);
    vi.runAllTimers();
    expect(commit).not.toHaveBeenCalled();
  });
});

describe('Toasts', () => {
  it('lets errors stay and others go, and says nothing twice', () => {
    const toasts = new Toasts();
    toasts.show('info', 'Saved.');
    toasts.showError(new Error('clip.mp4 cannot be read: choose another file.'));
    toasts.showError(new Error('clip.mp4 cannot be read: choose another file.'));
    expect(toasts.items.map(({ level }) => level)).toEqual(['info', 'error']);
    vi.advanceTimersByTime(60_000);
    expect(toasts.items.map(({ message }) => message)).toEqual([
      'clip.mp4 cannot be read: choose another file.',
    ]);
  });
});

describe('ViewSettings', () => {
  it('keeps what fits of a stored entry', () => {
    const text = JSON.stringify({ theme: 'pink', leftWidth: 300, contrast: 'high', trails: true });
    expect(readView(text)).toMatchObject({
      theme: 'system',
      leftWidth: 300,
      contrast: 1,
      trails: true,
    });
    for (const mangled of ['{', '7', 'null']) expect(readView(mangled)).toEqual(readView(null));
  });

  it('comes back as it was saved', () => {
    let stored: string | null = null;
    const storage = {
      getItem: () => stored,
      setItem: (_: string, text: string) => (stored = text),
    };
    const view = new ViewSettings(storage);
    expect(view.nextTheme()).toBe('light');
    view.timelineHeight = 333;
    view.save();
    const again = new ViewSettings(storage);
    expect([again.theme, again.timelineHeight, again.scheme]).toEqual(['light', 333, 'light']);
  });
});
