import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { SequenceFiles, Sequences } from '../../services/ports/sequences.ts';

const TRUTH_FILES = ['groundtruth.txt', 'groundtruth_rect.txt'];
const IMAGE_FOLDERS = ['img', 'color'];

/** Sequences laid out as OTB, LaSOT and GOT-10k do: a ground-truth file, pictures in `img`, `color` or beside it. */
export const sequenceFolders: Sequences = {
  async list(folder) {
    const root = path.resolve(folder);
    let names: string[];
    try {
      names = (await readdir(root)).sort();
    } catch (cause) {
      throw new StudioError('not-found', `${root} is not a folder that can be read.`, { cause });
    }
    const own = await readSequence(root);
    if (own !== undefined) return [own];
    const found: SequenceFiles[] = [];
    for (const name of names) {
      const sequence = await readSequence(path.join(root, name));
      if (sequence !== undefined) found.push(sequence);
    }
    if (found.length > 0) return found;
    throw new StudioError(
      'bad-input',
      `${root} holds no sequences: a sequence is a folder with groundtruth.txt and its pictures in img/.`,
    );
  },
};

async function readSequence(folder: string): Promise<SequenceFiles | undefined> {
  for (const file of TRUTH_FILES) {
    const truthPath = path.join(folder, file);
    const truthText = await readFile(truthPath, 'utf8').catch(() => undefined);
    if (truthText === undefined) continue;
    return { name: path.basename(folder), media: await imageFolder(folder), truthPath, truthText };
  }
  return undefined;
}

async function imageFolder(folder: string): Promise<string> {
  for (const name of IMAGE_FOLDERS) {
    const candidate = path.join(folder, name);
    const isFolder = await stat(candidate).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isFolder) return candidate;
  }
  return folder;
}
