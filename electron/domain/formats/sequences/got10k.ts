import { oneLine } from '../attribute-text.ts';
import { readIni } from '../ini.ts';
import { baseName, folderName, placeOf, stemOf, type NamedTexts } from '../named-texts.ts';
import { wholeText } from '../text/lines.ts';
import type { BoxRow } from '../box-table.ts';
import { boxLine, fixedText } from './box-text.ts';
import { beside, readFlags } from './flags.ts';
import { fromOne, sequenceFormat, type SequenceRead } from './sequence-format.ts';
import type { Sequence } from './sequence-names.ts';
import { boxLines, frameByFrame, sequenceRow } from './sequence-rows.ts';

/** How much of an object is seen, in eighths. */
const [ALL, HALF, NONE] = [8, 4, 0];

/** Values of `cover` that say more than whether the object is occluded. */
function isCover(value: unknown, occluded: boolean): value is number {
  if (!Number.isInteger(value)) return false;
  const cover = value as number;
  return cover > NONE && cover < ALL && cover !== HALF && cover < HALF === occluded;
}

/** GOT-10k: a folder per sequence with boxes and three label files, and a list of all. */
export const got10kFormat = sequenceFormat({
  id: 'got10k',
  title: 'GOT-10k',
  about:
    'A folder per object: boxes, absence, cover and cut_by_image labels, meta_info.ini; list.txt.',
  holds: {
    labels: oneLine,
    occlusion: true,
    decimals: 4,
    keepsAttribute: (name, value, { occluded }) => name === 'cover' && isCover(value, occluded),
  },
  firstPixel: 1,
  *sequences(files, firstPixel) {
    for (const name of files.names) {
      if (baseName(name) === 'groundtruth.txt') yield readSequence(files, name, firstPixel);
    }
  },
  *files(sequence, firstPixel) {
    const { name } = sequence;
    const number = fixedText(4);
    const lines = function* (line: (row: BoxRow | null) => string | number): Generator<string> {
      for (const row of frameByFrame(sequence.video, sequence.track)) yield `${line(row)}\n`;
    };
    yield {
      path: `${name}/groundtruth.txt`,
      chunks: lines((row) =>
        row === null ? '0.0000,0.0000,0.0000,0.0000' : boxLine(row, firstPixel, ',', number),
      ),
    };
    yield { path: `${name}/absence.label`, chunks: lines((row) => (row === null ? 1 : 0)) };
    yield { path: `${name}/cover.label`, chunks: lines(coverOf) };
    yield {
      path: `${name}/cut_by_image.label`,
      chunks: lines((row) => (row !== null && isCut(row, sequence) ? 1 : 0)),
    };
    yield { path: `${name}/meta_info.ini`, chunks: metaLines(sequence) };
  },
  lists: (sequences) => [{ path: 'list.txt', chunks: sequences.map(({ name }) => `${name}\n`) }],
  picture: ({ name }, frameIndex) => `${name}/${fromOne(frameIndex, 8)}`,
});

function coverOf(row: BoxRow | null): number {
  if (row === null) return NONE;
  const own = row.attributes?.['cover'];
  if (isCover(own, row.occluded)) return own;
  return row.occluded ? HALF : ALL;
}

function isCut({ box }: BoxRow, { video: { facts } }: Sequence): boolean {
  const { x, y, w, h } = box!;
  const right = facts.width ?? Infinity;
  const bottom = facts.height ?? Infinity;
  return x < 0 || y < 0 || x + w > right || y + h > bottom;
}

function* metaLines({ video: { facts }, track }: Sequence): Generator<string> {
  yield '[METAINFO]\n';
  yield `object_class: ${oneLine(track.label)}\n`;
  if (facts.fps !== null) yield `anno_fps: ${facts.fps}Hz\n`;
  if (facts.width !== null && facts.height !== null) {
    yield `resolution: (${facts.width}, ${facts.height})\n`;
  }
}

function readSequence(files: NamedTexts, name: string, firstPixel: 0 | 1): SequenceRead {
  const folder = baseName(folderName(name)) || stemOf(baseName(files.root));
  const absence = readFlags(files, beside(name, 'absence.label'));
  const cover = readFlags(files, beside(name, 'cover.label'));
  const metaName = beside(name, 'meta_info.ini');
  const meta = files.names.includes(metaName)
    ? readIni(wholeText(files.text(metaName), placeOf(files, metaName)))
    : new Map<string, string>();
  const resolution = /^\(?\s*(\d{1,6})\s*,\s*(\d{1,6})\s*\)?$/.exec(meta.get('resolution') ?? '');
  const rate = Number(/^([\d.]+)/.exec(meta.get('anno_fps') ?? '')?.[1] ?? NaN);
  const label = meta.get('object_class');
  return {
    name: folder,
    ...(label !== undefined && { track: { label } }),
    facts: {
      width: resolution === null ? null : Number(resolution[1]),
      height: resolution === null ? null : Number(resolution[2]),
      fps: rate > 0 ? rate : null,
    },
    rows: rows(),
  };
  function* rows() {
    for (const { frameIndex, box } of boxLines(
      files.text(name),
      placeOf(files, name),
      firstPixel,
    )) {
      const seen = cover?.[frameIndex] ?? ALL;
      const occluded = seen <= HALF;
      const isAbsent = absence?.[frameIndex] === 1;
      yield sequenceRow(frameIndex, isAbsent ? null : box, {
        occluded,
        ...(!isAbsent &&
          box !== null &&
          isCover(seen, occluded) && { attributes: { cover: seen } }),
      });
    }
  }
}
