import type { Attributes, BoxRow } from './box-table.ts';
import { derivedRows, rowsBetween } from './derived-rows.ts';
import { anyAttributes, COMMON } from './file-format.ts';
import type { AnnotationFormat } from './format.ts';
import type { JsonReader } from './json-reader.ts';
import { readPlainAttributes } from './json-values.ts';
import { onlyName, placeOf, videoStem } from './named-texts.ts';
import { jsonValue, type JsonValue } from './text/json-stream.ts';
import {
  AnnotationsBuilder,
  plainRow,
  type AnnotationTrack,
  type VideoAnnotations,
} from './video-annotations.ts';

/** The attribute that says that an object is occluded. */
const OCCLUDED = 'occluded';

/** DIVE JSON, version 2: keyframes with or without interpolation to the next one. */
export const diveFormat: AnnotationFormat = {
  ...COMMON,
  id: 'dive',
  title: 'DIVE JSON v2',
  about: 'For DIVE: keyframes that stay editable, gaps and attributes.',
  extension: '.dive.json',
  holds: {
    ids: 'kept',
    labels: (label) => label,
    colors: false,
    keepsTrackAttribute: anyAttributes,
    keepsAttribute: (name) => name !== OCCLUDED,
    sources: false,
    scores: 'none',
    confirmed: false,
    keyframes: 'derived',
    occlusion: true,
    absence: 'none',
    decimals: null,
    times: false,
  },
  parse(files) {
    const name = onlyName(files);
    return [readDive(() => files.text(name), placeOf(files, name))];
  },
  *serialise(videos) {
    for (const video of videos) {
      const path = `${videoStem(video.facts.name)}${this.extension}`;
      yield { path, chunks: diveChunks(video) };
    }
  },
};

function readDive(open: () => Iterable<string>, file: string): VideoAnnotations {
  const builder = new AnnotationsBuilder();
  const warnings: string[] = [];
  let hasTracks = false;
  for (const [key, value] of jsonValue(open(), file).members()) {
    if (key !== 'tracks') continue;
    hasTracks = true;
    readTracks(value, builder, warnings);
  }
  // Version 1 has nothing around its tracks.
  if (!hasTracks) readTracks(jsonValue(open(), file), builder, warnings);
  return builder.build((id) => `${file}: track ${id}`, { warnings });
}

function readTracks(list: JsonValue, builder: AnnotationsBuilder, warnings: string[]): void {
  let boxless = 0;
  for (const [, value] of list.members()) {
    const reader = value.read();
    const id = reader.has('id') ? reader.at('id') : reader.at('trackId');
    const number = id.integer(0);
    const attributes = reader.at('attributes').optional(readPlainAttributes, {});
    const track = builder.track({ id: number, label: labelOf(reader), attributes });
    let previous: { readonly row: BoxRow; readonly interpolates: boolean } | null = null;
    for (const feature of reader.at('features').array()) {
      const row = readFeature(feature);
      if (row === null) {
        boxless++;
        continue;
      }
      if (previous !== null && row.frameIndex <= previous.row.frameIndex) {
        feature.at('frame').fail(`above ${previous.row.frameIndex}, the frame before`);
      }
      if (previous?.interpolates === true) {
        for (const between of rowsBetween(previous.row, row)) builder.add(track, between, number);
      }
      builder.add(track, row, number);
      const interpolates = feature.at('interpolate').optional((flag) => flag.boolean(), false);
      previous = { row, interpolates };
    }
  }
  if (boxless > 0) warnings.push(`${boxless} features without bounds were left out.`);
}

function labelOf(reader: JsonReader): string {
  let [label, best] = ['unknown', -Infinity];
  for (const pair of reader.at('confidencePairs').optional((list) => list.array(), [])) {
    const [name, score] = pair.array();
    if (name === undefined || score === undefined) return pair.fail('a label and its confidence');
    const confidence = score.number();
    if (confidence > best) [label, best] = [name.string(), confidence];
  }
  return label;
}

function readFeature(reader: JsonReader): BoxRow | null {
  const frameIndex = reader.at('frame').integer(0);
  const bounds = reader.at('bounds').optional((list) => list.array(), null);
  if (bounds === null) return null;
  if (bounds.length !== 4) reader.at('bounds').fail('four numbers [x1,y1,x2,y2]');
  const [left, top, right, bottom] = bounds.map((edge) => edge.number()) as [
    ...[number, number, number, number],
  ];
  if (right < left || bottom < top) reader.at('bounds').fail('[x1,y1,x2,y2] with x1 ≤ x2, y1 ≤ y2');
  const all: Attributes = reader.at('attributes').optional(readPlainAttributes, {});
  const { [OCCLUDED]: occluded = false, ...attributes } = all;
  const isKeyframe = reader.at('keyframe').optional((flag) => flag.boolean(), true);
  return {
    ...plainRow(frameIndex, { x: left, y: top, w: right - left, h: bottom - top }),
    occluded: occluded === true || occluded === 'true',
    keyframe: isKeyframe,
    source: isKeyframe ? 'imported' : 'interpolated',
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}

function* diveChunks(video: VideoAnnotations): Generator<string> {
  yield '{"tracks":{';
  for (const [index, track] of video.tracks.entries()) {
    const { id, label, attributes } = track;
    const [begin, end] = endsOf(video, track);
    const head = { id, meta: {}, attributes, confidencePairs: [[label, 1]], begin, end };
    yield `${index > 0 ? ',' : ''}"${id}":${JSON.stringify(head).slice(0, -1)},"features":[`;
    yield* features(video, track);
    yield ']}';
  }
  yield '},"groups":{},"version":2}\n';
}

function endsOf({ table }: VideoAnnotations, { from, to }: AnnotationTrack): [number, number] {
  let [begin, end] = [0, 0];
  for (let row = from; row < to; row++) if (table.isPresent(row)) end = table.frameIndex(row);
  for (let row = to - 1; row >= from; row--)
    if (table.isPresent(row)) begin = table.frameIndex(row);
  return [begin, end];
}

function* features(video: VideoAnnotations, track: AnnotationTrack): Generator<string> {
  const derived = derivedRows(video, track);
  let isFirst = true;
  for (let at = track.from; at < track.to; at++) {
    if (!video.table.isPresent(at) || derived[at - track.from] === 1) continue;
    const interpolates = derived[at - track.from + 1] === 1;
    yield `${isFirst ? '' : ','}${JSON.stringify(featureOf(video.table.row(at), interpolates))}`;
    isFirst = false;
  }
}

function featureOf(row: BoxRow, interpolate: boolean): unknown {
  const { x, y, w, h } = row.box!;
  const own = Object.entries(row.attributes ?? {}).filter(([name]) => name !== OCCLUDED);
  const attributes: Attributes = {
    ...Object.fromEntries(own),
    ...(row.occluded && { [OCCLUDED]: true }),
  };
  return {
    frame: row.frameIndex,
    bounds: [x, y, x + w, y + h],
    keyframe: true,
    interpolate,
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}
