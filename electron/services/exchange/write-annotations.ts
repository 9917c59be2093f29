import { StudioError } from '../../contract/errors.ts';
import { annotationsFor, asTracks } from '../../domain/formats/choose-video.ts';
import type { AnnotationFormat, ParseHints, WriteOptions } from '../../domain/formats/format.ts';
import { videoStem, type NamedTexts } from '../../domain/formats/named-texts.ts';
import { firstDifference } from '../../domain/formats/same-annotations.ts';
import type { VideoAnnotations } from '../../domain/formats/video-annotations.ts';
import type { ExchangeDraft, ExchangeFiles } from '../ports/exchange-files.ts';

/** What is written, and where. */
export interface AnnotationsJob {
  readonly format: AnnotationFormat;
  readonly videos: readonly VideoAnnotations[];
  /** Absolute path of the file or folder. */
  readonly path: string;
  readonly options: WriteOptions;
  /** Called before the files get their names, for what else belongs into the folder. */
  readonly beside?: (draft: ExchangeDraft) => Promise<void>;
}

/** Whether a file comes out of it, or a folder. */
export function outputKind({
  format,
  videos,
}: Pick<AnnotationsJob, 'format' | 'videos'>): 'file' | 'folder' {
  return format.kind === 'file' && (videos.length === 1 || format.manyVideos) ? 'file' : 'folder';
}

/** Writes annotations, whole or not at all; gives the number of files. @throws StudioError bad-input, write-failed */
export async function writeAnnotations(
  files: Pick<ExchangeFiles, 'begin'>,
  job: AnnotationsJob,
): Promise<number> {
  const { format, videos, options } = job;
  const draft = await files.begin(job.path, outputKind(job));
  let count = 0;
  try {
    for (const { folder, part } of partsOf(job)) {
      for (const file of format.serialise(part, options)) {
        const path =
          folder === null || format.kind === 'file' ? file.path : `${folder}/${file.path}`;
        await draft.write({ ...file, path });
        count++;
      }
    }
    if (count === 0) {
      const names = videos.map(({ facts }) => facts.name ?? 'the video').join(', ');
      throw new StudioError(
        'bad-input',
        `${names} has no tracks: there is nothing to write as ${format.title}.`,
      );
    }
    await job.beside?.(draft);
    await draft.commit();
    return count;
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/**
 * Reads back what was written and compares it with what the format can hold: the first difference in one sentence,
 * or null.
 */
export async function checkAnnotations(
  files: Pick<ExchangeFiles, 'open'>,
  job: AnnotationsJob,
): Promise<string | null> {
  const { format, options } = job;
  const written = await files.open(job.path);
  for (const { folder, part } of partsOf(job)) {
    const own = folder === null ? written : below(written, folder, format);
    const hints: ParseHints = {
      facts: part[0]!.facts,
      fileNames: null,
      ...(options.firstPixel !== undefined && { firstPixel: options.firstPixel }),
    };
    const found = format.parse(own, hints);
    for (const video of part) {
      const back =
        part.length === 1 ? asTracks(found) : annotationsFor(found, video.facts, job.path);
      const difference = firstDifference(video, back, format);
      if (difference !== null) return `${video.facts.name ?? 'the video'}: ${difference}`;
    }
  }
  return null;
}

/** Videos that are written together; those that need a folder or file of their own have its name. */
function partsOf({ format, videos }: Pick<AnnotationsJob, 'format' | 'videos'>): readonly {
  readonly folder: string | null;
  readonly part: readonly VideoAnnotations[];
}[] {
  if (videos.length === 1 || format.manyVideos) return [{ folder: null, part: videos }];
  return videos.map((video) => ({ folder: videoStem(video.facts.name), part: [video] }));
}

/** The files of one of several videos. */
function below(files: NamedTexts, folder: string, format: AnnotationFormat): NamedTexts {
  if (format.kind === 'file') {
    const name = `${folder}${format.extension}`;
    return { root: `${files.root}/${name}`, names: [name], text: () => files.text(name) };
  }
  const start = `${folder}/`;
  return {
    root: `${files.root}/${folder}`,
    names: files.names
      .filter((name) => name.startsWith(start))
      .map((name) => name.slice(start.length)),
    text: (name) => files.text(start + name),
  };
}
