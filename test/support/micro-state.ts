import { withFileSource } from '../../electron/adapters/files/file-byte-source.ts';
import { readCheckpoint } from '../../electron/ml/checkpoint/read-checkpoint.ts';
import type { StateDict } from '../../electron/ml/graph/tensor-data.ts';
import { goldenPath } from './golden.ts';

/** The float32 weights and statistics of a micro checkpoint of test/golden/ostrack-micro. */
export async function microState(checkpoint: string): Promise<StateDict> {
  const file = goldenPath(`ostrack-micro/${checkpoint}`);
  const { state } = await withFileSource(file, (source) => readCheckpoint(source));
  return new Map([...state].filter(([, { dtype }]) => dtype === 'float32'));
}
