import type { TensorData } from '../graph/tensor-data.ts';

/** Tensors by name. */
export type NamedTensors = Readonly<Record<string, TensorData>>;

/** Runs one graph; implemented over ONNX Runtime. */
export interface GraphRunner {
  /** Feeds every input by name, gives every output in memory of its own. */
  run(feeds: NamedTensors): Promise<NamedTensors>;
}
