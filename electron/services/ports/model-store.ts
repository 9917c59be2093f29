import type { OnnxFile } from '../../ml/graph/serialise.ts';

/** What the studio notes of a model beside its file; shipped models have none of it. */
export interface ModelNotes {
  /** What a person calls it; null for its id. */
  readonly title: string | null;
  readonly origin: 'imported' | 'distilled';
  /** Whether a distilled model was better than the one it was to replace; null for other models. */
  readonly standing: 'promoted' | 'candidate' | null;
}

/** A model in one of the studio's folders. */
export interface StoredModel {
  readonly id: string;
  /** Shipped models come with the studio and cannot be changed. */
  readonly origin: 'shipped' | ModelNotes['origin'];
  readonly title: string | null;
  readonly standing: ModelNotes['standing'];
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
  /** The model that is taken when nobody chooses: the one activated last that is still there, else a shipped one. */
  defaultId(): Promise<string>;
  /** The shipped model that is taken while none was activated. */
  shippedDefaultId(): Promise<string>;
  /** Models in the order in which they were activated, as far as they are still there. */
  activations(): Promise<readonly ModelActivation[]>;
  /** Makes a model the one that is taken. @throws StudioError `unknown-model`, `write-failed`. */
  activate(id: string): Promise<void>;
  /** Takes the last activation back. @throws StudioError `bad-input` when there is none, `write-failed`. */
  deactivate(): Promise<void>;
  /**
   * Adds a model in one step: it is there whole, or not at all.
   * @throws StudioError `bad-input` when the id is taken, `write-failed` when the disk refuses.
   */
  add(model: {
    readonly id: string;
    readonly file: OnnxFile;
    readonly card: string;
    /** An imported model without a title unless told. */
    readonly notes?: ModelNotes;
  }): Promise<StoredModel>;
  /** Changes what is noted of a model. @throws StudioError `unknown-model`, `bad-input` for a shipped one, `write-failed`. */
  note(id: string, notes: ModelNotes): Promise<void>;
  /** Deletes a model: at once as far as anyone sees. @throws as `note`. */
  remove(id: string): Promise<void>;
  /** The page beside a model; empty when it is gone. */
  readCard(id: string): Promise<string>;
}

/** When a model began to be taken. */
export interface ModelActivation {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
}
