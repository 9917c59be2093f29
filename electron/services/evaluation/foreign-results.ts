import { StudioError } from '../../contract/errors.ts';
import type { Box } from '../../domain/boxes.ts';
import { parseFrameNumbers } from '../../domain/datasets/flag-lines.ts';
import type { DatasetKind, EvaluationSequence } from '../../domain/datasets/evaluation-sequence.ts';
import { parseResultLines } from '../../domain/datasets/result-lines.ts';
import type { FrameTime } from '../../domain/metrics/speed.ts';
import type { ResultFiles } from '../ports/result-files.ts';
import { timesFromSeconds } from './stored-pass.ts';

/** A result that another toolkit has written. */
export interface ForeignResult {
  /** As written, image pixels; perhaps not one per frame. */
  readonly boxes: readonly Box[];
  /** Empty when it says nothing of times. */
  readonly times: readonly FrameTime[];
}

/** Where toolkits keep the result of a sequence below a tracker's folder, and its times. */
function places(sequence: string, kind: DatasetKind): readonly (readonly [string, string])[] {
  const plain = (name: string): readonly [string, string] => [`${name}.txt`, `${name}_time.txt`];
  const got10k = `${sequence}/${sequence}`;
  return [
    plain(sequence),
    plain(`${kind}/${sequence}`),
    plain(`${kind.replace('-ext', '_extension_subset')}/${sequence}`),
    plain(`uav_${sequence}`),
    [`${got10k}_001.txt`, `${got10k}_time.txt`],
    [`baseline/${got10k}_001.txt`, `baseline/${got10k}_time.txt`],
  ];
}

/**
 * Loads a sequence's result out of a tracker's folder in the form of pytracking, OTB, LaSOT, TrackingNet, GOT-10k or
 * VOT.
 * @param folder absolute path
 * @throws StudioError not-found when there is none, bad-input when it cannot be read
 */
export async function readForeignResult(
  files: ResultFiles,
  folder: string,
  { name, truth }: EvaluationSequence,
  kind: DatasetKind,
): Promise<ForeignResult> {
  for (const [result, time] of places(name, kind)) {
    const text = await files.read(`${folder}/${result}`);
    if (text === null) continue;
    const boxes = parseResultLines(text, `${folder}/${result}`, truth[0]!);
    const timeFile = `${folder}/${time}`;
    const seconds = await files.read(timeFile);
    const times =
      seconds === null ? [] : timesFromSeconds(parseFrameNumbers(seconds, timeFile), timeFile);
    return { boxes, times };
  }
  throw new StudioError('not-found', `${folder} has no result ${name}.txt for it`);
}
