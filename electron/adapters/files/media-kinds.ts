import path from 'node:path';
import type { FolderEntry } from '../../contract/api.ts';
import { PROJECT_EXTENSION } from '../../contract/project-file.ts';

const extensions: Readonly<Record<string, FolderEntry['kind']>> = {
  [PROJECT_EXTENSION]: 'project',
  '.json': 'annotations',
  ...Object.fromEntries(
    [
      ...['.mp4', '.m4v', '.mov', '.mkv', '.webm', '.avi', '.mpg', '.mpeg', '.ts', '.mts', '.m2ts'],
      ...['.m2t', '.wmv', '.flv', '.ogv', '.3gp', '.vob', '.mxf', '.y4m', '.h264', '.264', '.hevc'],
    ].map((extension) => [extension, 'video']),
  ),
  ...Object.fromEntries(
    ['.jpg', '.jpeg', '.png', '.webp', '.bmp'].map((extension) => [extension, 'image']),
  ),
};

/** What a file is by its name; a guess for choosing files, no promise that it can be read. */
export function kindOfFile(name: string): FolderEntry['kind'] {
  return extensions[path.extname(name).toLowerCase()] ?? 'other';
}
