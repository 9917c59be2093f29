/** A folder of a data set; picture folders are known by name only. */
export interface FolderNode {
  readonly name: string;
  readonly files: readonly string[];
  readonly folders: readonly FolderNode[];
}

/** Folders in which sequences keep their pictures. */
export const PICTURE_FOLDERS: readonly string[] = ['img', 'color', 'imgs', 'images'];

/** The folder of a name, or undefined. */
export function subfolder(node: FolderNode, name: string): FolderNode | undefined {
  return node.folders.find((folder) => folder.name === name);
}

/**
 * True when a folder holds pictures only, which need not be listed to find sequences: there may be millions.
 * @param path names of the folders from the data set's down to this one
 */
export function isPictureFolder(path: readonly string[]): boolean {
  const [name, parent, grandparent] = path.toReversed();
  if (name === undefined || path.length === 0) return false;
  return PICTURE_FOLDERS.includes(name) || parent === 'frames' || grandparent === 'data_seq';
}
