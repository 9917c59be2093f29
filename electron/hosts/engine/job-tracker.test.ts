import { expect, it } from 'vitest';
import type { OrtNetwork } from '../../adapters/ort/network.ts';
import { modelConfig, TINY } from '../../ml/nn/model-config.ts';
import { JobTracker } from './job-tracker.ts';

const frame = { kind: 'rgb', width: 64, height: 48, data: new Uint8Array(64 * 48 * 3) } as const;
const box = { x: 10, y: 10, w: 20, h: 20 };
const joining = [{ id: 'a', box }];

/** A job whose network finds every object at the centre of its crop until it fails. */
function job(failAt = Infinity) {
  let runs = 0;
  let releases = 0;
  const network: OrtNetwork = {
    config: modelConfig(TINY, 96, { template: 2, search: 4 }),
    provider: 'cpu',
    threads: 1,
    run: () => {
      if (++runs === failAt) return Promise.reject(new Error('device lost'));
      const score = new Float32Array(36);
      score[21] = 0.5;
      return Promise.resolve({
        score,
        size: new Float32Array(72).fill(0.25),
        offset: new Float32Array(72),
      });
    },
    close: () => Promise.resolve(),
  };
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  const tracker = new JobTracker({ network, release: () => releases++ }, cancelled);
  return { tracker, cancelled, runs: () => runs, releases: () => releases };
}

const step = { type: 'step', job: 1, frame, joining: [] } as const;

it('gives joining objects their own boxes, then follows them', async () => {
  const { tracker, runs, releases } = job();
  expect(await tracker.step({ ...step, joining })).toMatchObject({
    results: [{ id: 'a', box, score: 1 }],
    inferenceMs: 0,
  });
  expect(runs()).toBe(0);
  expect(await tracker.step(step)).toMatchObject({
    results: [{ id: 'a', box: { x: 10, y: 10, w: 20, h: 20 }, score: 0.5 }],
  });
  tracker.close();
  expect(releases()).toBe(1);
});

it('tells how long reading the boxes took, as a part of what is not the network', async () => {
  const { tracker } = job();
  expect(await tracker.step({ ...step, joining })).toMatchObject({ decodeBoxMs: 0 });
  const reply = (await tracker.step(step))!;
  expect(reply.decodeBoxMs).toBeGreaterThan(0);
  expect(reply.decodeBoxMs).toBeLessThanOrEqual(reply.cropMs);
});

it('searches around the resume box of an object that is taken up again', async () => {
  const { tracker } = job();
  tracker.join(frame, [{ id: 'a', box, resumeBox: { x: 30, y: 20, w: 20, h: 20 } }]);
  expect(await tracker.step(step)).toMatchObject({ results: [{ id: 'a', box: { x: 30, y: 20 } }] });
});

it('skips steps after a cancel, and after a failure', async () => {
  const { tracker, cancelled } = job();
  tracker.join(frame, joining);
  Atomics.store(cancelled, 0, 1);
  expect(await tracker.step(step)).toBeNull();

  // The first step looks at the template's own frame as well.
  const failing = job(3);
  failing.tracker.join(frame, joining);
  expect(await failing.tracker.step(step)).not.toBeNull();
  await expect(failing.tracker.step(step)).rejects.toThrow('device lost');
  expect(await failing.tracker.step(step)).toBeNull();
  expect(failing.runs()).toBe(3);
});
