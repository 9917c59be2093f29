import { oneLine } from './attribute-text.ts';
import type { Attributes, BoxRow } from './box-table.ts';
import { allPictures, COMMON, noAttributes } from './file-format.ts';
import type { AnnotationFormat, Holds } from './format.ts';
import { positiveSetting, readIni } from './ini.ts';
import { motRows, type MotRow } from './mot-rows.ts';
import {
  baseName,
  folderName,
  placeOf,
  textNames,
  videoStem,
  type NamedTexts,
  type TextFile,
} from './named-texts.ts';
import { linesOf, wholeText } from './text/lines.ts';
import { ASSUMED_FPS } from './track-document-annotations.ts';
import {
  AnnotationsBuilder,
  framesOf,
  NO_FACTS,
  plainRow,
  rowsByFrame,
  type VideoAnnotations,
  type VideoFacts,
} from './video-annotations.ts';
import { decimalText, sizeOf } from './written-facts.ts';

/** Classes of MOT Challenge where no file names them, from 1. */
const MOT_CLASSES = [
  ...['pedestrian', 'person on vehicle', 'car', 'bicycle', 'motorbike', 'non motorized vehicle'],
  ...['static person', 'distractor', 'occluder', 'occluder on the ground', 'occluder full'],
  'reflection',
];

/** Below this visibility an object counts as occluded. */
const OCCLUDED_BELOW = 0.5;

const isVisibility = (value: unknown): value is number =>
  typeof value === 'number' && value > 0 && value < 1;

const holds: Holds = {
  ids: 'kept',
  labels: oneLine,
  colors: false,
  keepsTrackAttribute: noAttributes,
  keepsAttribute: (name, value, { occluded }) =>
    name === 'ignored'
      ? value === true
      : name === 'visibility' && isVisibility(value) && value < OCCLUDED_BELOW === occluded,
  sources: false,
  scores: 'none',
  confirmed: false,
  keyframes: 'none',
  occlusion: true,
  absence: 'none',
  decimals: null,
  times: false,
};

/** MOT Challenge ground truth: `gt/gt.txt`, `gt/labels.txt` and `seqinfo.ini`, everything counted from 1. */
export const motFormat: AnnotationFormat = {
  ...COMMON,
  id: 'mot',
  title: 'MOT Challenge',
  about: 'Ground truth for TrackEval, motmetrics and CVAT: gt/gt.txt, labels and seqinfo.ini.',
  kind: 'folder',
  extension: '',
  manyVideos: true,
  holds,
  remarks: ({ facts: { fps } }) => {
    if (fps === null) return [`Nothing tells the video's rate: ${ASSUMED_FPS} is written.`];
    return Number.isInteger(fps)
      ? []
      : [`seqinfo.ini takes whole rates only: ${fps} becomes ${Math.round(fps)}.`];
  },
  parse(files) {
    const truths = files.names.filter((name) => baseName(name) === 'gt.txt');
    const names = truths.length > 0 ? truths : textNames(files);
    return names.map((name) => readTruth(files, name));
  },
  *serialise(videos) {
    for (const video of videos) {
      const folder = videos.length === 1 ? '' : `${videoStem(video.facts.name)}/`;
      yield* truthFiles(video, folder);
    }
  },
  pictures: (video, { pictures = 'jpg' }) =>
    allPictures(video, (frame) => `img1/${String(frame + 1).padStart(6, '0')}.${pictures}`),
};

function readTruth(files: NamedTexts, name: string): VideoAnnotations {
  const file = placeOf(files, name);
  const gtFolder = folderName(name);
  const root = baseName(gtFolder) === 'gt' ? folderName(gtFolder) : gtFolder;
  const within = (folder: string, leaf: string): string =>
    folder === '' ? leaf : `${folder}/${leaf}`;
  const labels = readLabels(files, within(gtFolder, 'labels.txt'));
  const builder = new AnnotationsBuilder();
  const tracks = new Map<number, number>();
  let relabelled = 0;
  for (const row of motRows(files.text(name), file)) {
    const label = labelOf(row.classId, labels);
    let track = row.id === null ? undefined : tracks.get(row.id);
    if (track === undefined) {
      track = builder.track({ id: row.id, label });
      if (row.id !== null) tracks.set(row.id, track);
    } else if (builder.labelOf(track) !== label) relabelled++;
    builder.add(track, truthRow(row), row.line);
  }
  const facts = readSequence(files, within(root, 'seqinfo.ini'));
  const warnings =
    relabelled > 0
      ? [`${relabelled} boxes have another class than their track, whose first one was taken.`]
      : [];
  return builder.build((line) => `${file}, line ${line}`, {
    facts: { ...facts, name: facts.name ?? (baseName(root) || null) },
    warnings,
  });
}

