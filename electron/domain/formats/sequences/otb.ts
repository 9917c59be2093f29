import { baseName, folderName, placeOf, type NamedTexts } from '../named-texts.ts';
import { boxLine } from './box-text.ts';
import { fromOne, sequenceFormat, type SequenceRead } from './sequence-format.ts';
import { sequencesOf, type Sequence } from './sequence-names.ts';
import { boxLines, frameByFrame, sequenceRow } from './sequence-rows.ts';

/** `groundtruth_rect.txt`, or `groundtruth_rect.2.txt` where a sequence follows several objects. */
const TRUTH = /^groundtruth_rect(?:\.(\d{1,9}))?\.txt$/;

/** OTB: a folder per sequence with `groundtruth_rect.txt` and pictures in `img/`. */
export const otbFormat = sequenceFormat({
  id: 'otb',
  title: 'OTB',
  about: 'A folder per video: groundtruth_rect.txt with a box per line, pictures in img/.',
  firstPixel: 1,
  *sequences(files, firstPixel) {
    for (const name of files.names) {
      if (TRUTH.test(baseName(name))) yield readSequence(files, name, firstPixel);
    }
  },
  *files({ video, track }, firstPixel) {
    const several = video.tracks.length > 1 ? `.${track.id}` : '';
    yield { path: `${folderOf(video)}/groundtruth_rect${several}.txt`, chunks: lines() };
    function* lines(): Generator<string> {
      for (const row of frameByFrame(video, track)) {
        yield row === null ? '0,0,0,0\n' : `${boxLine(row, firstPixel)}\n`;
      }
    }
  },
  picture: ({ video }, frameIndex) => `${folderOf(video)}/img/${fromOne(frameIndex, 4)}`,
});

/** A video's folder, whatever the number of its tracks. */
function folderOf(video: Sequence['video']): string {
  const alone = { ...video, tracks: video.tracks.slice(0, 1) };
  return sequencesOf([alone])[0]!.name;
}

function readSequence(files: NamedTexts, name: string, firstPixel: 0 | 1): SequenceRead {
  const id = TRUTH.exec(baseName(name))![1];
  const folder = baseName(folderName(name)) || baseName(files.root).replace(/\.txt$/, '');
  return {
    name: id === undefined ? folder : `${folder}-${id}`,
    ...(id !== undefined && { video: folderName(name) }),
    rows: rows(),
  };
  function* rows() {
    for (const { frameIndex, box } of boxLines(
      files.text(name),
      placeOf(files, name),
      firstPixel,
    )) {
      yield sequenceRow(frameIndex, box);
    }
  }
}
