import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { toWire } from '../../adapters/engine/protocol.ts';
import type { FromBench, ToBench } from '../../adapters/learning/bench-protocol.ts';
import {
  DISTILLER_PROTOCOL,
  type FromDistiller,
  type ToDistiller,
} from '../../adapters/training/protocol.ts';
import { lowerPriority } from '../lower-priority.ts';
import { parentLink } from '../parent-link.ts';
import { judgeModels } from './judge-models.ts';
import { measureModels } from './measure-models.ts';
import { TrainingRun } from './training-run.ts';

// Entry of the distiller process: makes one run of training, or answers one question about models; whoever started it
// ends it after the last message.
lowerPriority();
const link = parentLink<FromDistiller | FromBench, ToDistiller | ToBench>();
// `.ts` from the sources, `.js` once built.
const extension = path.extname(fileURLToPath(import.meta.url));
const workerEntry = new URL(`./batch-worker${extension}`, import.meta.url);
let run: TrainingRun | undefined;

function fail(error: unknown): void {
  link.send({ type: 'failed', error: toWire(error) });
}

function handle(message: ToDistiller | ToBench): void {
  switch (message.type) {
    case 'start':
      run = new TrainingRun({
        folder: message.folder,
        workerEntry,
        emit: (event) => link.send({ type: 'event', event }),
      });
      void run.run().catch(fail);
      return;
    case 'pause':
      return run?.pause();
    case 'resume':
      return run?.resume();
    case 'stop':
      return run?.stop();
    case 'judge':
      void judgeModels(message.archive, message.models)
        .then((pictures) => link.send({ type: 'judged', pictures }))
        .catch(fail);
      return;
    case 'measure':
      void measureModels(message.configs)
        .then((msPerFrame) => link.send({ type: 'measured', msPerFrame }))
        .catch(fail);
      return;
  }
}

// Without its parent nobody waits for the run: its last checkpoint is where it goes on.
link.listen(handle, () => process.exit());
link.send({ type: 'ready', version: DISTILLER_PROTOCOL });
