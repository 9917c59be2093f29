import { StudioError } from '../contract/errors.ts';
import type { CheckpointFiles } from './ports/checkpoint-files.ts';
import type { ModelStore, StoredModel } from './ports/model-store.ts';
import type { Checkpoint } from '../ml/checkpoint/checkpoint.ts';
import { matchState, type ExpectedEntry } from '../ml/checkpoint/match-state.ts';
import { toFloat32 } from '../ml/checkpoint/to-float32.ts';
import { serialise } from '../ml/graph/serialise.ts';
import type { StateDict, TensorData } from '../ml/graph/tensor-data.ts';
import { halfWeights } from '../ml/nn/half-weights.ts';
import { configFromMetadata, configToMetadata, type Lineage } from '../ml/nn/metadata.ts';
import { modelConfig, type ModelConfig } from '../ml/nn/model-config.ts';
import { fitPositionEmbeddings } from '../ml/nn/position-embedding.ts';
import { presetConfig, suggestPresets } from '../ml/nn/presets.ts';
import { recogniseNetwork, type RecognisedNetwork } from '../ml/nn/recognise-network.ts';
import { deployedGraph, expectedTensors } from '../ml/nn/tracker-network.ts';
import { modelCard } from './model-card.ts';
import { assertModelId } from './model-id.ts';

/** Which config the weights belong to: the file's own, a published one by name, or explicit numbers. */
export type ImportConfig =
  /** The file says so itself: a model that this studio has written. */
  | 'own'
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
    if (request.config === 'own') return this.#importOwn(checkpoint, request);
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

  /** Adds a model that a studio has written, with all that it says of itself. */
  #importOwn(checkpoint: Checkpoint, { path, id }: ImportRequest): Promise<StoredModel> {
    const own = ownConfig(checkpoint);
    if (own === null) {
      throw new StudioError(
        'bad-checkpoint',
        `${path} does not say which network it belongs to: choose a preset.`,
      );
    }
    const { config, lineage } = own;
    const file = serialise(deployedGraph(config, ownState(checkpoint.state, config, path)), {
      name: id,
      metadata: configToMetadata(config, lineage),
      externalLocation: 'model.onnx.data',
    });
    const isDistilled = lineage['source'] === 'distilled';
    return this.#store.add({
      ...{ id, file, card: modelCard(id, config, lineage) },
      ...(isDistilled && {
        notes: { title: null, origin: 'distilled' as const, standing: null },
      }),
    });
  }

  /**
   * What a checkpoint holds: its format, network and fitting presets, and what it says of itself if this studio wrote it.
   * @throws StudioError `bad-checkpoint` when it is no one-stream tracker
   */
  async inspect(path: string): Promise<{
    readonly format: Checkpoint['format'];
    readonly weights: RecognisedNetwork;
    readonly presets: readonly string[];
    readonly own: OwnConfig | null;
  }> {
    const checkpoint = await this.#files.read(path);
    const weights = recognise(checkpoint, path);
    const own = ownConfig(checkpoint);
    return { format: checkpoint.format, weights, presets: suggestPresets(weights), own };
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

/** What a model of this studio says of itself. */
export interface OwnConfig {
  readonly config: ModelConfig;
  readonly lineage: Lineage;
}

function ownConfig({ metadata }: Checkpoint): OwnConfig | null {
  try {
    return configFromMetadata(metadata);
  } catch {
    return null;
  }
}

/** The weights that the network needs, in halves if they were stored so. */
function ownState(state: StateDict, config: ModelConfig, path: string): StateDict {
  const expected = expectedTensors(config);
  const needed = new Set(expected.map(({ name }) => name));
  const own = [...state].filter(([name]) => needed.has(name));
  const floats = own.map(([name, tensor]): [string, TensorData] => [
    name,
    { dtype: 'float32', shape: tensor.shape, data: toFloat32(tensor) },
  ]);
  const fitted = matchState(new Map(floats), expected satisfies readonly ExpectedEntry[], path);
  return own.some(([, { dtype }]) => dtype === 'float16') ? halfWeights(fitted) : fitted;
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

function chooseConfig(
  choice: Exclude<ImportConfig, 'own'>,
  weights: RecognisedNetwork,
): ModelConfig {
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
    ...(typeof request.config === 'object' &&
      'preset' in request.config && { preset: request.config.preset }),
    ...(extras.epoch !== undefined && { epoch: extras.epoch }),
    ...(extras.netType !== undefined && { netType: extras.netType }),
    ...(request.licence !== undefined && { licence: request.licence }),
  };
}
