import type { CocoTarget } from './coco-images.ts';
import { readCoco } from './coco-reader.ts';
import type { ImportedTracks } from './imported-tracks.ts';
import { JsonReader } from './json-reader.ts';
import { parseTrackJson } from './track-json.ts';

/**
 * Reads annotations of any known format, which is recognised by what the file says.
 * @param file name for messages
 * @throws StudioError bad-input naming the file and the place in it
 */
export function parseAnnotations(text: string, file: string, target: CocoTarget): ImportedTracks {
  const root = JsonReader.parse(text, file);
  const keys = new Set(root.entries().map(([key]) => key));
  if (keys.has('format')) return parseTrackJson(text, file);
  if (keys.has('images') && keys.has('annotations')) return readCoco(root, target);
  return root.fail('tracks of LoReTrack Studio ("format") or COCO ("images" and "annotations")');
}
