import { isStudioError, StudioError } from '../../contract/errors.ts';
import { indexOnnx } from '../../ml/checkpoint/onnx-initialisers.ts';
import { configFromMetadata } from '../../ml/nn/metadata.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import { withFileSource } from '../files/file-byte-source.ts';

/**
 * The tracker config in a model file's metadata_props, which the runtime's Node binding does not expose; weights
 * are not read.
 * @throws StudioError not-found, or bad-model when the file is no model of the studio.
 */
export async function readModelConfig(path: string): Promise<ModelConfig> {
  try {
    const { metadata } = await withFileSource(path, indexOnnx);
    return configFromMetadata(metadata).config;
  } catch (error) {
    if (isStudioError(error, 'not-found')) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StudioError(
      'bad-model',
      `${path} is not a model of the studio (${reason}): import it first`,
      { cause: error },
    );
  }
}
