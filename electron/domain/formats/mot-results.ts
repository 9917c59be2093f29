import { allPictures, COMMON, noAttributes } from './file-format.ts';
import type { AnnotationFormat } from './format.ts';
import { motRows } from './mot-rows.ts';
import { motBox } from './mot.ts';
import { baseName, placeOf, stemOf, textNames, videoStem, type NamedTexts } from './named-texts.ts';
import {
  AnnotationsBuilder,
  NO_LABEL,
  plainRow,
  rowsByFrame,
  type VideoAnnotations,
} from './video-annotations.ts';
import { decimalText } from './written-facts.ts';

/** Results of trackers for MOT Challenge: one text file per sequence, ten columns, the last three -1. */
export const motResultsFormat: AnnotationFormat = {
  ...COMMON,
  id: 'mot-results',
  title: 'MOT Challenge results',
  about: 'What a tracker found, for TrackEval and motmetrics: one text file with confidences.',
  extension: '.txt',
  holds: {
    ids: 'kept',
    labels: false,
    colors: false,
    keepsTrackAttribute: noAttributes,
    keepsAttribute: noAttributes,
    sources: false,
    scores: 'below-1',
    confirmed: false,
    keyframes: 'none',
    occlusion: false,
    absence: 'none',
    decimals: null,
    times: false,
  },
  parse: (files) => textNames(files).map((name) => readResults(files, name)),
  *serialise(videos) {
    for (const video of videos) {
      yield { path: `${videoStem(video.facts.name)}.txt`, chunks: resultLines(video) };
    }
  },
  pictures: (video, { pictures = 'jpg' }) =>
    allPictures(video, (frame) => `img1/${String(frame + 1).padStart(6, '0')}.${pictures}`),
};

function readResults(files: NamedTexts, name: string): VideoAnnotations {
  const file = placeOf(files, name);
  const builder = new AnnotationsBuilder();
  const tracks = new Map<number, number>();
  for (const { id, frameIndex, box, flag, line } of motRows(files.text(name), file)) {
    let track = id === null ? undefined : tracks.get(id);
    if (track === undefined) {
      track = builder.track({ id, label: NO_LABEL });
      if (id !== null) tracks.set(id, track);
    }
    const score = flag >= 0 && flag < 1 ? flag : null;
    builder.add(track, { ...plainRow(frameIndex, box), score }, line);
  }
  return builder.build((line) => `${file}, line ${line}`, {
    facts: { name: stemOf(baseName(name)) },
  });
}

function* resultLines(video: VideoAnnotations): Generator<string> {
  for (const [row, track] of rowsByFrame(video)) {
    if (row.box === null || row.absent) continue;
    const score = decimalText(row.score ?? 1);
    yield `${motBox(row.frameIndex, track.id, row.box)},${score},-1,-1,-1\n`;
  }
}
