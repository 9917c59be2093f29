import path from 'node:path';
import { JsonReader } from '../../domain/formats/json-reader.ts';
import { readBox } from '../../domain/formats/json-values.ts';
import type { AnnotatedFrame, AnnotatedSource } from '../../services/ports/frame-archive.ts';
import { exchangeFiles } from '../files/exchange-files.ts';

/** Every so manieth picture is kept for validation. */
const EVERY = 20;

/**
 * The annotated pictures of a COCO file that knows no videos and no tracks: each box is an object of its own, crowds
 * left out. Pictures lie beside the file, or in a folder images there.
 * @returns null when the file is of another kind
 * @throws StudioError bad-input naming the place in the file
 */
export async function readCocoStills(
  text: string,
  file: string,
): Promise<readonly AnnotatedSource[] | null> {
  const root = JsonReader.parse(text, file);
  if (!root.has('images') || !root.has('annotations')) return null;
  const videos = root.at('videos').optional((list) => list.array(), []);
  const annotations = root.at('annotations').array();
  const isTracked = annotations.some((item) => item.has('track_id') || item.has('instance_id'));
  if (videos.length > 0 || isTracked) return null;
  const byImage = Map.groupBy(annotations.filter(isObject), (item) =>
    String(item.at('image_id').scalar()),
  );
  const sources: AnnotatedSource[] = [];
  for (const image of root.at('images').array()) {
    const own = byImage.get(String(image.at('id').scalar()));
    if (own === undefined) continue;
    const split = sources.length % EVERY === EVERY - 1 ? 'validation' : 'training';
    const media = await findPicture(path.dirname(file), image.at('file_name').string());
    sources.push({ media, tracks: own.map((item) => trackOf(item, split)) });
  }
  return sources;
}

function isObject(item: JsonReader): boolean {
  const crowd = item.at('iscrowd').optional((reader) => reader.plain(), 0);
  return item.has('bbox') && crowd !== 1 && crowd !== true;
}

function trackOf(
  item: JsonReader,
  split: AnnotatedFrame['split'],
): AnnotatedSource['tracks'][number] {
  const box = readBox(item.at('bbox'));
  return {
    id: `annotation ${item.at('id').scalar()}`,
    frames: [{ frameIndex: 0, box, weight: 1, split }],
  };
}

/** Where a picture lies; the likeliest place when it is nowhere. */
async function findPicture(folder: string, name: string): Promise<string> {
  const places = [
    path.resolve(folder, name),
    path.resolve(folder, 'images', name),
    path.resolve(folder, '..', 'images', name),
  ];
  for (const place of places) if (await exchangeFiles.exists(place)) return place;
  return places[0]!;
}
