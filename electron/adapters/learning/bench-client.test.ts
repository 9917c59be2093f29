import { expect, it } from 'vitest';
import type { FromBench } from './bench-protocol.ts';
import { BenchClient, type LaunchBench } from './bench-client.ts';

/** Processes of which the first `deaths` die of their question. */
function mortal(deaths: number): { readonly launch: LaunchBench; readonly launched: () => number } {
  let launched = 0;
  return {
    launched: () => launched,
    launch: ({ onMessage, onExit }) => {
      const isDoomed = launched++ < deaths;
      return {
        send: () => {
          const answer: FromBench = { type: 'measured', msPerFrame: [launched] };
          queueMicrotask(() => (isDoomed ? onExit('SIGKILL') : onMessage(answer)));
        },
        kill: () => undefined,
      };
    },
  };
}

it('asks another process when one dies, and gives up after four', async () => {
  const twice = mortal(2);
  expect(await new BenchClient(twice.launch).measure([])).toEqual([3]);
  const often = mortal(9);
  await expect(new BenchClient(often.launch).measure([])).rejects.toMatchObject({
    code: 'engine-died',
    message: expect.stringContaining('SIGKILL') as string,
  });
  expect(often.launched()).toBe(4);
});

it('asks no other process once it is disposed of', async () => {
  const { launch, launched } = mortal(9);
  const client = new BenchClient(launch);
  const asked = client.measure([]);
  await client.dispose();
  await expect(asked).rejects.toMatchObject({ code: 'engine-died' });
  expect(launched()).toBe(1);
});
