import { readIni, positiveSetting } from '../ini.ts';
import {
  baseName,
  folderName,
  placeOf,
  stemOf,
  videoStem,
  type NamedTexts,
} from '../named-texts.ts';
import { wholeText } from '../text/lines.ts';
import type { VideoAnnotations } from '../video-annotations.ts';
import { framesOf } from '../video-annotations.ts';
import { boxLine } from './box-text.ts';
import { beside, readFlags } from './flags.ts';
import { fromOne, sequenceFormat, type SequenceRead } from './sequence-format.ts';
import { boxLines, frameByFrame, sequenceRow } from './sequence-rows.ts';
import { votRegion } from './vot-region.ts';

/** `groundtruth.txt`, or `groundtruth_<object>.txt` where a sequence follows several. */
const TRUTH = /^groundtruth(?:_(.+))?\.txt$/;

/** VOT: a folder per sequence with its settings, a region per line and tags. */
export const votFormat = sequenceFormat({
  id: 'vot',
  title: 'VOT',
  about: 'A folder per video: sequence, groundtruth.txt with a region per line, tags; list.txt.',
  holds: { occlusion: true },
  remarks: ({ facts: { fps } }) =>
    fps === null || Number.isInteger(fps)
      ? []
      : [`VOT takes whole rates only: ${fps} frames per second becomes ${Math.round(fps)}.`],
  firstPixel: 0,
  *sequences(files, firstPixel) {
    for (const name of files.names) {
      if (TRUTH.test(baseName(name))) yield readSequence(files, name, firstPixel);
    }
  },
  *files({ video, track }, firstPixel) {
    const folder = videoStem(video.facts.name);
    const several = video.tracks.length > 1 ? `_${track.id}` : '';
    const rows = (): Iterable<ReturnType<typeof sequenceRow> | null> => frameByFrame(video, track);
    const truth = function* (): Generator<string> {
      for (const row of rows()) yield row === null ? '0\n' : `${boxLine(row, firstPixel)}\n`;
    };
    const occlusion = function* (): Generator<string> {
      for (const row of rows()) yield row?.occluded === true ? '1\n' : '0\n';
    };
    yield { path: `${folder}/groundtruth${several}.txt`, chunks: truth() };
    yield { path: `${folder}/occlusion${several}.tag`, chunks: occlusion() };
    if (track === video.tracks[0]) {
      yield { path: `${folder}/sequence`, chunks: settings(video) };
    }
  },
  lists(sequences) {
    const names = new Set(sequences.map(({ video }) => videoStem(video.facts.name)));
    return [{ path: 'list.txt', chunks: Array.from(names, (name) => `${name}\n`) }];
  },
  picture: ({ video }, frameIndex) =>
    `${videoStem(video.facts.name)}/color/${fromOne(frameIndex, 8)}`,
});

function* settings(video: VideoAnnotations): Generator<string> {
  const { name, fps, width, height } = video.facts;
  yield `name=${videoStem(name)}\n`;
  if (fps !== null) yield `fps=${Math.max(1, Math.round(fps))}\n`;
  yield 'format=default\nchannel.default=color\nchannels.color=color/%08d.jpg\n';
  if (width !== null && height !== null) yield `width=${width}\nheight=${height}\n`;
  yield `length=${framesOf(video)}\n`;
}

function readSequence(files: NamedTexts, name: string, firstPixel: 0 | 1): SequenceRead {
  const object = TRUTH.exec(baseName(name))![1];
  const folder = baseName(folderName(name)) || stemOf(baseName(files.root));
  const suffix = object === undefined ? '' : `_${object}`;
  const occlusion =
    readFlags(files, beside(name, `occlusion${suffix}.tag`)) ??
    readFlags(files, beside(name, `occlusion${suffix}.label`));
  const settingsName = beside(name, 'sequence');
  const told = files.names.includes(settingsName)
    ? readIni(wholeText(files.text(settingsName), placeOf(files, settingsName)))
    : new Map<string, string>();
  return {
    name: `${folder}${object === undefined ? '' : `-${object}`}`,
    ...(object !== undefined && { video: folderName(name) }),
    facts: {
      fps: positiveSetting(told, 'fps', false),
      width: positiveSetting(told, 'width', true),
      height: positiveSetting(told, 'height', true),
    },
    rows: rows(),
  };
  function* rows() {
    const place = placeOf(files, name);
    for (const { frameIndex, box } of boxLines(files.text(name), place, firstPixel, votRegion)) {
      yield sequenceRow(frameIndex, box, { occluded: occlusion?.[frameIndex] === 1 });
    }
  }
}
