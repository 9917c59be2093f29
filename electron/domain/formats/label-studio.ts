import type { BoxRow } from './box-table.ts';
import { derivedRows, rowsBetween } from './derived-rows.ts';
import { COMMON, noAttributes } from './file-format.ts';
import type { AnnotationFormat, ParseHints } from './format.ts';
import { JsonReader } from './json-reader.ts';
import { keyOf } from './json-values.ts';
import { baseName, onlyName, placeOf, videoStem } from './named-texts.ts';
import { jsonValue, type JsonValue } from './text/json-stream.ts';
import { FrameTimes } from './track-document-annotations.ts';
import {
  AnnotationsBuilder,
  framesOf,
  isTrackId,
  NO_LABEL,
  plainRow,
  type AnnotationTrack,
  type VideoAnnotations,
} from './video-annotations.ts';
import { sizeOf } from './written-facts.ts';

type Size = ReturnType<typeof sizeOf>;

/** Label Studio's export of video object tracking: keyframes in percent of the picture, counted from 1. */
export const labelStudioFormat: AnnotationFormat = {
  ...COMMON,
  id: 'labelstudio',
  title: 'Label Studio video JSON',
  about: 'For Label Studio: keyframes in percent of the picture, absence between them.',
  extension: '.labelstudio.json',
  manyVideos: true,
  holds: {
    ids: 'kept',
    labels: (label) => label,
    colors: false,
    keepsTrackAttribute: noAttributes,
    keepsAttribute: noAttributes,
    sources: false,
    scores: 'none',
    confirmed: false,
    keyframes: 'derived',
    occlusion: false,
    absence: 'between',
    decimals: null,
    times: false,
  },
  parse(files, hints) {
    const name = onlyName(files);
    return [...readLabelStudio(files.text(name), placeOf(files, name), hints)];
  },
  *serialise(videos) {
    const path = `${videoStem(videos[0]?.facts.name ?? null)}${this.extension}`;
    yield { path, chunks: labelStudioChunks(videos) };
  },
};

function* readLabelStudio(
  chunks: Iterable<string>,
  file: string,
  { facts }: ParseHints,
): Generator<VideoAnnotations> {
  const size = sizeOf(
    { facts } as VideoAnnotations,
    'Label Studio, whose boxes are percent of the picture,',
  );
  let index = 0;
  for (const task of jsonValue(chunks, file).items()) {
    yield readTask(task, { file, path: `[${index++}]` }, facts.frameCount, size);
  }
}

interface Place {
  readonly file: string;
  readonly path: string;
}

/** A task, region by region: each is read whole, all of them need not fit into memory. */
function readTask(
  task: JsonValue,
  place: Place,
  knownCount: number | null,
  size: Size,
): VideoAnnotations {
  const builder = new AnnotationsBuilder();
  let video = '';
  let frameCount: number | null = null;
  let fps: number | null = null;
  let isAnnotated = false;
  for (const [key, value] of task.members()) {
    if (key === 'data') {
      video = value.read().optional((data) => data.at('video').optional(keyOf, ''), '');
    } else if (key === 'annotations') {
      isAnnotated = true;
      for (const result of resultsOf(value, place)) {
        if (result.at('type').optional((type) => type.string(), '') !== 'videorectangle') continue;
        const region = result.at('value');
        const count = region.at('framesCount').optional((count) => count.integer(1), null);
        const duration = region.at('duration').optional((seconds) => seconds.number(), null);
        frameCount ??= count;
        if (count !== null && duration !== null && duration > 0) fps ??= count / duration;
        readRegion(result, builder, count ?? knownCount, size);
      }
    }
  }
  if (!isAnnotated) refuseMissing('annotations', place);
  return builder.build((id) => `${place.file}: region ${id}`, {
    facts: { name: video === '' ? null : baseName(video), ...size, frameCount, fps },
  });
}

/** The results of a task's first annotation; others are further tries at the same. */
function* resultsOf(annotations: JsonValue, { file, path }: Place): Generator<JsonReader> {
  let isFirst = true;
  for (const annotation of annotations.items()) {
    if (!isFirst) continue;
    isFirst = false;
    let hasResult = false;
    for (const [key, value] of annotation.members()) {
      if (key !== 'result') continue;
      hasResult = true;
      for (const item of value.items()) yield item.read();
    }
    if (!hasResult) refuseMissing('result', { file, path: `${path}.annotations[0]` });
  }
}

function refuseMissing(key: string, { file, path }: Place): never {
  return JsonReader.gathered(new Map(), file, path).at(key).fail('a list');
}

