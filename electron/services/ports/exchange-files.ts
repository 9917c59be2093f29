/** Files that annotations leave and enter in. */
export interface ExchangeFiles {
  /** @throws StudioError not-found, or bad-input when the file is no text or too large to be annotations */
  read(path: string): Promise<string>;
  /** Writes a file whole or not at all. @throws StudioError write-failed */
  write(path: string, text: string): Promise<void>;
  /** File names of an image folder's pictures, in the order of their frames; null when the folder is not there. */
  pictureNames(folder: string): Promise<readonly string[] | null>;
  exists(path: string): Promise<boolean>;
  /** True when both paths lead to one file, also through links. */
  isSame(a: string, b: string): Promise<boolean>;
}
