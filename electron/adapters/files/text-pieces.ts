import { closeSync, openSync, readSync } from 'node:fs';
import { StudioError } from '../../contract/errors.ts';

const PIECE_BYTES = 2 ** 18;

/**
 * A text file's characters in pieces, read while they are gone through.
 * @throws StudioError bad-input when the file is not UTF-8, not-found when it cannot be read any more
 */
export function* textPieces(file: string): Generator<string> {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (cause) {
    throw new StudioError('not-found', `${file} cannot be read: check the file.`, { cause });
  }
  try {
    // The mark stays: readers of the text drop it themselves.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const bytes = new Uint8Array(PIECE_BYTES);
    for (;;) {
      const length = readSync(handle, bytes, 0, bytes.length, null);
      const text = decode(decoder, bytes.subarray(0, length), length > 0, file);
      if (text !== '') yield text;
      if (length === 0) return;
    }
  } finally {
    closeSync(handle);
  }
}

function decode(
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array,
  stream: boolean,
  file: string,
): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch (cause) {
    throw new StudioError(
      'bad-input',
      `${file} is no UTF-8 text: choose an annotation file, or save it as UTF-8.`,
      { cause },
    );
  }
}
