import { describe, expect, it } from 'vitest';
import type { LayerState } from '../../contract/tracking.ts';
import type { EventMessage } from '../../contract/wire.ts';
import { JobBoard } from './job-board.ts';

const layer = (more: Partial<LayerState>): EventMessage => ({
  event: 'layer',
  data: {
    ...{ id: 1, kind: 'track', mediaId: 1, trackIds: [1], modelId: 'tiny-128' },
    ...{ status: 'running', direction: 1, range: { from: 0, to: 99 }, done: 0, total: 100 },
    ...{ remainingSec: null, head: null, provider: null, fallbackReason: null, msPerFrame: null },
    ...{ note: null, ...more },
  },
});
const task = (done: number, total: number, isFinished = false): EventMessage => ({
  event: 'progress',
  data: { task: 'media', label: 'Reading clip.mp4', done, total, isFinished },
});

describe('JobBoard', () => {
  it('adds up all work that is under way', () => {
    const board = new JobBoard();
    expect([board.isBusy, board.progress]).toEqual([false, null]);
    board.take(layer({ done: 25 }));
    expect([board.isBusy, board.progress]).toEqual([true, 0.25]);
    board.take(task(75, 100));
    expect(board.progress).toBe(0.5);
    board.take(task(75, 100, true));
    expect(board.progress).toBe(0.25);
    board.take(layer({ status: 'gone' }));
    expect([board.isBusy, board.progress]).toEqual([false, null]);
  });

  it('knows no share while the total is unknown, and none above the whole', () => {
    const board = new JobBoard();
    board.take(task(7, 0));
    expect(board.progress).toBe('unknown');
    board.take(task(12, 10));
    expect(board.progress).toBe(1);
  });

  it('tells what has ended once, and whether it took long', () => {
    let now = 0;
    const board = new JobBoard(() => now);
    board.take(layer({ kind: 'repair' }));
    now += 9_999;
    board.take(layer({ kind: 'repair', done: 50 }));
    expect(board.take(layer({ status: 'ready', note: 'it ended early' }))).toEqual({
      ...{ title: 'The repair has ended', note: 'it ended early', isLong: false },
    });
    expect(board.take(layer({ status: 'gone' }))).toBeNull();
    board.take(layer({ id: 2 }));
    now += 10_000;
    expect(board.take(layer({ id: 2, status: 'gone' }))).toMatchObject({ isLong: true });
  });

  it('forgets the work of a project that was closed', () => {
    const board = new JobBoard();
    board.take(layer({}));
    board.take({ event: 'project', data: null });
    expect(board.isBusy).toBe(false);
  });
});