function readLabels(files: NamedTexts, name: string): readonly string[] {
  if (!files.names.includes(name)) return MOT_CLASSES;
  return Array.from(linesOf(files.text(name), name), ({ text }) => text.trim());
}

function labelOf(classId: number, labels: readonly string[]): string {
  return labels[classId - 1] ?? (classId >= 1 ? `class ${classId}` : (labels[0] ?? 'object'));
}

function readSequence(files: NamedTexts, name: string): VideoFacts {
  if (!files.names.includes(name)) return NO_FACTS;
  const settings = readIni(wholeText(files.text(name), name));
  return {
    ...NO_FACTS,
    name: settings.get('name') ?? null,
    width: positiveSetting(settings, 'imWidth', true),
    height: positiveSetting(settings, 'imHeight', true),
    fps: positiveSetting(settings, 'frameRate', false),
    frameCount: positiveSetting(settings, 'seqLength', true),
  };
}

function truthRow({ frameIndex, box, flag, visibility }: MotRow): BoxRow {
  const attributes: Record<string, number | boolean> = {};
  if (flag === 0) attributes['ignored'] = true;
  if (isVisibility(visibility)) attributes['visibility'] = visibility;
  return {
    ...plainRow(frameIndex, box),
    occluded: visibility >= 0 && visibility < OCCLUDED_BELOW,
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}

function* truthFiles(video: VideoAnnotations, folder: string): Generator<TextFile> {
  const { width, height } = sizeOf(video, 'MOT Challenge');
  const labels = [...new Set(video.tracks.map(({ label }) => oneLine(label)))];
  yield { path: `${folder}gt/gt.txt`, chunks: truthLines(video, labels) };
  yield { path: `${folder}gt/labels.txt`, chunks: labels.map((label) => `${label}\n`) };
  const info = [
    ['name', videoStem(video.facts.name)],
    ['imDir', 'img1'],
    ['frameRate', Math.max(1, Math.round(video.facts.fps ?? ASSUMED_FPS))],
    ['seqLength', framesOf(video)],
    ['imWidth', width],
    ['imHeight', height],
    ['imExt', '.jpg'],
  ];
  const lines = info.map(([key, value]) => `${key!}=${value!}\n`);
  yield { path: `${folder}seqinfo.ini`, chunks: ['[Sequence]\n', ...lines] };
}

function* truthLines(video: VideoAnnotations, labels: readonly string[]): Generator<string> {
  const classId = new Map(labels.map((label, index) => [label, index + 1]));
  for (const [row, track] of rowsByFrame(video)) {
    if (row.box === null || row.absent) continue;
    const flag = row.attributes?.['ignored'] === true ? 0 : 1;
    const visibility = visibilityOf(row, row.attributes);
    yield `${motBox(row.frameIndex, track.id, row.box)},${flag},${classId.get(oneLine(track.label))!},${visibility}\n`;
  }
}

function visibilityOf(row: BoxRow, attributes: Attributes | undefined): number {
  const own = attributes?.['visibility'];
  if (own !== undefined && holds.keepsAttribute('visibility', own, row)) return own as number;
  return row.occluded ? 0 : 1;
}

/** The first six columns of a row, counted from 1. */
export function motBox(frameIndex: number, id: number, box: NonNullable<BoxRow['box']>): string {
  const { x, y, w, h } = box;
  return [frameIndex + 1, id, ...[x + 1, y + 1, w, h].map(decimalText)].join(',');
}
