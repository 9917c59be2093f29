import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { toWire } from '../../adapters/engine/protocol.ts';
import {
  DISTILLER_PROTOCOL,
  type FromDistiller,
  type ToDistiller,
} from '../../adapters/training/protocol.ts';
import { lowerPriority } from '../lower-priority.ts';
import { parentLink } from '../parent-link.ts';
import { TrainingRun } from './training-run.ts';

// Entry of the distiller process: makes one run of training; whoever started it ends it after the last message.
lowerPriority();
const link = parentLink<FromDistiller, ToDistiller>();
// `.ts` from the sources, `.js` once built.
const extension = path.extname(fileURLToPath(import.meta.url));
const workerEntry = new URL(`./batch-worker${extension}`, import.meta.url);
let run: TrainingRun | undefined;

function handle(message: ToDistiller): void {
  switch (message.type) {
    case 'start':
      run = new TrainingRun({
        folder: message.folder,
        workerEntry,
        emit: (event) => link.send({ type: 'event', event }),
      });
      void run.run().catch((error: unknown) => link.send({ type: 'failed', error: toWire(error) }));
      return;
    case 'pause':
      return run?.pause();
    case 'resume':
      return run?.resume();
    case 'stop':
      return run?.stop();
  }
}

// Without its parent nobody waits for the run: its last checkpoint is where it goes on.
link.listen(handle, () => process.exit());
link.send({ type: 'ready', version: DISTILLER_PROTOCOL });
