import type { Attributes, BoxRow } from './box-table.ts';
import { frameFileName } from './coco.ts';
import { anyAttributes, COMMON } from './file-format.ts';
import type { AnnotationFormat, ParseHints } from './format.ts';
import type { JsonReader } from './json-reader.ts';
import { keyOf, readBox, readFlag, readPlainAttributes, trailingNumber } from './json-values.ts';
import { baseName, onlyName, placeOf, stemOf, videoStem } from './named-texts.ts';
import { jsonValue } from './text/json-stream.ts';
import {
  AnnotationsBuilder,
  isTrackId,
  plainRow,
  rowsByFrame,
  type AnnotationTrack,
  type VideoAnnotations,
} from './video-annotations.ts';

/** Attributes that say what we have a place for. */
const RESERVED = new Set(['track_id', 'occluded', 'keyframe', 'score']);

/** Datumaro's JSON: items are images; ids, occlusion, keyframes and scores are attributes. */
export const datumaroFormat: AnnotationFormat = {
  ...COMMON,
  id: 'datumaro',
  title: 'Datumaro JSON',
  about: 'For Datumaro and CVAT: an item per frame; track ids, occlusion and scores as attributes.',
  extension: '.datumaro.json',
  holds: {
    ids: 'kept',
    labels: (label) => label,
    colors: false,
    keepsTrackAttribute: () => false,
    keepsAttribute: (name) => !RESERVED.has(name) && anyAttributes(),
    sources: false,
    scores: 'kept',
    confirmed: false,
    keyframes: 'kept',
    occlusion: true,
    absence: 'none',
    decimals: null,
    times: false,
  },
  parse(files, hints) {
    const name = onlyName(files);
    return [readDatumaro(() => files.text(name), placeOf(files, name), hints)];
  },
  *serialise(videos) {
    for (const video of videos) {
      const path = `${videoStem(video.facts.name)}${this.extension}`;
      yield { path, chunks: datumaroChunks(video) };
    }
  },
};

function readDatumaro(
  open: () => Iterable<string>,
  file: string,
  hints: ParseHints,
): VideoAnnotations {
  const labels: string[] = [];
  for (const [key, value] of jsonValue(open(), file).members()) {
    if (key !== 'categories') continue;
    const list = value
      .read()
      .at('label')
      .optional((label) => label.at('labels').array(), []);
    for (const label of list) labels.push(label.at('name').string());
  }
  const builder = new AnnotationsBuilder();
  const tracks = new Map<string, number>();
  const names = new Map(hints.fileNames?.map((name, index) => [stemOf(baseName(name)), index]));
  let width: number | null = null;
  let height: number | null = null;
  let passedOver = 0;
  let itemCount = -1;
  for (const [key, value] of jsonValue(open(), file).members()) {
    if (key !== 'items') continue;
    for (const itemValue of value.items()) {
      const item = itemValue.read();
      itemCount++;
      const [rows, columns] = item.at('image').optional((image) => readSize(image), []);
      height ??= rows ?? null;
      width ??= columns ?? null;
      const frameIndex = frameOf(item, names, itemCount);
      for (const annotation of item.at('annotations').array()) {
        if (annotation.at('type').string() !== 'bbox') {
          passedOver++;
          continue;
        }
        const { id, row } = readAnnotation(annotation, frameIndex);
        const label = labelOf(annotation.at('label_id'), labels);
        let track = id === null ? undefined : tracks.get(id);
        if (track === undefined) {
          const number = id === null ? null : Number(id);
          track = builder.track({
            id: number !== null && isTrackId(number) ? number : null,
            label,
          });
          if (id !== null) tracks.set(id, track);
        }
        builder.add(track, row, itemCount);
      }
    }
  }
  return builder.build((index) => `${file}: items[${index}]`, {
    facts: { width, height },
    warnings: passedOver > 0 ? [`${passedOver} annotations are no boxes and were left out.`] : [],
  });
}

