import { expect, it } from 'vitest';
import { SlotPool } from './slot-pool.ts';

it('gives memory again once its picture is done with, only in the same size, until it is cleared', () => {
  const pool = new SlotPool();
  const data = pool.allocate(12);
  expect(pool.allocate(12).buffer).not.toBe(data.buffer);
  pool.release({ kind: 'rgb', width: 2, height: 2, data });
  expect(pool.allocate(24).buffer).not.toBe(data.buffer);
  expect(pool.allocate(12).buffer).toBe(data.buffer);
  pool.release({ kind: 'rgb', width: 2, height: 2, data });
  pool.clear();
  expect(pool.allocate(12).buffer).not.toBe(data.buffer);
});
