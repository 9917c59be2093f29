import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { ExchangeFiles } from '../../services/ports/exchange-files.ts';
import { listPictures } from '../images/image-folder.ts';
import { beginDraft } from './exchange-draft.ts';
import { openTexts } from './open-texts.ts';

/** Larger than the annotations of any video, and what a JavaScript string can still hold. */
const mostBytes = 2 ** 28;

/** Annotation files on this machine's disks. */
export const exchangeFiles: ExchangeFiles = {
  async read(file) {
    const found = await stat(file).catch((cause: unknown) => {
      throw new StudioError('not-found', `${file} does not exist: check the path.`, { cause });
    });
    if (!found.isFile()) {
      throw new StudioError('bad-input', `${file} is no file: choose an annotation file.`);
    }
    if (found.size > mostBytes) {
      throw new StudioError(
        'bad-input',
        `${file} has ${Math.round(found.size / 2 ** 20)} MiB; annotation files of up to ${mostBytes / 2 ** 20} MiB can be read.`,
      );
    }
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
    } catch (cause) {
      const reason = cause instanceof TypeError ? 'is no UTF-8 text' : 'cannot be read';
      throw new StudioError('bad-input', `${file} ${reason}: choose a JSON annotation file.`, {
        cause,
      });
    }
  },
  open: openTexts,
  begin: beginDraft,
  pictureNames: (folder) =>
    listPictures(folder).then(
      (files) => files.map((file) => path.basename(file)),
      () => null,
    ),
  exists: (file) =>
    stat(file).then(
      () => true,
      () => false,
    ),
  async isSame(a, b) {
    const real = (file: string): Promise<string> => realpath(file).catch(() => path.resolve(file));
    return (await real(a)) === (await real(b));
  },
};
