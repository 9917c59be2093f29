import {
  baseName,
  folderName,
  placeOf,
  safeName,
  stemOf,
  textNames,
  type NamedTexts,
} from '../named-texts.ts';
import { decimalText } from '../written-facts.ts';
import type { BoxRow } from '../box-table.ts';
import { boxLine, fixedText } from './box-text.ts';
import { beside, readFlags } from './flags.ts';
import { fromOne, sequenceFormat, type SequenceRead } from './sequence-format.ts';
import type { Sequence } from './sequence-names.ts';
import { boxLines, frameByFrame, hasRow, sequenceRow } from './sequence-rows.ts';

/** Attribute with the seconds that a tracker took for a frame. */
const SECONDS = 'seconds';

const isSeconds = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value);

const holds = {
  keepsAttribute: (name: string, value: unknown) => name === SECONDS && isSeconds(value),
};
const remarks = (): readonly string[] => [
  'Results have no mark for a frame without the object: a box of zeros is written.',
];

/** Raw results as pytracking writes them: whole pixels split by tabs, `<sequence>.txt` and `<sequence>_time.txt`. */
export const pytrackingFormat = sequenceFormat({
  id: 'pytracking',
  title: 'pytracking results',
  about: 'What a tracker found, for pytracking: <sequence>.txt in whole pixels, and its times.',
  holds: { ...holds, decimals: 0 },
  remarks,
  firstPixel: 1,
  *sequences(files, firstPixel) {
    for (const name of textNames(files)) {
      if (name.endsWith('_time.txt')) continue;
      const stem = stemOf(baseName(name));
      yield readResult(files, name, stem, beside(name, `${stem}_time.txt`), firstPixel);
    }
  },
  *files(sequence, firstPixel) {
    const { name } = sequence;
    yield { path: `${name}.txt`, chunks: resultLines(sequence, firstPixel, '\t', fixedText(0)) };
    if (hasTimes(sequence)) yield { path: `${name}_time.txt`, chunks: timeLines(sequence) };
  },
  picture: ({ name }, frameIndex) => `img/${name}/${fromOne(frameIndex, 8)}`,
});

/** Raw results as the GOT-10k toolkit has them: `<tracker>/<sequence>/<sequence>_001.txt` and `…_time.txt`. */
export const got10kResultsFormat = sequenceFormat({
  id: 'got10k-results',
  title: 'GOT-10k results',
  about: 'What a tracker found, for the GOT-10k toolkit: a folder per sequence, with its times.',
  holds: { ...holds, decimals: 3 },
  remarks,
  firstPixel: 1,
  *sequences(files, firstPixel) {
    for (const name of files.names) {
      const stem = /^(.+)_001\.txt$/.exec(baseName(name))?.[1];
      if (stem === undefined) continue;
      yield readResult(files, name, stem, beside(name, `${stem}_time.txt`), firstPixel);
    }
  },
  *files(sequence, firstPixel) {
    const { name, video } = sequence;
    const folder = `${safeName(video.origin.model?.id ?? 'loretrack')}/${name}`;
    const chunks = resultLines(sequence, firstPixel, ',', fixedText(3));
    yield { path: `${folder}/${name}_001.txt`, chunks };
    if (hasTimes(sequence))
      yield { path: `${folder}/${name}_time.txt`, chunks: timeLines(sequence) };
  },
  picture: ({ name }, frameIndex) => `img/${name}/${fromOne(frameIndex, 8)}`,
});

function* resultLines(
  { video, track }: Sequence,
  firstPixel: 0 | 1,
  separator: string,
  numberText: (value: number) => string,
): Generator<string> {
  for (const row of frameByFrame(video, track)) {
    yield row === null
      ? `${[0, 0, 0, 0].map(numberText).join(separator)}\n`
      : `${boxLine(row, firstPixel, separator, numberText)}\n`;
  }
}

function secondsOf(row: BoxRow | null): number | null {
  const value = row?.attributes?.[SECONDS];
  return isSeconds(value) ? value : null;
}

function hasTimes({ video, track }: Sequence): boolean {
  return hasRow(video.table.rows(track.from, track.to), (row) => secondsOf(row) !== null);
}

/** Seconds of each frame; frames without any have NaN, which numeric readers understand. */
function* timeLines({ video, track }: Sequence): Generator<string> {
  for (const row of frameByFrame(video, track)) {
    const seconds = secondsOf(row);
    yield seconds === null ? 'nan\n' : `${decimalText(seconds)}\n`;
  }
}

function readResult(
  files: NamedTexts,
  name: string,
  sequence: string,
  timeName: string,
  firstPixel: 0 | 1,
): SequenceRead {
  const times = readFlags(files, timeName, true);
  const folder = folderName(name);
  return { name: sequence || baseName(folder), rows: rows() };
  function* rows() {
    for (const { frameIndex, box } of boxLines(
      files.text(name),
      placeOf(files, name),
      firstPixel,
    )) {
      const seconds = times?.[frameIndex];
      const isTold = box !== null && isSeconds(seconds);
      yield sequenceRow(frameIndex, box, isTold ? { attributes: { [SECONDS]: seconds } } : {});
    }
  }
}
