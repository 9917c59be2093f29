import { expect } from 'vitest';
import { isStudioError } from '../../../electron/contract/errors.ts';
import type { ByteSource } from '../../../electron/ml/checkpoint/byte-source.ts';
import { memorySource } from '../../../electron/ml/checkpoint/byte-source.ts';
import type { Checkpoint } from '../../../electron/ml/checkpoint/checkpoint.ts';
import {
  readCheckpoint,
  type ReadCheckpointOptions,
} from '../../../electron/ml/checkpoint/read-checkpoint.ts';

/** A source in memory that counts what is asked of it. */
export function countedSource(bytes: Uint8Array): ByteSource & { bytesRead: number } {
  const inner = memorySource('some.pth', bytes);
  return {
    name: inner.name,
    size: inner.size,
    bytesRead: 0,
    read(offset, length) {
      this.bytesRead += length;
      return inner.read(offset, length);
    },
  };
}

/**
 * Reads possibly damaged bytes: a checkpoint, or undefined after a StudioError `bad-checkpoint`
 * that names the file. Anything else fails, and so does reading or keeping more than five times the
 * file and 17 MiB.
 */
export async function outcome(
  bytes: Uint8Array,
  options?: ReadCheckpointOptions,
): Promise<Checkpoint | undefined> {
  const source = countedSource(bytes);
  const bound = 5 * bytes.length + 17 * 2 ** 20;
  let checkpoint: Checkpoint | undefined;
  try {
    checkpoint = await readCheckpoint(source, options);
  } catch (error) {
    if (!isStudioError(error, 'bad-checkpoint')) throw error;
    expect(error.message).toContain('some.pth');
    expect(error.message.length).toBeLessThan(2_000);
  }
  let kept = 0;
  for (const { data } of checkpoint?.state.values() ?? []) kept += data.byteLength;
  expect(source.bytesRead).toBeLessThanOrEqual(bound);
  expect(kept).toBeLessThanOrEqual(bound);
  return checkpoint;
}
