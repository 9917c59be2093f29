import type { ModelSpeed } from '../../contract/models.ts';
import { modelConfig, type ModelConfig } from '../../ml/nn/model-config.ts';
import { StudioError } from '../../contract/errors.ts';
import type { ModelBench } from '../ports/model-bench.ts';

/** Measured speeds of networks on this machine: the same network takes the same time, whatever its weights. */
export class ModelSpeeds {
  readonly #bench: ModelBench;
  readonly #msPerFrame = new Map<string, number>();

  constructor(bench: ModelBench) {
    this.#bench = bench;
  }

  /** Milliseconds per frame, or null when that was not measured. */
  known(config: ModelConfig): number | null {
    return this.#msPerFrame.get(keyOf(config)) ?? null;
  }

  /** Measures a network at several sizes, those that are not known yet. @throws StudioError bad-input for a wrong size */
  async measure(
    config: ModelConfig,
    searchSizes: readonly number[],
  ): Promise<readonly ModelSpeed[]> {
    const configs = searchSizes.map((size) => atSize(config, size));
    const unknown = configs.filter((each) => this.known(each) === null);
    if (unknown.length > 0) {
      const found = await this.#bench.measure(unknown);
      unknown.forEach((each, i) => this.#msPerFrame.set(keyOf(each), found[i]!));
    }
    return configs.map((each) => ({
      searchSize: each.searchSize,
      msPerFrame: this.known(each)!,
    }));
  }
}

/** The same network with another search crop. @throws StudioError bad-input when the size is none */
export function atSize(config: ModelConfig, searchSize: number): ModelConfig {
  if (config.searchSize === searchSize) return config;
  try {
    return modelConfig(config.architecture, searchSize, {
      template: config.templateFactor,
      search: config.searchFactor,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StudioError('bad-input', error.message, { cause: error });
  }
}

const keyOf = ({ architecture, templateSize, searchSize }: ModelConfig): string =>
  JSON.stringify({ architecture, templateSize, searchSize });
