/** Small text files of trackers' results. */
export interface ResultFiles {
  /** Content of a text file; null when there is none. @throws StudioError bad-input when it cannot be read */
  read(path: string): Promise<string | null>;
  /** Writes a file whole or not at all, with the folders that it lies in. @throws StudioError write-failed */
  write(path: string, text: string): Promise<void>;
}
