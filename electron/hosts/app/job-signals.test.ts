import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EventMessage } from '../../contract/wire.ts';
import { JobSignals } from './job-signals.ts';

const system = vi.hoisted(() => ({
  blockers: new Set<number>(),
  shown: [] as { readonly title: string; readonly click: () => void }[],
}));
vi.mock('electron', () => ({
  powerSaveBlocker: {
    start: () => {
      system.blockers.add(system.blockers.size + 1);
      return system.blockers.size;
    },
    stop: (id: number) => system.blockers.delete(id),
  },
  Notification: class {
    readonly #title: string;
    #click = (): void => undefined;
    constructor({ title }: { readonly title: string }) {
      this.#title = title;
    }
    static isSupported(): boolean {
      return true;
    }
    on(_: string, click: () => void): void {
      this.#click = click;
    }
    show(): void {
      system.shown.push({ title: this.#title, click: this.#click });
    }
  },
}));

const bars: number[] = [];
let isFocused: boolean;
const window = {
  setProgressBar: (share: number) => bars.push(share),
  isFocused: () => isFocused,
} as unknown as BrowserWindow;
const task = (done: number, total: number, isFinished = false): EventMessage => ({
  event: 'progress',
  data: { task: 'a', label: 'Reading', done, total, isFinished },
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  isFocused = false;
  bars.length = 0;
  system.shown.length = 0;
});
afterEach(() => vi.useRealTimers());

it('shows work on the task bar, and keeps the system awake meanwhile', () => {
  const signals = new JobSignals(() => window, vi.fn());
  for (const message of [task(0, 0), task(1, 4), task(3, 4)]) {
    signals.take(message);
    expect(system.blockers.size).toBe(1);
  }
  signals.take(task(4, 4, true));
  expect(bars).toEqual([2, 0.25, 0.75, -1]);
  expect(system.blockers.size).toBe(0);
});

it('lets the system sleep again when it ends in the middle of work', () => {
  const signals = new JobSignals(() => null, vi.fn());
  signals.take(task(1, 4));
  signals.dispose();
  expect(system.blockers.size).toBe(0);
});

it.each([
  ['tells of long work when the window is not looked at', 10_000, false, 1],
  ['tells nothing of short work', 9_000, false, 0],
  ['tells nothing to those who look at the window', 10_000, true, 0],
])('%s', (_, tookMs, focused, messages) => {
  const onClick = vi.fn();
  const signals = new JobSignals(() => window, onClick);
  signals.take(task(1, 4));
  vi.advanceTimersByTime(tookMs);
  isFocused = focused;
  signals.take(task(4, 4, true));
  expect(system.shown.map(({ title }) => title)).toEqual(
    Array.from({ length: messages }, () => 'Reading: done'),
  );
  system.shown[0]?.click();
  expect(onClick).toHaveBeenCalledTimes(messages);
});
