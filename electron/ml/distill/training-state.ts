import { GraphError } from '../graph/errors.ts';
import type { StateDict, TensorData } from '../graph/tensor-data.ts';
import type { OptimisedParameter } from '../nn/adam-w.ts';
import type { NamedTensors } from './graph-runner.ts';
import type { TrainingGraph } from './training-graph.ts';

interface Weight {
  readonly shape: readonly number[];
  readonly value: Float32Array;
}

/** Everything that training changes: weights, running statistics, moments, their moving average, the step count. */
export class TrainingState {
  /** Steps taken so far. */
  step = 0;
  /** Moving average of every weight and statistic, empty when none is kept. */
  readonly average: ReadonlyMap<string, Float32Array>;
  readonly #weights = new Map<string, Weight>();
  readonly #moments = new Map<string, { first: Float32Array; second: Float32Array }>();

  /** Starts from a state dict, whose tensors are copied. @throws GraphError when one is not float32. */
  constructor(
    state: StateDict,
    { trainable }: Pick<TrainingGraph, 'trainable'>,
    options: { readonly keepAverage: boolean },
  ) {
    for (const [name, { dtype, shape, data }] of state) {
      if (dtype !== 'float32') throw new GraphError(`${name} is ${dtype}, not float32`);
      this.#weights.set(name, { shape, value: (data as Float32Array).slice() });
    }
    for (const name of trainable) {
      const { length } = this.weight(name);
      this.#moments.set(name, {
        first: new Float32Array(length),
        second: new Float32Array(length),
      });
    }
    this.average = new Map(
      options.keepAverage
        ? [...this.#weights].map(([name, { value }]) => [name, value.slice()])
        : [],
    );
  }

  /** The present value of a weight or statistic; changes as training goes on. @throws GraphError for an unknown name. */
  weight(name: string): Float32Array {
    return this.#weight(name).value;
  }

  /** A trained weight with its moments. @throws GraphError for a name that is not trained. */
  parameter(name: string): OptimisedParameter & { readonly shape: readonly number[] } {
    const moments = this.#moments.get(name);
    if (moments === undefined) throw new GraphError(`${name} is not trained`);
    return { ...this.#weight(name), ...moments };
  }

  /** Weights as a graph's inputs, without copies. */
  feeds(names: readonly string[]): NamedTensors {
    return Object.fromEntries(
      names.map((name) => {
        const { shape, value } = this.#weight(name);
        return [name, tensor(shape, value)];
      }),
    );
  }

  /** A copy of the weights to deploy: their moving average where one is kept. */
  deployable(): StateDict {
    return new Map(
      [...this.#weights].map(([name, { shape, value }]) => [
        name,
        tensor(shape, (this.average.get(name) ?? value).slice()),
      ]),
    );
  }

  /** Everything as named tensors that share this state's memory, for a checkpoint: `weight.<name>`, `first.<name>`, … */
  tensors(): StateDict {
    const all = new Map<string, TensorData>();
    for (const [name, { shape, value }] of this.#weights) {
      all.set(`weight.${name}`, tensor(shape, value));
      const moments = this.#moments.get(name);
      if (moments) {
        all.set(`first.${name}`, tensor(shape, moments.first));
        all.set(`second.${name}`, tensor(shape, moments.second));
      }
      const average = this.average.get(name);
      if (average) all.set(`average.${name}`, tensor(shape, average));
    }
    return all;
  }

  /** Goes back to a checkpoint's tensors, in place. @throws GraphError when they are not those of this state. */
  restore(tensors: StateDict, step: number): void {
    const own = this.tensors();
    if (own.size !== tensors.size) {
      throw new GraphError(`the checkpoint has ${tensors.size} tensors, the run ${own.size}`);
    }
    for (const [name, { data }] of own) {
      const stored = tensors.get(name);
      if (stored?.dtype !== 'float32' || stored.data.length !== data.length) {
        throw new GraphError(`the checkpoint's ${name} does not fit the run's network`);
      }
    }
    for (const [name, { data }] of own) {
      (data as Float32Array).set(tensors.get(name)!.data as Float32Array);
    }
    this.step = step;
  }

  /** True when every weight and moment is a number. */
  isFinite(): boolean {
    return [...this.tensors().values()].every(({ data }) =>
      (data as Float32Array).every(Number.isFinite),
    );
  }

  #weight(name: string): Weight {
    const weight = this.#weights.get(name);
    if (weight === undefined) throw new GraphError(`there is no weight ${name}`);
    return weight;
  }
}

function tensor(shape: readonly number[], data: Float32Array): TensorData {
  return { dtype: 'float32', shape, data };
}
