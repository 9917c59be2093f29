import type {
  AttributeDefinition,
  AttributeValue,
  FrameRow,
  Label,
  MediaItem,
  ProjectTrack,
} from '../../domain/annotation.ts';
import { packFlags, unpackFlags } from './frame-flags.ts';
import { overlapsFromCells, overlapsToCells } from './overlaps.ts';
import type { RecordLayout } from './record-table.ts';
import type { SourceNames } from './source-names.ts';

type Attributes = Readonly<Record<string, AttributeValue>>;

/** Attributes as JSON with sorted names, so that equal ones are equal text; null when there are none. */
function attributesToText(attributes: Attributes): string | null {
  const names = Object.keys(attributes);
  if (names.length === 0) return null;
  return JSON.stringify(Object.fromEntries(names.sort().map((name) => [name, attributes[name]])));
}

/** The inverse of storing attributes as text. */
export function attributesFromText(text: string | null): Attributes {
  return text === null ? {} : (JSON.parse(text) as Attributes);
}

/** Table `label`. */
export const labelLayout: RecordLayout<Label> = {
  table: 'label',
  key: ['id'],
  columns: ['name', 'color', 'hotkey', 'attributes'],
  toCells: ({ name, color, hotkey, attributes }) => {
    // Named one by one, so that equal definitions are equal text.
    const definitions = attributes.map((definition) => ({
      name: definition.name,
      scope: definition.scope,
      kind: definition.kind,
      choices: definition.choices,
    }));
    return [name, color, hotkey, JSON.stringify(definitions)];
  },
  fromCells: (cells, key) => {
    const [name, color, hotkey, attributes] = cells as [string, string, string | null, string];
    const definitions = JSON.parse(attributes) as AttributeDefinition[];
    return { id: key[0]!, name, color, hotkey, attributes: definitions };
  },
};

/** Table `media`. */
export const mediaLayout: RecordLayout<MediaItem> = {
  table: 'media',
  key: ['id'],
  columns: [
    ...['name', 'path', 'kind', 'width', 'height', 'fps', 'frame_count', 'time_num', 'time_den'],
    ...['bytes', 'head_hash', 'tail_hash', 'table_hash'],
  ],
  toCells: ({ timeBase, identity, ...item }) => [
    ...[item.name, item.path, item.kind, item.width, item.height, item.fps, item.frameCount],
    ...[timeBase.num, timeBase.den, identity.bytes, identity.head, identity.tail, identity.table],
  ],
  fromCells: (cells, key) => {
    const [name, path, kind] = cells.slice(0, 3) as [string, string, MediaItem['kind']];
    const numbers = cells.slice(3, 10) as [number, number, number, number, number, number, number];
    const [width, height, fps, frameCount, num, den, bytes] = numbers;
    const [head, tail, table] = cells.slice(10) as [string, string, string];
    return {
      ...{ id: key[0]!, name, path, kind, width, height, fps, frameCount },
      timeBase: { num, den },
      identity: { bytes, head, tail, table },
    };
  },
};

/** Table `track`. */
export const trackLayout: RecordLayout<ProjectTrack> = {
  table: 'track',
  key: ['id'],
  columns: [
    ...['media_id', 'label_id', 'color', 'attributes'],
    ...['interpolate', 'locked', 'hidden'],
  ],
  toCells: (track) => [
    ...[track.mediaId, track.labelId, track.color, attributesToText(track.attributes)],
    ...[Number(track.interpolate), Number(track.locked), Number(track.hidden)],
  ],
  fromCells: (cells, key) => {
    const [mediaId, labelId, color, attributes] = cells.slice(0, 4) as [
      ...[number, number, string | null, string | null],
    ];
    return {
      ...{ id: key[0]!, mediaId, labelId, color, attributes: attributesFromText(attributes) },
      ...{ interpolate: cells[4] === 1, locked: cells[5] === 1, hidden: cells[6] === 1 },
    };
  },
};

/** Table `frame_row`, whose key is the track and the frame. */
export function frameRowLayout(sources: SourceNames): RecordLayout<FrameRow> {
  return {
    table: 'frame_row',
    key: ['track_id', 'frame_index'],
    columns: [
      ...['x', 'y', 'w', 'h', 'source_id', 'score', 'flags', 'attributes'],
      ...['pass_iou', 'model_iou'],
    ],
    toCells: (row) => {
      const { box, source, score, attributes } = row;
      return [
        ...(box === null ? [null, null, null, null] : [box.x, box.y, box.w, box.h]),
        ...[sources.idOf(source), score, packFlags(row), attributesToText(attributes)],
        ...overlapsToCells(row),
      ];
    },
    fromCells: (cells) => {
      const [x, y, w, h, source, score, flags, attributes, ...overlaps] = cells as [
        ...[number | null, number, number, number],
        ...[number, number | null, number, string | null],
        ...[passIou: number | null, modelIou: number | null],
      ];
      return {
        box: x === null ? null : { x, y, w, h },
        source: sources.nameOf(source),
        score,
        ...unpackFlags(flags),
        attributes: attributesFromText(attributes),
        ...overlapsFromCells(overlaps),
      };
    },
  };
}
