import { expect, it } from 'vitest';
import type { Session } from './session.ts';
import { openFastest, threadCandidates } from './threads.ts';

it('threadCandidates are all cores, half of them and one', () => {
  expect(threadCandidates(16)).toEqual([16, 8, 1]);
  expect(threadCandidates(2)).toEqual([2, 1]);
  expect(threadCandidates(1)).toEqual([1]);
});

it('openFastest keeps the fastest session, closes the others and remembers the answer', async () => {
  const waits: Record<number, number> = { 8: 30, 4: 2, 1: 15 };
  const open: number[] = [];
  let opened = 0;
  const openSession = (threads: number): Promise<Session> => {
    opened++;
    open.push(threads);
    return Promise.resolve({
      inputs: [],
      outputs: [],
      async run() {
        await new Promise((resolve) => setTimeout(resolve, waits[threads]));
        return {};
      },
      close() {
        open.splice(open.indexOf(threads), 1);
        return Promise.resolve();
      },
    });
  };
  const { threads } = await openFastest('a', openSession, {}, [8, 4, 1]);
  expect([threads, open, opened]).toEqual([4, [4], 3]);
  expect(await openFastest('a', openSession, {}, [8, 4, 1])).toMatchObject({ threads: 4 });
  expect(opened).toBe(4);
});
