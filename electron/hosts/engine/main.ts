import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  PROTOCOL_VERSION,
  toWire,
  type FromEngine,
  type ToEngine,
} from '../../adapters/engine/protocol.ts';
import { lowerPriority } from '../lower-priority.ts';
import { parentLink } from '../parent-link.ts';
import { lookAt } from './map-job.ts';
import { SessionWorker } from './session-worker-client.ts';
import { SourceCache } from './source-cache.ts';
import { TrackingJob } from './tracking-job.ts';

// Entry of the engine process: reads frames and messages, while networks run in the session worker.
// Threads and decoders inherit the priority of the thread that starts them: it comes before the worker.
lowerPriority();
const link = parentLink<FromEngine, ToEngine>();
const jobs = new Map<number, TrackingJob>();
const sources = new SourceCache();
// `.ts` from the sources, `.js` once built.
const extension = path.extname(fileURLToPath(import.meta.url));
const workerEntry = new URL(`./session-worker${extension}`, import.meta.url);
const worker = new SessionWorker(workerEntry, (error) => {
  throw error;
});

function handle(message: ToEngine): void {
  switch (message.type) {
    case 'start': {
      const { job: id, request } = message;
      const job = new TrackingJob(id, request, {
        worker,
        sources,
        emit: (event) => link.send({ type: 'event', job: id, event }),
      });
      jobs.set(id, job);
      void job
        .run()
        .catch((error: unknown) => link.send({ type: 'failed', job: id, error: toWire(error) }))
        .finally(() => jobs.delete(id));
      return;
    }
    case 'look': {
      const { job, request } = message;
      void lookAt(job, request, { sources, worker })
        .then((maps) => link.send({ type: 'maps', job, maps }))
        .catch((error: unknown) => link.send({ type: 'failed', job, error: toWire(error) }));
      return;
    }
    case 'cancel':
      jobs.get(message.job)?.cancel();
      return;
    case 'shutdown':
      for (const job of jobs.values()) job.cancel();
      void worker.quit().then(() => process.exit());
      return;
  }
}

/** Ends at once, without waiting for a network that is running; the decoders are ended by their own exit handlers. */
function abandon(): void {
  process.once('exit', () => process.kill(process.pid, 'SIGKILL'));
  process.exit();
}

link.listen(handle, abandon);
link.send({ type: 'ready', version: PROTOCOL_VERSION });
