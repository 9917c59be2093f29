import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { MediaIdentity } from '../../domain/annotation.ts';
import type { FrameTable } from '../../domain/frame-table.ts';
import { StudioError } from '../../contract/errors.ts';
import type { MediaIdentities } from '../../services/ports/media-identity.ts';
import { listPictures } from '../images/image-folder.ts';

/** Bytes hashed at each end of a file: enough to tell files apart without reading them whole. */
const endBytes = 2 ** 20;

/** SHA-256 of the frame table: time base, times and key frames, each number as 64-bit little-endian float. */
function tableHash({ timeBase, pts, keyFrames }: FrameTable): string {
  const numbers = new DataView(new ArrayBuffer((pts.length + 2) * 8));
  [timeBase.num, timeBase.den, ...pts].forEach((value, i) =>
    numbers.setFloat64(i * 8, value, true),
  );
  return createHash('sha256').update(numbers).update(keyFrames).digest('hex');
}

/** Size of a file, and SHA-256 of its first and last MiB. */
async function fileEnds(file: string): Promise<Omit<MediaIdentity, 'table'>> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new StudioError('not-found', `${file} cannot be read: check the path.`, { cause });
  });
  try {
    const { size } = await handle.stat();
    const hashAt = async (position: number): Promise<string> => {
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(endBytes),
        0,
        endBytes,
        position,
      );
      return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex');
    };
    return { bytes: size, head: await hashAt(0), tail: await hashAt(Math.max(0, size - endBytes)) };
  } finally {
    await handle.close();
  }
}

/** The same of a folder of pictures: their sizes together, the first one's head and the last one's tail. */
async function folderEnds(
  folder: string,
  frameCount: number,
): Promise<Omit<MediaIdentity, 'table'>> {
  const files = await listPictures(folder);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const [first, last] = [files[0], files[frameCount - 1]];
  if (first === undefined || last === undefined) {
    throw new StudioError('not-found', `${folder} has lost pictures: put them back.`);
  }
  return {
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    head: (await fileEnds(first)).head,
    tail: (await fileEnds(last)).tail,
  };
}

/** Identities of files on this machine's disks. */
export const mediaIdentities: MediaIdentities = {
  async identify(media, table) {
    const absolute = path.resolve(media);
    const isFolder = await stat(absolute).then(
      (found) => found.isDirectory(),
      (cause: unknown) => {
        throw new StudioError('not-found', `${absolute} does not exist: check the path.`, {
          cause,
        });
      },
    );
    const ends = isFolder ? await folderEnds(absolute, table.pts.length) : await fileEnds(absolute);
    return { ...ends, table: tableHash(table) };
  },
  exists: (media) =>
    stat(media).then(
      () => true,
      () => false,
    ),
};
