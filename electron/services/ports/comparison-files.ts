import type { ComparisonState } from '../../contract/comparison.ts';
import type { ResultFiles } from './result-files.ts';

/** Where comparisons are kept: a folder for each, with its passes, figures and true boxes. */
export interface ComparisonFiles extends ResultFiles {
  /** States as they were saved last; folders without a readable one are no comparisons. */
  list(): Promise<readonly ComparisonState[]>;
  /** Absolute path of a comparison's folder. */
  folderOf(comparisonId: string): string;
  /** Saves a state; with it, a folder is a comparison. @throws StudioError write-failed */
  save(state: ComparisonState): Promise<void>;
  /** Removes a comparison with all that it holds. @throws StudioError write-failed */
  remove(comparisonId: string): Promise<void>;
  /** Writes a file that leaves the studio. @throws StudioError bad-input when it is there and must not be replaced */
  writeOut(path: string, content: string | Uint8Array, overwrite: boolean): Promise<void>;
}
