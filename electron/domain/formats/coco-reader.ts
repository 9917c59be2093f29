import type { Box } from '../boxes.ts';
import type { BoxSource } from '../track.ts';
import { imagesOfVideo, keyOf } from './coco-images.ts';
import type { CocoTarget } from './coco-images.ts';
import type { ImportedFrame, ImportedTracks } from './imported-tracks.ts';
import type { JsonReader } from './json-reader.ts';

interface Collected {
  readonly label: string;
  readonly frames: Map<number, ImportedFrame>;
}

/**
 * Reads the tracks of one video out of COCO in any dialect: CocoVID (`frame_id`, `instance_id`), TAO and KWCOCO
 * (`frame_index`, `track_id`), Datumaro and CVAT, which hide the track id among the attributes, and plain COCO, where
 * frames come from file names and every annotation is an object of its own. Annotations without a box are left out.
 * @throws StudioError bad-input naming the file and the place in it
 */
export function readCoco(root: JsonReader, target: CocoTarget): ImportedTracks {
  const categories = new Map(
    root
      .at('categories')
      .array()
      .map((item) => [keyOf(item.at('id')), item.at('name').string()]),
  );
  const { frameOf, size, warnings } = imagesOfVideo(root, target);
  const tracks = new Map<string, Collected>();
  let [boxless, trackless, relabelled] = [0, 0, 0];
  for (const item of root.at('annotations').array()) {
    const frameIndex = frameOf(item.at('image_id'));
    if (frameIndex === null) continue;
    const box = item.at('bbox').optional(readBox, null);
    const label =
      categories.get(keyOf(item.at('category_id'))) ?? item.at('category_id').fail('a category');
    if (box === null) {
      boxless++;
      continue;
    }
    const trackId = trackIdOf(item);
    if (trackId === null) trackless++;
    const key = trackId === null ? `annotation ${tracks.size}` : `track ${trackId}`;
    const track = tracks.get(key) ?? { label, frames: new Map<number, ImportedFrame>() };
    tracks.set(key, track);
    if (track.label !== label) relabelled++;
    if (track.frames.has(frameIndex)) item.fail(`the only box of its track in frame ${frameIndex}`);
    track.frames.set(frameIndex, readFrame(item, frameIndex, box));
  }
  const told = [
    [boxless, 'annotations without a box were left out.'],
    [trackless, 'boxes have no track id: each became a track of one frame.'],
    [relabelled, 'boxes have another category than their track, whose first one was taken.'],
  ] as const;
  return {
    media: size,
    tracks: [...tracks.values()].map(({ label, frames }, i) => ({
      id: i + 1,
      label,
      color: null,
      attributes: {},
      frames: [...frames.values()].sort((a, b) => a.frameIndex - b.frameIndex),
    })),
    warnings: [
      ...warnings,
      ...told.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`),
    ],
  };
}

function trackIdOf(item: JsonReader): string | null {
  return (
    item.at('track_id').optional(keyOf, null) ??
    item.at('instance_id').optional(keyOf, null) ??
    item.at('attributes').optional((all) => all.at('track_id').optional(keyOf, null), null)
  );
}

function readFrame(item: JsonReader, frameIndex: number, box: Box): ImportedFrame {
  const flag = (key: string): boolean =>
    item.at(key).optional(readFlag, null) ??
    item.at('attributes').optional((all) => all.at(key).optional(readFlag, false), false);
  return {
    frameIndex,
    box,
    source: item.at('source').optional(readSource, 'imported'),
    confirmed: flag('confirmed'),
    score: item.at('score').optional(readScore, null),
    occluded: flag('occluded'),
    absent: false,
    keyframe: flag('keyframe'),
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

/** Some writers say 0 and 1. */
function readFlag(reader: JsonReader): boolean {
  const value = reader.scalar();
  return typeof value === 'string' ? reader.fail('true or false') : Boolean(value);
}

/** Scores beyond 0..1 are of another kind, and say nothing here. */
function readScore(reader: JsonReader): number | null {
  const score = reader.number();
  return score >= 0 && score <= 1 ? score : null;
}

/** Other programs name other sources. */
function readSource(reader: JsonReader): BoxSource {
  const text = String(reader.scalar());
  if (text === 'human' || text === 'interpolated') return text;
  return /^model:./s.test(text) ? (text as `model:${string}`) : 'imported';
}
