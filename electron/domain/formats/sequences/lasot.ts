import {
  baseName,
  folderName,
  placeOf,
  safeName,
  stemOf,
  type NamedTexts,
} from '../named-texts.ts';
import { boxLine } from './box-text.ts';
import { beside, readFlags } from './flags.ts';
import { fromOne, sequenceFormat, type SequenceRead } from './sequence-format.ts';
import { partsOfName, type Sequence } from './sequence-names.ts';
import { boxLines, frameByFrame, hasRow, sequenceRow } from './sequence-rows.ts';

/** A class as folders are named after it: LaSOT's readers cut names at the first dash. */
function className(label: string): string {
  return safeName(label, 'object').replaceAll('-', '_');
}

/** LaSOT: `person/person-7/` with boxes, and flags for full occlusion and out of view in one line each. */
export const lasotFormat = sequenceFormat({
  id: 'lasot',
  title: 'LaSOT',
  about:
    'A folder per object, named by its label and id: boxes, full_occlusion.txt, out_of_view.txt.',
  holds: { ids: 'kept', labels: className, occlusion: true },
  remarks: ({ tracks, table }) => {
    const isOccluded = tracks.some(({ from, to }) =>
      hasRow(table.rows(from, to), ({ occluded }) => occluded),
    );
    return isOccluded
      ? ['LaSOT knows full occlusion only: frames in which an object is occluded count as such.']
      : [];
  },
  firstPixel: 1,
  manyVideos: false,
  *sequences(files, firstPixel) {
    for (const name of files.names) {
      if (baseName(name) === 'groundtruth.txt') yield readSequence(files, name, firstPixel);
    }
  },
  *files(sequence, firstPixel) {
    const { video, track } = sequence;
    const folder = folderOf(sequence);
    const rows = (): Iterable<ReturnType<typeof sequenceRow> | null> => frameByFrame(video, track);
    yield { path: `${folder}/groundtruth.txt`, chunks: truth() };
    yield { path: `${folder}/full_occlusion.txt`, chunks: flags((row) => row?.occluded === true) };
    yield { path: `${folder}/out_of_view.txt`, chunks: flags((row) => row === null) };
    yield { path: `${folder}/nlp.txt`, chunks: [`${track.label.replaceAll(/\s+/g, ' ')}\n`] };
    function* truth(): Generator<string> {
      for (const row of rows()) yield row === null ? '0,0,0,0\n' : `${boxLine(row, firstPixel)}\n`;
    }
    function* flags(isSet: (row: ReturnType<typeof sequenceRow> | null) => boolean) {
      let separator = '';
      for (const row of rows()) {
        yield `${separator}${isSet(row) ? 1 : 0}`;
        separator = ',';
      }
      yield '\n';
    }
  },
  picture: (sequence, frameIndex) => `${folderOf(sequence)}/img/${fromOne(frameIndex, 8)}`,
});

function folderOf({ track }: Sequence): string {
  const name = className(track.label);
  return `${name}/${name}-${track.id}`;
}

function readSequence(files: NamedTexts, name: string, firstPixel: 0 | 1): SequenceRead {
  const folder = baseName(folderName(name)) || stemOf(baseName(files.root));
  const occlusion = readFlags(files, beside(name, 'full_occlusion.txt'));
  const outOfView = readFlags(files, beside(name, 'out_of_view.txt'));
  const parts = partsOfName(folder);
  const warnings: string[] = [];
  return {
    name: folder,
    ...(parts !== null && { track: { id: parts.id, label: parts.stem } }),
    warnings,
    rows: rows(),
  };
  function* rows() {
    let bad = 0;
    for (const { frameIndex, box } of boxLines(
      files.text(name),
      placeOf(files, name),
      firstPixel,
    )) {
      const isOut = outOfView?.[frameIndex] === 1;
      const isGone = isOut || (box === null && outOfView === null);
      // Boxes without area where the object is in view are mistakes of the data set.
      if (!isGone && (box === null || box.w <= 0 || box.h <= 0)) {
        bad++;
        continue;
      }
      yield sequenceRow(frameIndex, isGone ? null : box, {
        occluded: occlusion?.[frameIndex] === 1,
      });
    }
    if (bad > 0) warnings.push(`${folder}: ${bad} boxes without area were left out.`);
  }
}
