import { expect, it } from 'vitest';
import { CrashCount } from './crash-count.ts';

it('lets three crashes of a minute pass, and more once they are long ago', () => {
  let now = 0;
  const crashes = new CrashCount(() => now);
  const after = (ms: number): boolean => {
    now += ms;
    return crashes.mayGoOn();
  };
  expect([after(0), after(1_000), after(1_000), after(1_000)]).toEqual([true, true, true, false]);
  expect(after(60_000)).toBe(true);
  expect([after(1), after(1), after(1)]).toEqual([true, true, false]);
});
