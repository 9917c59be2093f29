import { open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';

/** A piece of a file and where it belongs. */
export interface FilePart {
  readonly offset: number;
  readonly data: Uint8Array;
}

/**
 * Writes a file whole or not at all: under another name beside it, flushed to disk, then renamed.
 * What was there before stays until the new file is complete; links are followed, and devices and pipes such as
 * /dev/stdout are written to as they are.
 * @throws StudioError `write-failed` naming the file and the reason
 */
export async function writeAtomically(
  file: string,
  content: string | Uint8Array | readonly FilePart[],
): Promise<void> {
  let draft: string | undefined;
  try {
    const target = await realpath(file).catch(() => file);
    const existing = await stat(target).catch(() => undefined);
    if (existing !== undefined && !existing.isFile()) {
      await writeAndClose(await open(target, 'w'), content);
      return;
    }
    draft = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
    const handle = await open(draft, 'wx');
    await writeAndClose(handle, content, () => handle.sync());
    await rename(draft, target);
  } catch (cause) {
    if (draft !== undefined) await rm(draft, { force: true }).catch(() => undefined);
    throw writeFailed(file, cause);
  }
}

async function writeAndClose(
  handle: FileHandle,
  content: string | Uint8Array | readonly FilePart[],
  flush: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  try {
    await writeContent(handle, content);
    await flush();
  } finally {
    await handle.close();
  }
}

async function writeContent(
  handle: FileHandle,
  content: string | Uint8Array | readonly FilePart[],
): Promise<void> {
  if (typeof content === 'string') return handle.writeFile(content, 'utf8');
  const parts = content instanceof Uint8Array ? [{ offset: 0, data: content }] : content;
  for (const { offset, data } of parts) {
    let written = 0;
    while (written < data.length) {
      const { bytesWritten } = await handle.write(
        data,
        written,
        data.length - written,
        offset + written,
      );
      written += bytesWritten;
    }
  }
}

/** The reason why a file could not be written, in words that say what to do. */
export function writeFailed(file: string, cause: unknown): StudioError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full. Free some space and try again',
    EDQUOT: 'the disk quota is used up. Free some space and try again',
    ENOENT: 'its folder does not exist. Create it first',
    ENOTDIR: 'part of its path is not a folder. Choose another path',
    EACCES: 'the folder may not be written to. Choose another one',
    EPERM: 'the folder may not be written to. Choose another one',
    EROFS: 'the disk is read-only. Choose another one',
    EISDIR: 'there is a folder of that name. Choose another name',
  };
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new StudioError('write-failed', `${file} could not be written: ${reason}.`, { cause });
}
