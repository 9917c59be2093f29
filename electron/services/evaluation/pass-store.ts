import { isStudioError, StudioError } from '../../contract/errors.ts';
import type { DatasetKind, EvaluationSequence } from '../../domain/datasets/evaluation-sequence.ts';
import {
  formatGot10kLines,
  formatResultLines,
  formatWholeLines,
  parseResultLines,
} from '../../domain/datasets/result-lines.ts';
import { sameValue } from '../../domain/editing/same-value.ts';
import type { ResultFiles } from '../ports/result-files.ts';
import { formatPassRecord, isSamePass, parsePassRecord } from './stored-pass.ts';
import type { PassKey, PassRecord } from './stored-pass.ts';
import type { SequencePass } from './track-sequence.ts';

/** A pass that was found on disk, or why what lies there does not stand for it. */
export type FoundPass =
  { readonly pass: SequencePass; readonly atOnce: number } | { readonly reason: string } | null;

/**
 * Keeps the passes of trackers in a folder, so that a comparison goes on where it was interrupted and other toolkits
 * can read them: `<tracker>/<sequence>.txt` and `<sequence>_time.txt` as pytracking has them, a record of how they were
 * made beside them, and for some data sets the form that their server takes.
 */
export class PassStore {
  readonly #files: ResultFiles;
  readonly #folder: string;

  /** @param folder absolute path */
  constructor(files: ResultFiles, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** The pass of a tracker on a sequence, if it lies there whole and was made with the same model and frames. */
  async find(tracker: string, sequence: EvaluationSequence, key: PassKey): Promise<FoundPass> {
    const file = this.#path(tracker, sequence.name);
    try {
      const [text, recordText] = [
        await this.#files.read(`${file}.txt`),
        await this.#files.read(`${file}.json`),
      ];
      if (text === null || recordText === null) return null;
      const record = parsePassRecord(recordText, `${file}.json`);
      if (!isSamePass(record.key, key)) {
        return { reason: `${file}.txt was made with another model, device or media` };
      }
      const boxes = parseResultLines(text, `${file}.txt`, sequence.truth[0]!);
      if (boxes.length !== sequence.frames) {
        const count = `${boxes.length} boxes for ${sequence.frames} frames`;
        return { reason: `${file}.txt has ${count}` };
      }
      if (!sameValue(boxes[0], sequence.truth[0])) {
        return { reason: `${file}.txt begins with another box than the sequence` };
      }
      const { atOnce, provider, fallbackReason, threads, size, times } = record;
      return { pass: { boxes, provider, fallbackReason, threads, size, times }, atOnce };
    } catch (error) {
      if (!isStudioError(error, 'bad-input')) throw error;
      return { reason: error.message };
    }
  }

  /** Keeps a pass; the result comes last, so that where it lies everything else does. @throws StudioError write-failed */
  async keep(
    tracker: string,
    sequence: EvaluationSequence,
    kind: DatasetKind,
    { boxes, ...record }: SequencePass & Omit<PassRecord, keyof SequencePass>,
  ): Promise<void> {
    const { name } = sequence;
    const file = this.#path(tracker, name);
    // Nothing is tracked in the first frame.
    const seconds = [0, ...record.times.map(({ totalMs }) => totalMs / 1000)];
    const times = seconds.map((value) => `${value.toFixed(6)}\n`).join('');
    await this.#files.write(`${file}.json`, formatPassRecord(record));
    await this.#files.write(`${file}_time.txt`, times);
    if (kind === 'got10k') {
      const folder = `${this.#folder}/got10k/${tracker}/${name}`;
      await this.#files.write(`${folder}/${name}_001.txt`, formatGot10kLines(boxes));
      await this.#files.write(`${folder}/${name}_time.txt`, times);
    } else if (kind === 'trackingnet') {
      const whole = `${this.#folder}/trackingnet/${tracker}/${name}.txt`;
      await this.#files.write(whole, formatWholeLines(boxes));
    }
    await this.#files.write(`${file}.txt`, formatResultLines(boxes));
  }

  #path(tracker: string, sequence: string): string {
    return `${this.#folder}/${tracker}/${sequence}`;
  }
}

/** A name of a tracker that is fit for a folder. @throws StudioError bad-input when nothing of it is left */
export function trackerName(name: string): string {
  const last = name.split(/[\\/]/).at(-1)!;
  const clean = last.replace(/\.onnx$/, '').replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
  const fit = clean.replace(/^\.+/, '');
  if (fit === '') throw new StudioError('bad-input', `"${name}" cannot be a tracker's name`);
  return fit;
}
