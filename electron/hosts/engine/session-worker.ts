import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { toWire } from '../../adapters/engine/protocol.ts';
import { CallQueue } from './call-queue.ts';
import { JobTracker } from './job-tracker.ts';
import { MapNetworks } from './map-networks.ts';
import { NetworkCache } from './network-cache.ts';
import type { CallMessage, Replies, ReplyMessage, WorkerCall } from './worker-protocol.ts';

// Entry of the one thread in which networks run: ONNX Runtime blocks the event loop of the thread it runs in.
const port = parentPort!;
const networks = new NetworkCache();
const mapNetworks = new MapNetworks();
const jobs = new Map<number, JobTracker>();

async function answer(call: WorkerCall): Promise<Replies[keyof Replies]> {
  switch (call.type) {
    case 'open': {
      const lease = await networks.acquire(call);
      jobs.set(call.job, new JobTracker(lease, call.cancelled));
      const { provider, fallbackReason, threads } = lease.network;
      return { provider, threads, ...(fallbackReason !== undefined && { fallbackReason }) };
    }
    case 'join':
      jobs.get(call.job)!.join(call.frame, call.joining);
      return null;
    case 'step':
      return jobs.get(call.job)!.step(call);
    case 'maps':
      return (await mapNetworks.of(call.model)).look(call);
    case 'close':
      jobs.get(call.job)?.close();
      jobs.delete(call.job);
      return null;
    case 'quit':
      await networks.close();
      await mapNetworks.close();
      return null;
  }
}

async function reply({ id, call }: CallMessage): Promise<ReplyMessage> {
  try {
    return { id, reply: await answer(call) };
  } catch (error) {
    return { id, error: toWire(error) };
  }
}

const calls = new CallQueue();
let isServing = false;

/** One call after the other: a frame's crops depend on the boxes of the frame before. */
async function serve(): Promise<void> {
  if (isServing) return;
  isServing = true;
  for (let next = calls.take(); next !== undefined; next = calls.take()) {
    port.postMessage(await reply(next));
    // Calls of other jobs may have come meanwhile: they must be in the queue before the next turn is given.
    await setImmediate();
  }
  isServing = false;
}

port.on('message', (message: CallMessage) => {
  calls.put(message);
  void serve();
});
