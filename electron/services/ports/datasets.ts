import type { Dataset, DatasetKind } from '../../domain/datasets/evaluation-sequence.ts';

/** How to open a data set. */
export interface DatasetOptions {
  /** Where its layout is mistaken for another's; recognised when left out. */
  readonly kind?: DatasetKind;
  /** Folder in which the videos of an annotation file lie, absolute; beside the file when left out. */
  readonly mediaFolder?: string;
}

/** Finds sequences with true boxes on this machine's disks; nothing is copied. */
export interface Datasets {
  /**
   * Opens a benchmark's folder, a sequence's folder, an annotation file (.json) or a project of the studio.
   * @throws StudioError not-found, or bad-input when it holds no sequences
   */
  open(path: string, options?: DatasetOptions): Promise<Dataset>;
}
