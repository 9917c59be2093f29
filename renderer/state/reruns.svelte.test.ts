import { describe, expect, it, vi } from 'vitest';
import type { RerunOffer } from '../../electron/contract/distillation.ts';
import type { LayerState } from '../../electron/contract/tracking.ts';
import { clientOf } from './learning.fixture.ts';
import { Reruns } from './reruns.svelte.ts';

const offer = (trackId: number, from: number): RerunOffer => ({
  ...{ mediaId: 1, trackId, from, to: from + 9, expectedFrames: 5 },
});
const layer = (id: number, status: LayerState['status']): LayerState =>
  ({ id, status }) as unknown as LayerState;

async function rerunsWith(offers: readonly RerunOffer[], layers: readonly (LayerState | null)[]) {
  const left = [...layers];
  const startRerun = vi.fn(() => Promise.resolve(left.shift() ?? null));
  const { client, tell } = clientOf({ rerunOffers: () => Promise.resolve(offers), startRerun });
  const reruns = new Reruns(client);
  await reruns.load('student');
  return { reruns, startRerun, tell, statuses: () => reruns.items?.map(({ status }) => status) };
}

describe('Reruns', () => {
  it('tracks a span anew by the model that it was offered for', async () => {
    const one = offer(1, 0);
    const { reruns, startRerun, statuses } = await rerunsWith([one], [layer(7, 'running')]);
    reruns.start(one);
    await vi.waitFor(() => expect(statuses()).toEqual(['running']));
    expect(startRerun).toHaveBeenCalledWith({ offer: one, modelId: 'student' });
  });

  it('lets spans of one track wait for each other, so that no proposal is lost', async () => {
    const offers = [offer(1, 0), offer(1, 50), offer(2, 0)];
    const layers = [layer(7, 'running'), layer(8, 'running'), layer(9, 'running')];
    const { reruns, startRerun, tell, statuses } = await rerunsWith(offers, layers);
    reruns.startAll();
    await vi.waitFor(() => expect(statuses()).toEqual(['running', 'queued', 'running']));
    tell('layer', layer(7, 'ready'));
    expect(statuses()).toEqual(['ready', 'queued', 'running']);
    tell('layer', layer(7, 'gone'));
    await vi.waitFor(() => expect(statuses()).toEqual(['done', 'running', 'running']));
    expect(startRerun).toHaveBeenCalledTimes(3);
  });

  it('tells spans that stay as they are from those that a person has decided on', async () => {
    const offers = [offer(1, 0), offer(2, 0)];
    const { reruns, tell, statuses } = await rerunsWith(offers, [null, layer(8, 'running')]);
    reruns.startAll();
    await vi.waitFor(() => expect(statuses()).toEqual(['same', 'running']));
    tell('layer', layer(8, 'gone'));
    expect(statuses()).toEqual(['same', 'same']);
  });

  it('says why a span failed, and goes on with the next one of its track', async () => {
    const offers = [offer(1, 0), offer(1, 50)];
    const { reruns, startRerun, statuses } = await rerunsWith(offers, [layer(8, 'running')]);
    startRerun.mockRejectedValueOnce(new Error('The video is missing.'));
    reruns.startAll();
    await vi.waitFor(() => expect(statuses()).toEqual(['failed', 'running']));
    expect(reruns.items?.[0]?.problem).toBe('The video is missing.');
  });

  it('says why there are no offers', async () => {
    const failing = clientOf({ rerunOffers: () => Promise.reject(new Error('No project.')) });
    const reruns = new Reruns(failing.client);
    await reruns.load('student');
    expect([reruns.items, reruns.problem]).toEqual([null, 'No project.']);
  });
});
