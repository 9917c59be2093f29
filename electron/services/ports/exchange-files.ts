import type { NamedTexts, TextFile } from '../../domain/formats/named-texts.ts';

/** Files that annotations leave and enter in. */
export interface ExchangeFiles {
  /** @throws StudioError not-found, or bad-input when the file is no text or too large to be read at once */
  read(path: string): Promise<string>;
  /**
   * The text files of a folder, or a single one, read piece by piece while their texts are gone through.
   * @throws StudioError not-found, or bad-input when there are too many; a text that is no UTF-8 when it is read
   */
  open(path: string): Promise<NamedTexts>;
  /** Begins to write a file or a folder, which has its name only once all of it is there. @throws StudioError write-failed */
  begin(path: string, kind: 'file' | 'folder'): Promise<ExchangeDraft>;
  /** File names of an image folder's pictures, in the order of their frames; null when the folder is not there. */
  pictureNames(folder: string): Promise<readonly string[] | null>;
  exists(path: string): Promise<boolean>;
  /** True when both paths lead to one file, also through links. */
  isSame(a: string, b: string): Promise<boolean>;
}

/** A file or folder that is being written. Every method throws StudioError write-failed. */
export interface ExchangeDraft {
  /** Writes one text; of a single file the path does not count. */
  write(file: TextFile): Promise<void>;
  /** Where another writer may put a file; the folders above it are made. */
  place(path: string): Promise<string>;
  /** Copies a file of the disk. */
  copy(from: string, path: string): Promise<void>;
  /** Gives it its name; files of the same names are replaced, others in a folder stay. */
  commit(): Promise<void>;
  /** Removes what was written; nothing after `commit`. */
  discard(): Promise<void>;
}
