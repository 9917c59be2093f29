import { StudioError } from '../contract/errors.ts';
import type { CheckpointFiles } from './ports/checkpoint-files.ts';
import type { ModelStore, StoredModel } from './ports/model-store.ts';
import type { Checkpoint } from '../ml/checkpoint/checkpoint.ts';
import { matchState, type ExpectedEntry } from '../ml/checkpoint/match-state.ts';
import { toFloat32 } from '../ml/checkpoint/to-float32.ts';
import { serialise } from '../ml/graph/serialise.ts';
import type { StateDict, TensorData } from '../ml/graph/tensor-data.ts';
import { configToMetadata, type Lineage } from '../ml/nn/metadata.ts';
import { modelConfig, type ModelConfig } from '../ml/nn/model-config.ts';
import { fitPositionEmbeddings } from '../ml/nn/position-embedding.ts';
import { presetConfig, suggestPresets } from '../ml/nn/presets.ts';
import { recogniseNetwork, type RecognisedNetwork } from '../ml/nn/recognise-network.ts';
import { deployedGraph, expectedTensors } from '../ml/nn/tracker-network.ts';
import { modelCard } from './model-card.ts';
import { assertModelId } from './model-id.ts';

/** Which config the weights belong to: a published one by name, or explicit numbers. */
export type ImportConfig =
  | { readonly preset: string }
  | {
      readonly searchSize?: number;
      readonly templateFactor: number;
      readonly searchFactor: number;
    };

/** A checkpoint to bring in. */
export interface ImportRequest {
  /** A .pth, .pth.tar, .safetensors or .onnx file. */
  readonly path: string;
  readonly config: ImportConfig;
  /** Name of the new model: lower-case letters, digits, dots and dashes. */
  readonly id: string;
  /** Resample the position embeddings when the checkpoint has other crop sizes; else that is an error. */
  readonly interpolatePositions?: boolean;
  /** What the card says of licence and origin. */
  readonly licence?: string;
}

/** Turns checkpoints into model files of the studio. */
export class ModelImportService {
  readonly #store: ModelStore;
  readonly #files: CheckpointFiles;

  constructor(ports: { readonly store: ModelStore; readonly files: CheckpointFiles }) {
    this.#store = ports.store;
    this.#files = ports.files;
  }

  /**
   * Reads a checkpoint and adds it to the store.
   * @throws StudioError `bad-input` for a wrong id or preset, `bad-checkpoint` when weights and config do not fit.
   */
  async import(request: ImportRequest): Promise<StoredModel> {
    const { path, id } = request;
    assertModelId(id);
    const checkpoint = await this.#files.read(path);
    const weights = recognise(checkpoint, path);
    const config = chooseConfig(request.config, weights);
    const state = fitState(checkpoint.state, { config, weights, request });
    const lineage = lineageOf(checkpoint, request);
    const file = serialise(deployedGraph(config, state), {
      name: id,
      metadata: configToMetadata(config, lineage),
      externalLocation: 'model.onnx.data',
    });
    return this.#store.add({ id, file, card: modelCard(id, config, lineage) });
  }

  /**
   * What the weights could be, for choosing a preset: identical keys hide different crop factors.
   * @throws StudioError `bad-checkpoint` when they are no one-stream tracker.
   */
  async suggest(
    path: string,
  ): Promise<{ readonly weights: RecognisedNetwork; readonly presets: readonly string[] }> {
    const weights = recognise(await this.#files.read(path), path);
    return { weights, presets: suggestPresets(weights) };
  }
}

function recognise({ state }: Checkpoint, path: string): RecognisedNetwork {
  try {
    return recogniseNetwork(new Map([...state].map(([name, { shape }]) => [name, shape])));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StudioError(
      'bad-checkpoint',
      `${path} is not a one-stream tracker: ${error.message}. ` +
        'OSTrack and LoReTrack checkpoints (without candidate elimination) can be imported.',
      { cause: error },
    );
  }
}

function chooseConfig(choice: ImportConfig, weights: RecognisedNetwork): ModelConfig {
  try {
    if ('preset' in choice) return presetConfig(choice.preset, weights);
    return modelConfig(weights.architecture, choice.searchSize ?? weights.searchSize, {
      template: choice.templateFactor,
      search: choice.searchFactor,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StudioError('bad-input', error.message, { cause: error });
  }
}

/** The network's weights as float32, strictly those that it needs. */
function fitState(
  state: StateDict,
  context: {
    readonly config: ModelConfig;
    readonly weights: RecognisedNetwork;
    readonly request: ImportRequest;
  },
): StateDict {
  const { config, weights, request } = context;
  const isOtherSize = config.searchSize !== weights.searchSize;
  if (isOtherSize && request.interpolatePositions !== true) {
    throw new StudioError(
      'bad-checkpoint',
      `${request.path} was trained at search size ${weights.searchSize}, not ${config.searchSize}. ` +
        'Choose that size, or ask for interpolated position embeddings, which need training before they are good.',
    );
  }
  const floats = new Map<string, TensorData>();
  for (const [name, tensor] of state) {
    if (!isUnused(name)) {
      floats.set(name, { dtype: 'float32', shape: tensor.shape, data: toFloat32(tensor) });
    }
  }
  const fitted = isOtherSize ? fitPositionEmbeddings(floats, config) : floats;
  return matchState(
    fitted,
    expectedTensors(config) satisfies readonly ExpectedEntry[],
    request.path,
  );
}

/** Entries of published checkpoints that no forward pass reads. */
function isUnused(name: string): boolean {
  return (
    name === 'backbone.cls_token' ||
    name === 'backbone.pos_embed' ||
    name.endsWith('.num_batches_tracked')
  );
}

function lineageOf({ format, extras }: Checkpoint, request: ImportRequest): Lineage {
  return {
    source: request.path.split(/[\\/]/).at(-1)!,
    format,
    ...('preset' in request.config && { preset: request.config.preset }),
    ...(extras.epoch !== undefined && { epoch: extras.epoch }),
    ...(extras.netType !== undefined && { netType: extras.netType }),
    ...(request.licence !== undefined && { licence: request.licence }),
  };
}