interface Keyframe {
  readonly row: BoxRow;
  readonly isEnabled: boolean;
}

function readRegion(
  result: JsonReader,
  builder: AnnotationsBuilder,
  frameCount: number | null,
  size: Size,
): void {
  const region = result.at('value');
  const id = Number(result.at('id').optional(keyOf, 'NaN'));
  const label = region.at('labels').optional((labels) => labels.array()[0]?.string(), undefined);
  const track = builder.track({ id: isTrackId(id) ? id : null, label: label ?? NO_LABEL });
  const keyframes = region
    .at('sequence')
    .array()
    .map((item): Keyframe => readKeyframe(item, size))
    .sort((a, b) => a.row.frameIndex - b.row.frameIndex);
  for (const [i, { row, isEnabled }] of keyframes.entries()) {
    builder.add(track, row, id);
    const next = keyframes[i + 1];
    if (next === undefined) {
      // Without an end it stays to the end of the video.
      const end = { ...row, frameIndex: frameCount ?? 0 };
      if (isEnabled) for (const held of rowsBetween(row, end)) builder.add(track, held, id);
    } else if (isEnabled) {
      for (const between of rowsBetween(row, next.row)) builder.add(track, between, id);
    } else {
      for (let frame = row.frameIndex + 1; frame < next.row.frameIndex; frame++) {
        builder.add(track, plainRow(frame, null), id);
      }
    }
  }
}

function readKeyframe(item: JsonReader, { width, height }: Size): Keyframe {
  const percent = (key: string): number => item.at(key).number() / 100;
  const side = (key: string): number =>
    item.at(key).number('a side of at least 0', (value) => value >= 0) / 100;
  const box = {
    x: percent('x') * width,
    y: percent('y') * height,
    w: side('width') * width,
    h: side('height') * height,
  };
  const frameIndex = item.at('frame').integer(1) - 1;
  return {
    row: { ...plainRow(frameIndex, box), keyframe: true },
    isEnabled: item.at('enabled').optional((flag) => flag.boolean(), true),
  };
}

function* labelStudioChunks(videos: readonly VideoAnnotations[]): Generator<string> {
  yield '[';
  for (const [index, video] of videos.entries()) {
    const size = sizeOf(video, 'Label Studio');
    const data = { video: video.facts.name ?? 'video' };
    const head = JSON.stringify({ id: index + 1, data });
    yield `${index > 0 ? ',' : ''}${head.slice(0, -1)},"annotations":[{"id":${index + 1},"result":[`;
    let isFirst = true;
    for (const track of video.tracks) {
      const { value, ...region } = regionOf(video, track);
      yield `${isFirst ? '' : ','}${JSON.stringify(region).slice(0, -1)},"value":${JSON.stringify(value).slice(0, -1)},"sequence":[`;
      yield* sequenceOf(video, track, size);
      yield ']}}';
      isFirst = false;
    }
    yield ']}]}';
  }
  yield ']\n';
}

function regionOf(video: VideoAnnotations, { id, label }: AnnotationTrack) {
  const framesCount = framesOf(video);
  const { fps } = video.facts;
  return {
    ...{ id: String(id), type: 'videorectangle', from_name: 'box', to_name: 'video' },
    ...{ origin: 'manual' },
    value: {
      framesCount,
      ...(fps !== null && { duration: framesCount / fps }),
      labels: [label],
    },
  };
}

/** The keyframes; one after which the object is gone says so (`enabled: false`). */
function* sequenceOf(
  video: VideoAnnotations,
  track: AnnotationTrack,
  { width, height }: Size,
): Generator<string> {
  const derived = derivedRows(video, track);
  const times = new FrameTimes(video.facts);
  let isFirst = true;
  for (let at = track.from; at < track.to; at++) {
    if (!video.table.isPresent(at) || derived[at - track.from] === 1) continue;
    const row = video.table.row(at);
    const { x, y, w, h } = row.box!;
    const hasNext =
      at + 1 < track.to &&
      video.table.isPresent(at + 1) &&
      video.table.frameIndex(at + 1) === row.frameIndex + 1;
    const item = {
      frame: row.frameIndex + 1,
      enabled: hasNext,
      rotation: 0,
      x: (x / width) * 100,
      y: (y / height) * 100,
      width: (w / width) * 100,
      height: (h / height) * 100,
      time: times.of(row).timeSec,
    };
    yield `${isFirst ? '' : ','}${JSON.stringify(item)}`;
    isFirst = false;
  }
}
