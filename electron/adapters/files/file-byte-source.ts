import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { ByteSource } from '../../ml/checkpoint/byte-source.ts';

/** Below the largest read that Node accepts (2^31 - 1 bytes). */
const maxReadBytes = 2 ** 30;

function unreadable(file: string, cause: unknown): StudioError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const message = `${file} does not exist. Check the path, or choose the file again.`;
    return new StudioError('not-found', message, { cause });
  }
  const message = `${file} cannot be read (${code}). Choose a file that you may read.`;
  return new StudioError('bad-input', message, { cause });
}

async function readFully(
  handle: FileHandle,
  file: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const wanted = Math.min(length - filled, maxReadBytes);
    let bytesRead: number;
    try {
      ({ bytesRead } = await handle.read(bytes, filled, wanted, offset + filled));
    } catch (cause) {
      throw unreadable(file, cause);
    }
    // The file became shorter while it was open; the reader reports what is missing.
    if (bytesRead === 0) return bytes.subarray(0, filled);
    filled += bytesRead;
  }
  return bytes;
}

/** A file open for reading at any offset, until it is closed. */
interface OpenFile extends ByteSource {
  close(): Promise<void>;
}

async function openFile(file: string): Promise<OpenFile> {
  let handle: FileHandle;
  let size: number;
  try {
    // Asked before opening, because opening a pipe would wait for its other end.
    const facts = await stat(file);
    if (!facts.isFile()) throw Object.assign(new Error('not a file'), { code: 'not a file' });
    size = facts.size;
    handle = await open(file, 'r');
  } catch (cause) {
    throw unreadable(file, cause);
  }
  return {
    name: file,
    size,
    read: (offset, length) => readFully(handle, file, offset, length),
    close: () => handle.close(),
  };
}

/** Opens another file of the same folder, or below it, by its relative path. */
export type OpenSibling = (location: string) => Promise<ByteSource>;

/**
 * Opens a file for the time of `use`, with a way to open files that belong to it (the external data
 * of an ONNX model); all are closed at the end. Links that lead out of the file's folder are refused.
 * @throws StudioError `not-found`, or `bad-input` when it is unreadable, a folder or elsewhere
 */
export async function withFileSource<T>(
  file: string,
  use: (source: ByteSource, openSibling: OpenSibling) => Promise<T>,
): Promise<T> {
  const opened: OpenFile[] = [];
  const openKept = async (target: string): Promise<ByteSource> => {
    const source = await openFile(target);
    opened.push(source);
    return source;
  };
  try {
    const source = await openKept(file);
    return await use(source, async (location) => {
      const target = path.resolve(path.dirname(file), location);
      const folder = await realpath(path.dirname(file));
      const real = await realpath(target).catch((cause: unknown) => {
        throw unreadable(target, cause);
      });
      if (!real.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)) {
        const message = `${file} refers to ${target}, which lies outside its folder. Do not trust it.`;
        throw new StudioError('bad-input', message);
      }
      return openKept(real);
    });
  } finally {
    await Promise.all(opened.map((source) => source.close()));
  }
}
