import type { ModelConfig } from '../nn/model-config.ts';
import { TARGET_INPUTS } from '../nn/losses/total.ts';
import { MODEL_IO } from '../nn/tracker-network.ts';
import type { TensorData } from '../graph/tensor-data.ts';
import { renderView } from './data/render-view.ts';
import type { PairSource } from './data/training-pair.ts';
import type { NamedTensors } from './graph-runner.ts';
import { resizeCrops } from './resize-crops.ts';
import { targetsOf, type TargetRules } from './targets.ts';

/** Normalised crops of a batch [B,3,S,S]. */
export interface Crops {
  readonly template: Float32Array;
  readonly search: Float32Array;
}

/** Pairs as numbers; the arrays may be handed from thread to thread. */
export interface PairBatch {
  readonly student: Crops;
  /** The same views at the teacher's sizes; null when nobody teaches. */
  readonly teacher: Crops | null;
  /** x, y, w, h as fractions of the search crop [B,4]. */
  readonly boxes: Float32Array;
  /** Pairs with equal keys show equal pixels. */
  readonly keys: readonly string[];
}

/** Whom a batch is made for. */
export interface BatchConfigs {
  readonly student: ModelConfig;
  readonly teacher: ModelConfig | null;
  /** `resize` shrinks the teacher's crops for the student; needs a teacher. */
  readonly studentInput: 'crop' | 'resize';
}

/** Draws pairs and renders them at the sizes of student and teacher. */
export async function makeBatch(
  source: PairSource,
  indices: readonly number[],
  configs: BatchConfigs,
): Promise<PairBatch> {
  const isResized = configs.teacher !== null && configs.studentInput === 'resize';
  const student = emptyCrops(configs.student, indices.length);
  const teacher = configs.teacher && emptyCrops(configs.teacher, indices.length);
  const boxes = new Float32Array(4 * indices.length);
  const keys: string[] = [];
  for (const [position, index] of indices.entries()) {
    const pair = await source.pair(index);
    for (const [crops, config] of [
      [isResized ? null : student, configs.student],
      [teacher, configs.teacher],
    ] as const) {
      if (crops === null || config === null) continue;
      for (const part of ['template', 'search'] as const) {
        const size = part === 'template' ? config.templateSize : config.searchSize;
        crops[part].set(renderView(pair[part], size, config), position * 3 * size * size);
      }
    }
    boxes.set(pair.box, 4 * position);
    keys.push(pair.key);
  }
  if (!isResized) return { student, teacher, boxes, keys };
  return { student: shrunk(teacher!, configs.teacher, configs.student), teacher, boxes, keys };
}

function shrunk({ template, search }: Crops, from: ModelConfig, to: ModelConfig): Crops {
  return {
    template: resizeCrops(template, from.templateSize, to.templateSize),
    search: resizeCrops(search, from.searchSize, to.searchSize),
  };
}

/** A network's two inputs. */
export function cropFeeds(crops: Crops, config: ModelConfig): NamedTensors {
  const { templateSize, searchSize } = config;
  return {
    [MODEL_IO.template]: images(crops.template, templateSize),
    [MODEL_IO.search]: images(crops.search, searchSize),
  };
}

/** What a training graph is fed of a batch, but for weights and the teacher's values. */
export function studentFeeds(
  batch: PairBatch,
  config: ModelConfig,
  rules: TargetRules,
): NamedTensors {
  const cells = config.searchSize / config.stride;
  const count = batch.boxes.length / 4;
  const { heat, cell } = targetsOf(batch.boxes, cells, rules);
  return {
    ...cropFeeds(batch.student, config),
    [TARGET_INPUTS.heat]: { dtype: 'float32', shape: [count, 1, cells, cells], data: heat },
    [TARGET_INPUTS.annotation]: { dtype: 'float32', shape: [count, 4], data: batch.boxes },
    [TARGET_INPUTS.cell]: { dtype: 'int64', shape: [count], data: cell },
  };
}

function emptyCrops({ templateSize, searchSize }: ModelConfig, count: number): Crops {
  return {
    template: new Float32Array(count * 3 * templateSize ** 2),
    search: new Float32Array(count * 3 * searchSize ** 2),
  };
}

function images(data: Float32Array, size: number): TensorData {
  return { dtype: 'float32', shape: [data.length / (3 * size * size), 3, size, size], data };
}
