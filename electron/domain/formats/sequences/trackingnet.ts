import { baseName, folderName, placeOf, stemOf, textNames } from '../named-texts.ts';
import { boxLine } from './box-text.ts';
import { sequenceFormat } from './sequence-format.ts';
import { boxLines, frameByFrame, sequenceRow } from './sequence-rows.ts';

/** TrackingNet: `anno/<sequence>.txt`, pictures `frames/<sequence>/0.jpg`, which sort as numbers. */
export const trackingNetFormat = sequenceFormat({
  id: 'trackingnet',
  title: 'TrackingNet',
  about: 'anno/<sequence>.txt with a box per line; pictures frames/<sequence>/0.jpg, 1.jpg, …',
  remarks: () => [
    'TrackingNet has no mark for a frame without the object: a box of zeros is written, which its readers take for one.',
  ],
  firstPixel: 0,
  *sequences(files, firstPixel) {
    for (const name of textNames(files)) {
      if (baseName(folderName(name)) !== 'anno' && files.names.length > 1) continue;
      const rows = function* () {
        for (const line of boxLines(files.text(name), placeOf(files, name), firstPixel)) {
          yield sequenceRow(line.frameIndex, line.box);
        }
      };
      yield { name: stemOf(baseName(name)), rows: rows() };
    }
  },
  *files({ name, video, track }, firstPixel) {
    const lines = function* (): Generator<string> {
      for (const row of frameByFrame(video, track)) {
        yield row === null ? '0,0,0,0\n' : `${boxLine(row, firstPixel)}\n`;
      }
    };
    yield { path: `anno/${name}.txt`, chunks: lines() };
  },
  picture: ({ name }, frameIndex) => `frames/${name}/${frameIndex}`,
});
