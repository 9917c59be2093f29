import { StudioError } from '../contract/errors.ts';
import type { CheckpointFiles } from './ports/checkpoint-files.ts';
import type { ModelStore, StoredModel } from './ports/model-store.ts';
import { countMacs, type MacCount } from '../ml/graph/macs.ts';
import { configFromMetadata, type Lineage } from '../ml/nn/metadata.ts';
import type { ModelConfig } from '../ml/nn/model-config.ts';
import { abstractGraph, expectedTensors } from '../ml/nn/tracker-network.ts';

/** All that is known of a model without running it. */
export interface ModelInfo {
  readonly id: string;
  readonly origin: StoredModel['origin'] | 'file';
  /** Absolute path of the model file. */
  readonly path: string;
  readonly bytes?: number;
  readonly config: ModelConfig;
  readonly lineage: Lineage;
  /** Numbers in the weights. */
  readonly parameters: number;
  /** Multiply-accumulates of one frame with one object. */
  readonly macs: MacCount;
}

/** Finds models by id or by path, and describes them. */
export class ModelService {
  readonly #store: ModelStore;
  readonly #files: CheckpointFiles;

  constructor(ports: { readonly store: ModelStore; readonly files: CheckpointFiles }) {
    this.#store = ports.store;
    this.#files = ports.files;
  }

  /** Every model that the studio has. */
  async list(): Promise<readonly ModelInfo[]> {
    const models = await this.#store.list();
    return Promise.all(models.map((model) => this.#describe(model)));
  }

  /** The model that is taken when nobody chooses. */
  async default(): Promise<ModelInfo> {
    return this.find(await this.#store.defaultId());
  }

  /**
   * A model by its id, or by the path of a model file.
   * @throws StudioError `unknown-model` naming those that exist, `bad-model` when the file is no tracker.
   */
  async find(idOrPath: string): Promise<ModelInfo> {
    const models = await this.#store.list();
    const known = models.find(({ id }) => id === idOrPath);
    if (known !== undefined) return this.#describe(known);
    if (idOrPath.endsWith('.onnx')) {
      return this.#describe({ id: idOrPath, origin: 'file', path: idOrPath });
    }
    throw new StudioError(
      'unknown-model',
      `there is no model "${idOrPath}"; there are ${models.map(({ id }) => id).join(', ')}. ` +
        'Give one of these, the path of an .onnx file, or import a checkpoint first.',
    );
  }

  /** SHA-256 of a model, in hexadecimal digits. */
  digest(model: ModelInfo): Promise<string> {
    return this.#files.digest(model.path);
  }

  async #describe(
    model: Pick<StoredModel, 'id' | 'path'> & { origin: ModelInfo['origin']; bytes?: number },
  ): Promise<ModelInfo> {
    const metadata = await this.#files.readMetadata(model.path);
    try {
      const { config, lineage } = configFromMetadata(metadata);
      const { id, origin, path, bytes } = model;
      return {
        id,
        origin,
        path,
        ...(bytes !== undefined && { bytes }),
        config,
        lineage,
        parameters: countParameters(config),
        macs: countMacs(abstractGraph(config)),
      };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new StudioError(
        'bad-model',
        `${model.path} is not a tracker of this studio (${error.message}). ` +
          'Import it with "loretrack models import", which writes what is missing.',
        { cause: error },
      );
    }
  }
}

function countParameters(config: ModelConfig): number {
  return expectedTensors(config).reduce(
    (sum, { shape }) => sum + shape.reduce((count, dim) => count * dim, 1),
    0,
  );
}
