import { readModelConfig } from '../../adapters/ort/model-file.ts';
import { openSession, type Session } from '../../adapters/ort/session.ts';
import { startWeights } from '../../adapters/training/start-weights.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Box } from '../../domain/boxes.ts';
import type { Frame } from '../../domain/frame.ts';
import { serialise } from '../../ml/graph/serialise.ts';
import type { TensorData } from '../../ml/graph/tensor-data.ts';
import { discriminativeMask } from '../../ml/nn/losses/discriminative-mask.ts';
import { SEARCH_TOKENS, mapGraph } from '../../ml/nn/map-graph.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import { MODEL_IO } from '../../ml/nn/tracker-network.ts';
import { CropBatch } from '../../ml/tracker/crop-batch.ts';
import { cropRegion } from '../../ml/tracker/crop-region.ts';
import { decodeBox } from '../../ml/tracker/decode-box.ts';
import { hannWindow } from '../../ml/tracker/hann-window.ts';
import { Normaliser } from '../../ml/tracker/normalise.ts';
import { TargetSampler } from '../../ml/tracker/sample-target.ts';
import { PREDICTED_SHAPE, seenShape, shapeFactors } from '../../ml/tracker/shape-memory.ts';
import type { MapRequest, SearchMaps } from '../../services/ports/map-engine.ts';

/** What the maps of one frame are made of. */
export interface MapInput extends Pick<MapRequest, 'templateBox' | 'searchBox' | 'threshold'> {
  readonly template: Frame;
  readonly search: Frame;
}

/** A network that shows what it sees; on the CPU, for one frame now and then. */
export class MapNetwork {
  readonly #config: ModelConfig;
  readonly #session: Session;
  readonly #model: string;

  private constructor(model: string, config: ModelConfig, session: Session) {
    this.#model = model;
    this.#config = config;
    this.#session = session;
  }

  /** @param model path of the model file @throws StudioError not-found, bad-model, bad-checkpoint */
  static async open(model: string): Promise<MapNetwork> {
    const config = await readModelConfig(model);
    const graph = mapGraph(config, await startWeights(model, config));
    const session = await openSession(serialise(graph, { name: 'maps' }).model, {
      maySpin: false,
    });
    return new MapNetwork(model, config, session);
  }

  /** @throws StudioError bad-input for boxes without area, bad-model when the features are not finite */
  async look({
    template,
    templateBox,
    search,
    searchBox,
    threshold,
  }: MapInput): Promise<SearchMaps> {
    const { templateSize, templateFactor, searchSize, searchFactor } = this.#config;
    const normaliser = new Normaliser(this.#config.mean, this.#config.std);
    const templates = new CropBatch(templateSize, normaliser);
    templates.write(0, template, cropRegion(templateBox, templateFactor, templateSize));
    const cells = searchSize / this.#config.stride;
    const crop = new Uint8Array(3 * searchSize * searchSize);
    const lookAt = async (frame: Frame, box: Box) => {
      const region = cropRegion(box, searchFactor, searchSize);
      new TargetSampler(searchSize).sample(frame, region, crop);
      const pixels = new Float32Array(crop.length);
      normaliser.apply(crop, pixels, 0);
      const outputs = await this.#session.run({
        [MODEL_IO.template]: input(templates.first(1), templateSize),
        [MODEL_IO.search]: input(pixels, searchSize),
      });
      return { region, outputs };
    };
    // The tracker searched what its memory of the drawn shape led it to.
    let shape = PREDICTED_SHAPE;
    const { shapeMemory = 0 } = this.#config;
    if (shapeMemory > 0) {
      const { region, outputs } = await lookAt(template, templateBox);
      const values = (name: string): Float32Array => outputs[name]!.data as Float32Array;
      const { score, size, offset } = MODEL_IO;
      const maps = { score: values(score), size: values(size), offset: values(offset) };
      const seen = decodeBox(maps, 0, hannWindow(cells), cells);
      shape = shapeFactors(templateBox, seen, region, shapeMemory);
    }
    const { region, outputs } = await lookAt(search, seenShape(searchBox, shape));
    const { map, mask } = this.#mask(
      outputs[SEARCH_TOKENS]!.data as Float32Array,
      cells,
      threshold,
    );
    return {
      ...{ searchSize, cells, crop, discriminative: map, mask },
      region: { x: region.x, y: region.y, sizePx: region.sizePx },
      score: outputs[MODEL_IO.score]!.data as Float32Array,
    };
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  #mask(features: Float32Array, cells: number, threshold: MapInput['threshold']) {
    const channels = this.#config.architecture.embedDim;
    try {
      return discriminativeMask(features, { tokens: cells * cells, channels }, threshold);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new StudioError(
        'bad-model',
        `${this.#model} cannot be looked into: ${cause.message}; import it again.`,
        { cause },
      );
    }
  }
}

function input(data: Float32Array, size: number): TensorData {
  return { dtype: 'float32', shape: [1, 3, size, size], data };
}
