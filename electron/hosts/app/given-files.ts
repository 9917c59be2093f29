import path from 'node:path';
import { PROJECT_EXTENSION } from '../../contract/project-file.ts';

/**
 * Files among the words of a command line: what is left without options, as absolute paths.
 * @param words of the command line, without the program's own name and main file
 * @param folder that relative paths start from
 */
export function givenFiles(words: readonly string[], folder: string): readonly string[] {
  return words
    .filter((word) => word !== '' && !word.startsWith('-'))
    .map((word) => path.resolve(folder, word));
}

/** The first project among files, if any. */
export function firstProject(files: readonly string[]): string | undefined {
  return files.find((file) => file.toLowerCase().endsWith(PROJECT_EXTENSION));
}
