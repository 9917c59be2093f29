/** The host's paths come with its own separator; these work with both. */
const SEPARATORS = /[\\/]/;

/** Last part of a path. */
export function fileName(path: string): string {
  return path.split(SEPARATORS).findLast((part) => part !== '') ?? path;
}

/** The folder that a path lies in. */
export function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  // The root keeps its separator.
  return end <= 0 ? path.slice(0, 1) : path.slice(0, end);
}

/** A name in a folder, joined as the folder's own path is written. */
export function joinPath(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}
