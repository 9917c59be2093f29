import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { listPictures } from '../../adapters/images/image-folder.ts';

/**
 * A text that changes when opening the media would give something else, or undefined when there is nothing at the
 * path. A file: what the file system knows of its content, with the time of its last change, which copying tools do
 * not set back. A folder: its pictures' names and the first of them, whose size counts for all; what is in the others
 * is read whenever they are shown.
 */
export async function mediaState(media: string): Promise<string | undefined> {
  try {
    const status = await stat(media, { bigint: true });
    if (!status.isDirectory()) return fileState(status);
    const pictures = await listPictures(media);
    const [first] = pictures;
    const names = createHash('sha256').update(pictures.join('\0')).digest('hex');
    const firstState = first === undefined ? '' : fileState(await stat(first, { bigint: true }));
    return `${names} ${firstState}`;
  } catch {
    // Why it cannot be read is said by whoever opens it.
    return undefined;
  }
}

function fileState(status: {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = status;
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
