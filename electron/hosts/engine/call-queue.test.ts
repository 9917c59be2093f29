import { expect, it } from 'vitest';
import { CallQueue } from './call-queue.ts';
import type { CallMessage } from './worker-protocol.ts';

function close(id: number, job: number): CallMessage {
  return { id, call: { type: 'close', job } };
}

function takeAll(queue: CallQueue): number[] {
  const ids: number[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) ids.push(next.id);
  return ids;
}

it('serves jobs in turns and the calls of each in their order', () => {
  const queue = new CallQueue();
  for (const id of [11, 12, 13]) queue.put(close(id, 1));
  for (const id of [21, 22]) queue.put(close(id, 2));
  queue.put(close(31, 3));
  expect(takeAll(queue)).toEqual([11, 21, 31, 12, 22, 13]);
});

it('lets a job that comes late wait for one call of each other job', () => {
  const queue = new CallQueue();
  for (const id of [11, 12, 13]) queue.put(close(id, 1));
  expect(queue.take()!.id).toBe(11);
  queue.put(close(21, 2));
  expect(queue.take()!.id).toBe(12);
  expect(queue.take()!.id).toBe(21);
  queue.put(close(22, 2));
  expect(takeAll(queue)).toEqual([13, 22]);
});

it('quits when nothing else waits, even for calls that came after', () => {
  const queue = new CallQueue();
  queue.put(close(11, 1));
  queue.put({ id: 99, call: { type: 'quit' } });
  queue.put(close(12, 1));
  expect(takeAll(queue)).toEqual([11, 12, 99]);
  expect(queue.take()).toBeUndefined();
});
