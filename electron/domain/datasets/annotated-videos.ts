import { JsonReader } from '../formats/json-reader.ts';

/** A video that an annotation file is about. */
export interface AnnotatedVideo {
  /** As the file calls it; empty when it does not. */
  readonly name: string;
  /** Where its video or image folder may lie, absolute or relative to the annotation file, likeliest first. */
  readonly places: readonly string[];
}

/**
 * The videos of a COCO or track JSON file and where they may lie.
 * @param file name for messages
 * @throws StudioError bad-input when the file is neither
 */
export function annotatedVideos(text: string, file: string): readonly AnnotatedVideo[] {
  const root = JsonReader.parse(text, file);
  const keys = new Set(root.entries().map(([key]) => key));
  if (keys.has('format')) {
    const media = root.at('media');
    const name = media.at('name').string();
    const path = media.at('path').optional((reader) => reader.string(), null);
    return [{ name, places: path === null ? [name] : [path, name] }];
  }
  if (!keys.has('images')) root.fail('COCO ("images") or tracks of LoReTrack Studio ("format")');
  const images = root
    .at('images')
    .array()
    .map((image) => ({
      video: image.at('video_id').optional((reader) => String(reader.scalar()), null),
      folder: folderOf(image.at('file_name').optional((reader) => reader.string(), '')),
    }));
  const videos = root
    .at('videos')
    .optional((reader) => reader.array(), [])
    .map((video) => ({
      id: String(video.at('id').scalar()),
      name: video.at('name').optional((reader) => reader.string(), ''),
    }));
  const listed = videos.length > 0 ? videos : [{ id: null, name: '' }];
  return listed.map(({ id, name }) => {
    const folders = images.filter(({ video }) => id === null || video === id);
    const places = [name, ...folders.map(({ folder }) => folder), 'images'];
    return { name, places: [...new Set(places.filter((place) => place !== ''))].slice(0, 8) };
  });
}

/** The folder in a picture's path; `.` when there is none. */
function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return cut < 0 ? '.' : path.slice(0, cut);
}
