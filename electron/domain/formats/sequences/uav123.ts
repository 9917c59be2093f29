import { baseName, folderName, placeOf, stemOf, textNames } from '../named-texts.ts';
import { boxLine } from './box-text.ts';
import { fromOne, sequenceFormat } from './sequence-format.ts';
import { boxLines, frameByFrame, sequenceRow } from './sequence-rows.ts';

/** UAV123: `anno/UAV123/<sequence>.txt`, where NaN says that the object is absent. */
export const uav123Format = sequenceFormat({
  id: 'uav123',
  title: 'UAV123',
  about: 'anno/UAV123/<sequence>.txt with a box per line, NaN where absent; pictures in data_seq/.',
  firstPixel: 1,
  *sequences(files, firstPixel) {
    for (const name of textNames(files)) {
      const isOwn = /^UAV(?:123|20L)/.test(baseName(folderName(name)));
      if (!isOwn && files.names.length > 1) continue;
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
        yield row === null ? 'NaN,NaN,NaN,NaN\n' : `${boxLine(row, firstPixel)}\n`;
      }
    };
    yield { path: `anno/UAV123/${name}.txt`, chunks: lines() };
  },
  picture: ({ name }, frameIndex) => `data_seq/UAV123/${name}/${fromOne(frameIndex, 6)}`,
});