function readSize(image: JsonReader): readonly number[] {
  const size = image.at('size').optional((list) => list.array(), []);
  return size.length === 2 ? size.map((side) => side.integer(1)) : [];
}

/** As its attribute `frame` says, else its name among an image folder's, else the number that its name ends with. */
function frameOf(item: JsonReader, names: ReadonlyMap<string, number>, index: number): number {
  const told = item
    .at('attr')
    .optional((attr) => attr.at('frame').optional((at) => at.integer(0), null), null);
  if (told !== null) return told;
  const id = item.at('id').string();
  return names.get(stemOf(baseName(id))) ?? names.get(baseName(id)) ?? trailingNumber(id) ?? index;
}

function labelOf(reader: JsonReader, labels: readonly string[]): string {
  const id = reader.optional((value) => value.integer(0), null);
  if (id === null) return 'unknown';
  return labels[id] ?? reader.fail('the place of a label in the categories');
}

function readAnnotation(
  reader: JsonReader,
  frameIndex: number,
): { readonly id: string | null; readonly row: BoxRow } {
  const all = reader.at('attributes');
  const flag = (key: string): boolean =>
    all.optional((attributes) => attributes.at(key).optional(readFlag, false), false);
  const id = all.optional((attributes) => attributes.at('track_id').optional(keyOf, null), null);
  const score = all.optional(
    (attributes) => attributes.at('score').optional((value) => value.number(), null),
    null,
  );
  const more = Object.entries(all.optional(readPlainAttributes, {})).filter(
    ([name]) => !RESERVED.has(name),
  );
  return {
    id,
    row: {
      ...plainRow(frameIndex, readBox(reader.at('bbox'))),
      score: score !== null && score >= 0 && score <= 1 ? score : null,
      occluded: flag('occluded'),
      keyframe: flag('keyframe'),
      ...(more.length > 0 && { attributes: Object.fromEntries(more) }),
    },
  };
}

function* datumaroChunks(video: VideoAnnotations): Generator<string> {
  const names = [...new Set(video.tracks.map(({ label }) => label))];
  const labelId = new Map(names.map((name, index) => [name, index]));
  const labels = names.map((name) => ({ name, parent: '', attributes: [] }));
  const attributes = ['occluded', 'track_id', 'keyframe'];
  yield `{"dm_format_version":"1.0","media_type":2,"infos":{},"categories":{"label":${JSON.stringify({ labels, attributes })}},"items":[`;
  const { width, height } = video.facts;
  const size = width === null || height === null ? {} : { size: [height, width] };
  let current = -1;
  let count = 0;
  let isFirst = true;
  for (const [row, track] of rowsByFrame(video)) {
    if (row.frameIndex !== current) {
      if (current >= 0) yield ']},';
      current = row.frameIndex;
      const path = frameFileName(current);
      const head = { id: stemOf(path), attr: { frame: current }, image: { path, ...size } };
      yield `${JSON.stringify(head).slice(0, -1)},"annotations":[`;
      isFirst = true;
    }
    if (row.box === null || row.absent) continue;
    const annotation = annotationOf(row, track, labelId.get(track.label)!, ++count);
    yield `${isFirst ? '' : ','}${JSON.stringify(annotation)}`;
    isFirst = false;
  }
  if (current >= 0) yield ']}';
  yield ']}\n';
}

function annotationOf(row: BoxRow, track: AnnotationTrack, labelId: number, id: number): unknown {
  const { x, y, w, h } = row.box!;
  const own = Object.entries(row.attributes ?? {}).filter(([name]) => !RESERVED.has(name));
  const attributes: Attributes = {
    ...Object.fromEntries(own),
    track_id: track.id,
    occluded: row.occluded,
    keyframe: row.keyframe,
    ...(row.score !== null && { score: row.score }),
  };
  return {
    ...{ id, type: 'bbox', attributes, group: 0 },
    ...{ label_id: labelId, z_order: 0, bbox: [x, y, w, h] },
  };
}
