import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeAtomically } from '../../electron/adapters/files/write-atomically.ts';
import type { Graph } from '../../electron/ml/graph/graph.ts';
import { serialise } from '../../electron/ml/graph/serialise.ts';
import { configToMetadata } from '../../electron/ml/nn/metadata.ts';
import type { ModelConfig } from '../../electron/ml/nn/model-config.ts';

/** A model file in a folder of its own, removed when the caller's block ends (`await using`). */
export async function saveModel(
  graph: Graph,
  config: ModelConfig,
): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'loretrack-model-'));
  const file = serialise(graph, { name: 'model', metadata: configToMetadata(config, {}) });
  const target = path.join(folder, 'model.onnx');
  await writeAtomically(target, file.model);
  if (file.external) {
    await writeAtomically(path.join(folder, file.external.location), file.external.parts);
  }
  return {
    path: target,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
