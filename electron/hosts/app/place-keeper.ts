import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserWindow } from 'electron';
import { parsePlace, type WindowPlace } from './window-place.ts';

/** A window that is being moved settles for so long before its place is kept, in milliseconds. */
const settleMs = 500;

/** Where the window was last time, or null. */
export function recallPlace(file: string): WindowPlace | null {
  try {
    return parsePlace(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Keeps a window's place on disk whenever it was moved, and when it closes. */
export function keepPlace(window: BrowserWindow, file: string): void {
  let timer: NodeJS.Timeout | undefined;
  const keep = (): void => {
    clearTimeout(timer);
    const place: WindowPlace = {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
    };
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(place)}\n`);
    } catch {
      // The next window opens in the middle: nothing that anybody must be told.
    }
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(keep, settleMs);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('maximize', soon);
  window.on('unmaximize', soon);
  window.on('close', keep);
  window.on('closed', () => clearTimeout(timer));
}
