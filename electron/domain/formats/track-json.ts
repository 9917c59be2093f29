import { StudioError } from '../../contract/errors.ts';
import type { Box } from '../boxes.ts';
import type {
  BoxSource,
  Track,
  TrackDocument,
  TrackFrame,
  TrackMedia,
  TrackModel,
} from '../track.ts';
import { JsonReader } from './json-reader.ts';

const FORMAT = 'loretrack-tracks';
const VERSION = 1;

/**
 * Writes tracks as the project's own JSON (docs/track.schema.json), one line per frame.
 * @throws StudioError bad-input when the document breaks a rule of the format: what is written can be read again.
 */
export function serialiseTrackJson(document: TrackDocument): string {
  const { media, model, tracks, incompleteReason, createdBy, createdAt } = document;
  const { name, path, width, height, fps, frameCount, timeBase } = media;
  const head = {
    format: FORMAT,
    version: VERSION,
    createdBy,
    ...(createdAt !== null && { createdAt }),
    complete: incompleteReason === null,
    ...(incompleteReason !== null && { reason: incompleteReason }),
    media: {
      name,
      ...(path !== null && { path }),
      ...{ width, height, fps, frameCount, timeBase },
    },
    model: model && { id: model.id, ...(model.sha256 !== null && { sha256: model.sha256 }) },
  };
  const trackTexts = tracks.map(({ id, label, color, attributes, frames }) => {
    const start = JSON.stringify({ id, label, ...(color !== null && { color }), attributes });
    const lines = frames.map((frame) => `\n        ${JSON.stringify(frameToJson(frame))}`);
    return `\n    ${start.slice(0, -1)},"frames":[${lines.join()}]}`;
  });
  const headText = JSON.stringify(head, null, 2).slice(0, -2);
  const text = `${headText},\n  "tracks": [${trackTexts.join()}\n  ]\n}\n`;
  parseTrackJson(text, 'the tracks to write');
  return text;
}

/**
 * Reads the project's own JSON. Unknown keys are ignored, so that later versions may add some.
 * @param file name for messages
 * @throws StudioError bad-input naming the file and the place in it
 */
export function parseTrackJson(text: string, file: string): TrackDocument {
  const root = JsonReader.parse(text, file);
  if (root.at('format').string() !== FORMAT) root.at('format').fail(`"${FORMAT}"`);
  const version = root.at('version').integer(1);
  if (version > VERSION) {
    throw new StudioError(
      'bad-input',
      `${file} is a version ${version} track file and this program reads up to version ${VERSION}: update the program`,
    );
  }
  const media = readMedia(root.at('media'));
  const tracks = root.at('tracks').array();
  const ids = new Set<number>();
  return {
    media,
    model: root.at('model').optional(readModel, null),
    tracks: tracks.map((reader) => {
      const track = readTrack(reader, media.frameCount);
      if (ids.has(track.id)) reader.at('id').fail('an id that no other track has');
      ids.add(track.id);
      return track;
    }),
    incompleteReason: root.at('complete').boolean() ? null : root.at('reason').string(),
    createdBy: root.at('createdBy').string(),
    createdAt: root.at('createdAt').optional((reader) => reader.string(), null),
  };
}

function frameToJson(frame: TrackFrame): Record<string, unknown> {
  const { box } = frame;
  return {
    frame: frame.frameIndex,
    pts: frame.pts,
    timeSec: frame.timeSec,
    bbox: box && [box.x, box.y, box.w, box.h],
    source: frame.source,
    confirmed: frame.confirmed,
    score: frame.score,
    keyframe: frame.keyframe,
    // Rare: left out when false, to keep the lines short.
    ...(frame.occluded && { occluded: true }),
    ...(frame.absent && { absent: true }),
    ...(frame.attributes && { attributes: frame.attributes }),
  };
}

function readMedia(reader: JsonReader): TrackMedia {
  const timeBase = reader.at('timeBase');
  return {
    name: reader.at('name').string(),
    path: reader.at('path').optional((path) => path.string(), null),
    width: reader.at('width').integer(1),
    height: reader.at('height').integer(1),
    fps: reader.at('fps').number('a number above 0', (fps) => fps > 0),
    frameCount: reader.at('frameCount').integer(0),
    timeBase: { num: timeBase.at('num').integer(1), den: timeBase.at('den').integer(1) },
  };
}

function readModel(reader: JsonReader): TrackModel {
  const id = reader.at('id').string();
  return { id, sha256: reader.at('sha256').optional(readSha256, null) };
}

function readSha256(reader: JsonReader): string {
  const text = reader.string();
  return /^[0-9a-f]{64}$/.test(text) ? text : reader.fail('64 hexadecimal digits');
}

function readTrack(reader: JsonReader, frameCount: number): Track {
  let previous = -1;
  const frames = reader.at('frames').array();
  return {
    id: reader.at('id').integer(1),
    label: reader.at('label').string(),
    color: reader.at('color').optional(readColor, null),
    attributes: reader.at('attributes').optional(readAttributes, {}),
    frames: frames.map((item) => {
      const frame = readFrame(item);
      const { frameIndex } = frame;
      if (frameIndex <= previous) item.at('frame').fail(`above ${previous}, the frame before`);
      if (frameIndex >= frameCount) item.at('frame').fail(`below frameCount, ${frameCount}`);
      previous = frameIndex;
      return frame;
    }),
  };
}

function readFrame(reader: JsonReader): TrackFrame {
  const absent = reader.at('absent').optional((value) => value.boolean(), false);
  const box = reader.at('bbox').optional(readBox, null);
  const attributes = reader.at('attributes').optional(readAttributes, null);
  if (box === null && !absent) {
    reader.at('bbox').fail('a box [x,y,w,h], as the object is not absent');
  }
  return {
    frameIndex: reader.at('frame').integer(0),
    pts: reader.at('pts').integer(-Infinity),
    timeSec: reader.at('timeSec').number(),
    box,
    source: readSource(reader.at('source')),
    confirmed: reader.at('confirmed').boolean(),
    score: reader.at('score').optional(readScore, null),
    occluded: reader.at('occluded').optional((value) => value.boolean(), false),
    absent,
    keyframe: reader.at('keyframe').boolean(),
    ...(attributes && { attributes }),
  };
}

function readBox(reader: JsonReader): Box {
  const items = reader.array();
  if (items.length !== 4) reader.fail('four numbers [x,y,w,h]');
  const [x, y, w, h] = items as [JsonReader, JsonReader, JsonReader, JsonReader];
  const side = (value: number): boolean => value >= 0;
  return {
    x: x.number(),
    y: y.number(),
    w: w.number('a width of at least 0', side),
    h: h.number('a height of at least 0', side),
  };
}

function readAttributes(reader: JsonReader): Record<string, string | number | boolean> {
  return Object.fromEntries(reader.entries().map(([key, value]) => [key, value.scalar()]));
}

function readScore(reader: JsonReader): number {
  return reader.number('a number from 0 to 1', (score) => score >= 0 && score <= 1);
}

function readColor(reader: JsonReader): string {
  const text = reader.string();
  return /^#[0-9a-f]{6}$/i.test(text) ? text : reader.fail('a colour like #00bcd4');
}

function readSource(reader: JsonReader): BoxSource {
  const text = reader.string();
  if (text === 'human' || text === 'interpolated' || text === 'imported') return text;
  if (text.startsWith('model:') && text.length > 'model:'.length) return text as `model:${string}`;
  return reader.fail('human, interpolated, imported or model:<id>');
}
