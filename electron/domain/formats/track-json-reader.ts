import { StudioError } from '../../contract/errors.ts';
import type { BoxSource, TrackMedia, TrackModel } from '../track.ts';
import type { Attributes, BoxRow } from './box-table.ts';
import { JsonReader } from './json-reader.ts';
import { readBox } from './json-values.ts';
import { jsonValue, type JsonValue } from './text/json-stream.ts';
import { AnnotationsBuilder, isTrackId, type VideoAnnotations } from './video-annotations.ts';

/** What the first key of our own files says. */
export const TRACK_FORMAT = 'loretrack-tracks';
/** The version of our own files that is written; later ones are refused. */
export const TRACK_VERSION = 1;

/** What a file says of its video and beside its tracks. */
export interface TrackJson {
  readonly video: VideoAnnotations;
  readonly media: TrackMedia;
}

/**
 * Reads the project's own JSON, frame by frame, so that a file of any length takes little memory. Unknown keys are
 * ignored, so that later versions may add some.
 * @param open gives the text's pieces from its beginning, each time
 * @param file name for messages
 * @throws StudioError bad-input naming the file and the place in it
 */
export function readTrackJson(open: () => Iterable<string>, file: string): TrackJson {
  const head = readHead(open(), file);
  const media = readMedia(head.at('media'));
  const builder = new AnnotationsBuilder();
  let hasTracks = false;
  for (const [key, value] of jsonValue(open(), file).members()) {
    if (key !== 'tracks') continue;
    hasTracks = true;
    readTracks(value, builder, file, media.frameCount);
  }
  if (!hasTracks) head.at('tracks').fail('a list');
  const model = head.at('model').optional(readModel, null);
  const incompleteReason = head.at('complete').boolean() ? null : head.at('reason').string();
  const createdBy = head.at('createdBy').string();
  const createdAt = head.at('createdAt').optional((reader) => reader.string(), null);
  const { name, width, height, fps, frameCount, timeBase } = media;
  const video = builder.build(() => file, {
    facts: { name, width, height, fps, frameCount, timeBase },
    origin: { model, createdBy, createdAt, incompleteReason },
    keepsEmpty: true,
  });
  return { video, media };
}

function readHead(chunks: Iterable<string>, file: string): JsonReader {
  const members = new Map<string, JsonReader>();
  for (const [key, value] of jsonValue(chunks, file).members()) {
    if (key !== 'tracks') members.set(key, value.read());
  }
  const head = JsonReader.gathered(members, file);
  if (head.at('format').string() !== TRACK_FORMAT) head.at('format').fail(`"${TRACK_FORMAT}"`);
  const version = head.at('version').integer(1);
  if (version > TRACK_VERSION) {
    throw new StudioError(
      'bad-input',
      `${file} is a version ${version} track file and this program reads up to version ${TRACK_VERSION}: update the program`,
    );
  }
  return head;
}

function readTracks(
  list: JsonValue,
  builder: AnnotationsBuilder,
  file: string,
  frameCount: number,
): void {
  const ids = new Set<number>();
  let index = 0;
  for (const item of list.items()) {
    const track = builder.track({ id: null, label: '' });
    const members = new Map<string, JsonReader>();
    let hasFrames = false;
    for (const [key, value] of item.members()) {
      if (key === 'frames') {
        hasFrames = true;
        readFrames(value, builder, track, frameCount);
      } else members.set(key, value.read());
    }
    const reader = JsonReader.gathered(members, file, `tracks[${index++}]`);
    const id = reader.at('id').number('an integer from 1', isTrackId);
    if (ids.has(id)) reader.at('id').fail('an id that no other track has');
    ids.add(id);
    if (!hasFrames) reader.at('frames').fail('a list');
    builder.describe(track, {
      id,
      label: reader.at('label').string(),
      color: reader.at('color').optional(readColor, null),
      attributes: reader.at('attributes').optional(readAttributes, {}),
    });
  }
}

function readFrames(
  list: JsonValue,
  builder: AnnotationsBuilder,
  track: number,
  frameCount: number,
): void {
  let previous = -1;
  for (const item of list.items()) {
    const reader = item.read();
    const row = readFrame(reader);
    const { frameIndex } = row;
    if (frameIndex <= previous) reader.at('frame').fail(`above ${previous}, the frame before`);
    if (frameIndex >= frameCount) reader.at('frame').fail(`below frameCount, ${frameCount}`);
    previous = frameIndex;
    builder.add(track, row, frameIndex);
  }
}

function readFrame(reader: JsonReader): BoxRow {
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

function readAttributes(reader: JsonReader): Attributes {
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
