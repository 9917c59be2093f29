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

  /** Measures a network at several sizes. @throws StudioError bad-input for a wrong size */
  async measure(
    config: ModelConfig,
    searchSizes: readonly number[],
  ): Promise<readonly ModelSpeed[]> {
    const configs = searchSizes.map((size) => atSize(config, size));
    const measured = await this.#bench.measure(configs);
    return configs.map((each, i) => {
      const msPerFrame = measured[i]!;
      this.#msPerFrame.set(keyOf(each), msPerFrame);
      return { searchSize: each.searchSize, msPerFrame };
    });
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
