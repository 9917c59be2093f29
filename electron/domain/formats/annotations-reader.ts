import type { ParseHints } from './format.ts';
import type { FormatId } from './format-ids.ts';
import type { BoxRow } from './box-table.ts';
import type { ImportedFrame, ImportedTracks } from './imported-tracks.ts';
import { annotationsFor } from './choose-video.ts';
import { baseName, type NamedTexts } from './named-texts.ts';
import { narrowed, recognise } from './recognise.ts';
import { FORMATS } from './registry.ts';
import { NO_FACTS, type VideoAnnotations } from './video-annotations.ts';

/** What was read, and from what. */
export interface ReadAnnotations {
  readonly format: FormatId;
  /** Every video that the files speak of. */
  readonly videos: readonly VideoAnnotations[];
}

/**
 * Reads annotations of any format.
 * @param from the format; null: it is recognised
 * @throws StudioError bad-input naming the file and the place in it
 */
export function readAnnotations(
  files: NamedTexts,
  hints: ParseHints,
  from: FormatId | null = null,
): ReadAnnotations {
  if (from === null) {
    const { format, files: own } = recognise(files);
    return { format, videos: FORMATS[format].parse(own, hints) };
  }
  const format = FORMATS[from];
  const fitting =
    format.kind === 'file'
      ? files.names.filter((name) => name.endsWith(extensionOf(format.extension)))
      : [];
  const own = narrowed(files, fitting.length === 1 ? fitting[0] : undefined);
  return { format: from, videos: format.parse(own, hints) };
}

/** Times are those of the media that a row comes to. */
function withoutTimes(row: BoxRow): ImportedFrame {
  const { frameIndex, box, source, confirmed, score, occluded, absent, keyframe } = row;
  const flags = { source, confirmed, score, occluded, absent, keyframe };
  return { frameIndex, box, ...flags, ...(row.attributes && { attributes: row.attributes }) };
}

/** The video or image folder that a text is read for. */
export interface AnnotationTarget {
  /** Chooses among the videos of a file that has several. */
  readonly name: string;
  readonly frameCount: number;
  /** File names of an image folder's frames, in order; null for videos. */
  readonly fileNames: readonly string[] | null;
}

/**
 * Reads the annotations of one video out of a single text of any format, which is recognised by what it says.
 * @param file name for messages
 * @throws StudioError bad-input naming the file and the place in it
 */
export function parseAnnotations(
  text: string,
  file: string,
  { name, frameCount, fileNames }: AnnotationTarget,
): ImportedTracks {
  const files = { root: file, names: [baseName(file)], text: () => [text] };
  const hints = { facts: { ...NO_FACTS, name, frameCount }, fileNames };
  const { videos } = readAnnotations(files, hints);
  return importedTracks(annotationsFor(videos, { name, frameCount }, file));
}

function extensionOf(extension: string): string {
  return extension.slice(extension.lastIndexOf('.'));
}

/** Annotations in the form in which they come into a project. */
export function importedTracks({
  facts,
  tracks,
  table,
  warnings,
}: VideoAnnotations): ImportedTracks {
  const { width, height } = facts;
  return {
    media: width === null || height === null ? null : { width, height },
    tracks: tracks.map(({ from, to, ...track }) => ({
      ...track,
      get frames() {
        return Array.from(table.rows(from, to), withoutTimes);
      },
    })),
    warnings,
  };
}
