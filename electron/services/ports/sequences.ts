/** A benchmark sequence on disk: pictures and the true boxes of one object. */
export interface SequenceFiles {
  readonly name: string;
  /** Absolute path of the image folder or video. */
  readonly media: string;
  /** Absolute path and content of the ground-truth file. */
  readonly truthPath: string;
  readonly truthText: string;
}

/** Finds benchmark sequences in folders. */
export interface Sequences {
  /**
   * The sequence that `folder` is, or those that it holds, sorted by name.
   * @throws StudioError `not-found` when the folder does not exist, `bad-input` when it holds none.
   */
  list(folder: string): Promise<readonly SequenceFiles[]>;
}
