/** A piece of a file and where it belongs. */
interface FilePart {
  readonly offset: number;
  readonly data: Uint8Array;
}

/** Files that models leave in. */
export interface ModelFiles {
  exists(path: string): Promise<boolean>;
  /** Writes a file whole or not at all. @throws StudioError write-failed */
  write(path: string, content: Uint8Array | readonly FilePart[]): Promise<void>;
}
