import { readAnnotations } from '../../electron/domain/formats/annotations-reader.ts';
import type { FormatId } from '../../electron/domain/formats/format-ids.ts';
import { textsOf } from '../../electron/domain/formats/named-texts.ts';
import {
  NO_FACTS,
  type VideoAnnotations,
  type VideoFacts,
} from '../../electron/domain/formats/video-annotations.ts';

/** What is known of the video that sample files are of. */
const facts: VideoFacts = { ...NO_FACTS, name: 'walk.mp4', width: 200, height: 100 };

/** Reads files of a folder, by their paths in it. */
export function read(
  texts: Readonly<Record<string, string>>,
  more: { readonly from?: FormatId; readonly firstPixel?: 0 | 1 } = {},
) {
  const { from = null, ...rest } = more;
  return readAnnotations(textsOf('in', texts), { facts, fileNames: null, ...rest }, from);
}

/** id, label, then frame, box and what is special of each row. */
export function outline({ tracks, table }: VideoAnnotations): unknown[] {
  return tracks.map(({ id, label, from, to }) => [
    id,
    label,
    ...Array.from(table.rows(from, to), ({ frameIndex, box, occluded, absent, attributes }) => [
      frameIndex,
      box && [box.x, box.y, box.w, box.h],
      ...(occluded ? ['occluded'] : []),
      ...(absent ? ['absent'] : []),
      ...(attributes ? [attributes] : []),
    ]),
  ]);
}
