import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { CheckpointFiles } from '../../services/ports/checkpoint-files.ts';
import { indexCheckpoint, readCheckpoint } from '../../ml/checkpoint/read-checkpoint.ts';
import { withFileSource } from './file-byte-source.ts';

/** Checkpoints and model files on this machine's disks. */
export const checkpointFiles: CheckpointFiles = {
  read: (path) =>
    withFileSource(path, (source, openExternal) => readCheckpoint(source, { openExternal })),
  readMetadata: (path) =>
    withFileSource(path, async (source, openExternal) => {
      const { metadata } = await indexCheckpoint(source, { openExternal });
      return metadata;
    }),
  async digest(path) {
    const hash = createHash('sha256');
    for (const file of [path, `${path}.data`]) {
      if (file !== path && !existsSync(file)) continue;
      await pipeline(createReadStream(file), hash, { end: false });
    }
    return hash.digest('hex');
  },
};
