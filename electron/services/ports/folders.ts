import type { FolderEntry } from '../../contract/api.ts';

/** Looks into folders of this machine. */
export interface Folders {
  /**
   * What a folder holds, folders first, without hidden files; null stands for the person's own folder.
   * @throws StudioError not-found when it cannot be listed
   */
  list(path: string | null): Promise<{
    readonly path: string;
    readonly parent: string | null;
    readonly entries: readonly FolderEntry[];
  }>;
}
