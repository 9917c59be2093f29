import { availableParallelism } from 'node:os';
import { openNetwork } from '../../adapters/ort/network.ts';
import { ArchiveReader } from '../../adapters/training/archive-reader.ts';
import type { TrainingExample } from '../../contract/training.ts';
import type { Box } from '../../domain/boxes.ts';
import { iou } from '../../domain/boxes.ts';
import { HeldOutPairs } from '../../ml/distill/data/held-out-pairs.ts';
import { renderView } from '../../ml/distill/data/render-view.ts';
import type { CropView } from '../../ml/distill/data/training-pair.ts';
import type { GraphRunner } from '../../ml/distill/graph-runner.ts';
import { cropFeeds, makeBatch, type PairBatch } from '../../ml/distill/pair-batch.ts';
import type { TrainingJob } from '../../ml/distill/training-job.ts';
import type { StateDict } from '../../ml/graph/tensor-data.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import { MODEL_IO } from '../../ml/nn/tracker-network.ts';
import { boxesOf } from './judge-models.ts';

/** Crops that a person is shown. */
const SHOWN = 6;
/** Side of a shown crop in pixels. */
const SIDE = 128;
/** Crops of one run of the teacher, which may be large. */
const TEACHER_BATCH = 4;
const NOWHERE: Box = { x: 0, y: 0, w: 0, h: 0 };

type Shown = Omit<TrainingExample, 'student' | 'teacher'> & { readonly index: number };

/** Held-out frames of a run for a person to look at: how far the teacher gets, and a few crops with everybody's boxes. */
export class HeldOutView {
  readonly #job: TrainingJob;
  readonly #pairs: HeldOutPairs;
  readonly #indices: readonly number[];
  #shown: readonly Shown[] = [];
  #batch: PairBatch | null = null;
  #teacher: ReadonlyMap<number, Box> = new Map();

  private constructor(job: TrainingJob, pairs: HeldOutPairs, indices: readonly number[]) {
    this.#job = job;
    this.#pairs = pairs;
    this.#indices = indices;
  }

  /**
   * Null for a run that holds no annotated frames out.
   * @param indices the held-out pairs that training is validated by
   */
  static async open(job: TrainingJob, indices: readonly number[]): Promise<HeldOutView | null> {
    const [data, ...others] = job.data;
    if (data?.kind !== 'frames' || others.length > 0 || indices.length === 0) return null;
    const reader = ArchiveReader.open(data.file);
    const { templateFactor: template, searchFactor: search } = job.student;
    const factors = { template, search };
    const pairs = new HeldOutPairs(reader.archive, reader, { seed: job.seed, factors });
    const view = new HeldOutView(job, pairs, indices);
    const tracks = reader.archive.tracks.map(({ id }) => id);
    await view.#prepare((track) => tracks[track]!);
    return view;
  }

  /** Lets the teacher look at every pair; its mean overlap, null where nobody teaches. */
  async askTeacher(): Promise<number | null> {
    const { teacher } = this.#job;
    if (teacher === null) return null;
    const threads = this.#job.threads ?? availableParallelism();
    const network = await openNetwork({ path: teacher.path }, { device: 'cpu', threads });
    const found = new Map<number, Box>();
    let sum = 0;
    try {
      for (let first = 0; first < this.#indices.length; first += TEACHER_BATCH) {
        const indices = this.#indices.slice(first, first + TEACHER_BATCH);
        const { student: crops, boxes } = await batchOf(this.#pairs, indices, teacher.config);
        const output = await network.run(crops.template, crops.search, indices.length);
        for (const [i, box] of boxesOf(output, teacher.config, indices.length).entries()) {
          found.set(indices[i]!, box ?? NOWHERE);
          sum += box === null ? 0 : iou(box, boxAt(boxes, i));
        }
      }
    } finally {
      await network.close();
    }
    this.#teacher = found;
    return sum / this.#indices.length;
  }

  /** The crops that are shown, with what a student of these weights says of them. */
  async show(runner: GraphRunner, weights: StateDict): Promise<readonly TrainingExample[]> {
    const { student } = this.#job;
    const crops = cropFeeds(this.#batch!.student, student);
    const maps = await runner.run({ ...Object.fromEntries(weights), ...crops });
    const floats = (name: string): Float32Array => maps[name]!.data as Float32Array;
    const output = {
      score: floats(MODEL_IO.score),
      size: floats(MODEL_IO.size),
      offset: floats(MODEL_IO.offset),
    };
    const boxes = boxesOf(output, student, this.#shown.length);
    return this.#shown.map(({ index, ...example }, i) => ({
      ...example,
      student: boxes[i] ?? NOWHERE,
      teacher: this.#teacher.get(index) ?? null,
    }));
  }

  async #prepare(nameOf: (track: number) => string): Promise<void> {
    const every = Math.max(1, Math.floor(this.#indices.length / SHOWN));
    const indices = this.#indices.filter((_, i) => i % every === 0).slice(0, SHOWN);
    this.#batch = await batchOf(this.#pairs, indices, this.#job.student);
    this.#shown = await Promise.all(
      indices.map(async (index, i): Promise<Shown> => {
        const { search } = this.#pairs.frames(index);
        const pair = await this.#pairs.pair(index);
        return {
          ...{ index, track: nameOf(search.track), frameIndex: search.frameIndex, size: SIDE },
          ...{ pixels: bytesOf(pair.search), human: boxAt(this.#batch!.boxes, i) },
        };
      }),
    );
  }
}

function batchOf(
  pairs: HeldOutPairs,
  indices: readonly number[],
  config: ModelConfig,
): Promise<PairBatch> {
  return makeBatch(pairs, indices, { student: config, teacher: null, studentInput: 'crop' });
}

function boxAt(boxes: Float32Array, place: number): Box {
  const [x = 0, y = 0, w = 0, h = 0] = boxes.subarray(4 * place, 4 * place + 4);
  return { x, y, w, h };
}

/** A view's RGB bytes [SIDE,SIDE,3]. */
function bytesOf(view: CropView): Uint8Array {
  const planes = renderView(view, SIDE, { mean: [0, 0, 0], std: [1, 1, 1] });
  const area = SIDE * SIDE;
  return Uint8Array.from({ length: 3 * area }, (_, at) =>
    Math.round(255 * planes[(at % 3) * area + Math.floor(at / 3)]!),
  );
}
