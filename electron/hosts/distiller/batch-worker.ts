import { parentPort, workerData } from 'node:worker_threads';
import { toWire } from '../../adapters/engine/protocol.ts';
import { openPairs } from '../../adapters/training/open-pairs.ts';
import type { PairSource } from '../../ml/distill/data/training-pair.ts';
import { makeBatch } from '../../ml/distill/pair-batch.ts';
import type { BatchReply, BatchRequest, BatchWorkerData } from './batch-protocol.ts';

// Entry of a thread that decodes, augments and renders pairs beside the training step.
const { sources, student, teacher, studentInput, seed } = workerData as BatchWorkerData;
let pairs: PairSource | undefined;
const port = parentPort!;

async function answer({ id, indices }: BatchRequest): Promise<void> {
  let reply: BatchReply;
  try {
    pairs ??= openPairs(sources, { seed, config: student });
    const batch = await makeBatch(pairs, indices, { student, teacher, studentInput });
    reply = { id, batch };
  } catch (error) {
    reply = { id, error: toWire(error) };
  }
  port.postMessage(reply, 'batch' in reply ? buffersOf(reply.batch) : []);
}

function buffersOf({
  student,
  teacher,
  boxes,
}: NonNullable<Extract<BatchReply, { batch: unknown }>>['batch']) {
  const crops = [student, ...(teacher === null ? [] : [teacher])];
  return [...crops.flatMap(({ template, search }) => [template, search]), boxes].map(
    ({ buffer }) => buffer as ArrayBuffer,
  );
}

port.on('message', (request: BatchRequest) => void answer(request));
