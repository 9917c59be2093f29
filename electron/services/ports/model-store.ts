import type { OnnxFile } from '../../ml/graph/serialise.ts';

/** A model in one of the studio's folders. */
export interface StoredModel {
  readonly id: string;
  /** Shipped models come with the studio and cannot be changed. */
  readonly origin: 'shipped' | 'imported';
  /** Absolute path of model.onnx. */
  readonly path: string;
  /** Absolute path of the model's card. */
  readonly card: string;
  /** Size of the model's folder on disk. */
  readonly bytes: number;
}

/** The folders that hold models: one shipped, one of the user's own. */
export interface ModelStore {
  /** Shipped models first, then imported ones, each sorted by id. */
  list(): Promise<readonly StoredModel[]>;
  /** The model that is taken when nobody chooses. */
  defaultId(): Promise<string>;
  /**
   * Adds a model in one step: it is there whole, or not at all.
   * @throws StudioError `bad-input` when the id is taken, `write-failed` when the disk refuses.
   */
  add(model: {
    readonly id: string;
    readonly file: OnnxFile;
    readonly card: string;
  }): Promise<StoredModel>;
}
