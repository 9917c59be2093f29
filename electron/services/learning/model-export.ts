import { StudioError } from '../../contract/errors.ts';
import { writeSafetensors } from '../../ml/checkpoint/write-safetensors.ts';
import { serialise } from '../../ml/graph/serialise.ts';
import type { StateDict } from '../../ml/graph/tensor-data.ts';
import { configToMetadata } from '../../ml/nn/metadata.ts';
import { deployedGraph, expectedTensors } from '../../ml/nn/tracker-network.ts';
import type { ModelInfo } from '../models.ts';
import type { CheckpointFiles } from '../ports/checkpoint-files.ts';
import type { ModelFiles } from '../ports/model-files.ts';

/** Where and how a model leaves. */
export interface ModelExport {
  readonly format: 'onnx' | 'safetensors';
  readonly path: string;
  readonly overwrite: boolean;
}

/**
 * Writes a model with its config and lineage, so that another studio imports it without a question.
 * @throws StudioError bad-input when the file must not be replaced, write-failed
 */
export async function exportModel(
  { id, path: source, config, lineage }: ModelInfo,
  { format, path, overwrite }: ModelExport,
  ports: { readonly checkpoints: CheckpointFiles; readonly files: ModelFiles },
): Promise<{ readonly path: string; readonly bytes: number }> {
  if (!overwrite && (await ports.files.exists(path))) {
    throw new StudioError(
      'bad-input',
      `${path} exists already: replace it, or choose another name.`,
    );
  }
  if (path === source) {
    throw new StudioError('bad-input', `${path} is the model itself: choose another name.`);
  }
  const { state } = await ports.checkpoints.read(source);
  const needed = new Set(expectedTensors(config).map(({ name }) => name));
  const weights: StateDict = new Map([...state].filter(([name]) => needed.has(name)));
  const metadata = configToMetadata(config, lineage);
  if (format === 'safetensors') {
    let bytes = 0;
    const parts = Array.from(writeSafetensors(weights, metadata), (data) => {
      const part = { offset: bytes, data };
      bytes += data.length;
      return part;
    });
    await ports.files.write(path, parts);
    return { path, bytes };
  }
  const externalLocation = `${path.split(/[\\/]/).at(-1)!}.data`;
  const { model, external } = serialise(deployedGraph(config, weights), {
    ...{ name: id, metadata, externalLocation },
  });
  if (external) await ports.files.write(`${path}.data`, external.parts);
  await ports.files.write(path, model);
  return { path, bytes: model.length + (external?.bytes ?? 0) };
}
