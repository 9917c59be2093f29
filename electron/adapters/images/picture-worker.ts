import { parentPort } from 'node:worker_threads';
import { toWire } from '../engine/protocol.ts';
import { decodePictureFile } from './picture-file.ts';
import type { PictureReply, PictureRequest } from './picture-protocol.ts';

// Entry of the threads in which picture files are decoded: the decoders block the thread that they run in.
const port = parentPort!;

async function answer({ id, file, channels }: PictureRequest): Promise<void> {
  try {
    const picture = await decodePictureFile(file, channels);
    const moved = picture === null ? [] : [picture.data.buffer as ArrayBuffer];
    port.postMessage({ id, picture } satisfies PictureReply, moved);
  } catch (error) {
    port.postMessage({ id, error: toWire(error) } satisfies PictureReply);
  }
}

port.on('message', (request: PictureRequest) => void answer(request));
