import type { StateDict, TensorData } from '../graph/tensor-data.ts';
import type { ElementType } from './element-types.ts';

/** Containers that can be read. */
export type CheckpointFormat = 'torch-zip' | 'torch-legacy' | 'safetensors' | 'onnx';

/** What a PyTorch checkpoint says besides its weights; absent where the file does not say it. */
export interface CheckpointExtras {
  readonly epoch?: number;
  /** Class of the network, e.g. "OSTrack". */
  readonly netType?: string;
  /** Class of the trainer's actor, e.g. "OSTrackActor". */
  readonly actorType?: string;
  /** Python classes and functions that the file names and that were neither loaded nor called. */
  readonly foreignNames: readonly string[];
}

/** The weights of one file, and what it says about them. */
export interface Checkpoint {
  readonly format: CheckpointFormat;
  readonly state: StateDict;
  /** Key-value metadata of safetensors and ONNX files. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly extras: CheckpointExtras;
}

/** One tensor of a file, known by type and shape but not read yet. */
export interface TensorEntry {
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Bytes that reading it touches or takes in memory, whichever is more. */
  readonly costBytes: number;
  load(): Promise<TensorData>;
}

/** The table of contents of a checkpoint: everything but the tensors' elements. */
export interface CheckpointIndex {
  readonly format: CheckpointFormat;
  readonly entries: ReadonlyMap<string, TensorEntry>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly extras: CheckpointExtras;
  /** Length of the file, and of those that hold its external data. */
  readonly fileBytes: number;
}

/** No file may list more tensors than this. */
export const maxTensors = 100_000;
