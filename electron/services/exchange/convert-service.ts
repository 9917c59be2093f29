import { StudioError } from '../../contract/errors.ts';
import { timeSec } from '../../domain/frame-table.ts';
import { readAnnotations } from '../../domain/formats/annotations-reader.ts';
import type { FormatId } from '../../domain/formats/format-ids.ts';
import type { WriteOptions } from '../../domain/formats/format.ts';
import { FORMATS } from '../../domain/formats/registry.ts';
import {
  withDistinctIds,
  withDistinctNames,
  withFacts,
  withTimes,
} from '../../domain/formats/several-videos.ts';
import {
  NO_FACTS,
  type VideoAnnotations,
  type VideoFacts,
} from '../../domain/formats/video-annotations.ts';
import { whatIsLost, type Preview } from '../../domain/formats/what-is-lost.ts';
import type { FrameSource } from '../../domain/video.ts';
import type { ExchangeFiles } from '../ports/exchange-files.ts';
import type { Media } from '../ports/media.ts';
import type { PictureKind, PictureWriter } from '../ports/picture-writer.ts';
import { checkAnnotations } from './write-annotations.ts';
import { writeWithPictures } from './write-with-pictures.ts';

/** A conversion of files; all paths are absolute. */
export interface ConvertJob {
  readonly from: string;
  /** Format of the files; null: it is recognised. */
  readonly fromFormat: FormatId | null;
  readonly to: FormatId;
  readonly out: string;
  readonly overwrite: boolean;
  /** Read back and compare. */
  readonly check: boolean;
  /** The video that the annotations are of; null where it is not at hand. */
  readonly media: string | null;
  /** What a person says of the video; it counts more than what files say. */
  readonly facts: Partial<VideoFacts>;
  readonly firstPixel: 0 | 1 | null;
  /** Write the frames beside the annotations; needs the media. */
  readonly pictures: PictureKind | null;
}

/** What a conversion did. */
export interface ConvertResult {
  readonly from: FormatId;
  readonly videos: number;
  readonly tracks: number;
  readonly boxes: number;
  readonly files: number;
  readonly pictures: number;
  readonly losses: Preview['losses'];
  readonly remarks: readonly string[];
  /** What readers said of the source. */
  readonly warnings: readonly string[];
  /** What comes back changed; null: nothing, undefined: not looked at. */
  readonly difference?: string | null;
}

/** Converts annotation files from one format into another. */
export class ConvertService {
  readonly #files: ExchangeFiles;
  readonly #media: Media;
  readonly #pictures: PictureWriter;

  constructor(ports: {
    readonly files: ExchangeFiles;
    readonly media: Media;
    readonly pictures: PictureWriter;
  }) {
    this.#files = ports.files;
    this.#media = ports.media;
    this.#pictures = ports.pictures;
  }

  /** @throws StudioError bad-input naming file and place, not-found, write-failed, bad-media, cancelled */
  async convert(job: ConvertJob, signal?: AbortSignal): Promise<ConvertResult> {
    const source = job.media === null ? null : await this.#media.open(job.media);
    try {
      return await this.#convert(job, source, signal);
    } finally {
      await source?.close();
    }
  }

  async #convert(
    job: ConvertJob,
    source: FrameSource | null,
    signal: AbortSignal | undefined,
  ): Promise<ConvertResult> {
    if (job.pictures !== null && source === null) {
      throw new StudioError(
        'bad-input',
        'Pictures can only be written of a video: name it (--media).',
      );
    }
    await this.#refuseLoss(job);
    const format = FORMATS[job.to];
    const { format: from, videos } = await this.#read(job, source);
    const options: WriteOptions = {
      ...(job.firstPixel !== null && { firstPixel: job.firstPixel }),
      ...(job.pictures !== null && { pictures: job.pictures }),
    };
    const { pictures: kind } = job;
    const writing = { format, videos, path: job.out, options };
    const { files, pictures } = await writeWithPictures(
      { files: this.#files, pictures: this.#pictures },
      { ...writing, pictures: kind === null || source === null ? null : { kind, source }, signal },
    );
    const difference = job.check ? await checkAnnotations(this.#files, writing) : undefined;
    const { tracks, boxes, losses, remarks } = whatIsLost(format, videos);
    return {
      from,
      videos: videos.length,
      ...{ tracks, boxes, files, pictures, losses, remarks },
      warnings: videos.flatMap(({ warnings }) => warnings),
      ...(difference !== undefined && { difference }),
    };
  }

  async #read(
    job: ConvertJob,
    source: FrameSource | null,
  ): Promise<{ readonly format: FormatId; readonly videos: readonly VideoAnnotations[] }> {
    const told = { ...NO_FACTS, ...factsOf(source), ...job.facts };
    const fileNames =
      source?.info.kind === 'images' ? await this.#files.pictureNames(source.info.path) : null;
    const hints = {
      ...{ facts: told, fileNames },
      ...(job.firstPixel !== null && { firstPixel: job.firstPixel }),
    };
    const read = readAnnotations(await this.#files.open(job.from), hints, job.fromFormat);
    if (read.videos.length === 0) {
      throw new StudioError('bad-input', `${job.from} holds no annotations.`);
    }
    const named = withDistinctNames(
      read.videos.map((video) => {
        // What a person says counts more than the file, the file more than the video at hand.
        const certain = { ...video, facts: { ...video.facts, ...job.facts } };
        const whole = withFacts(certain, told);
        return source === null ? whole : withTimes(whole, timesOf(source));
      }),
    );
    const videos = job.to === 'coco' ? withDistinctIds(named) : named;
    return { format: read.format, videos };
  }

  async #refuseLoss({ from, out, overwrite, media }: ConvertJob): Promise<void> {
    if (!(await this.#files.exists(out))) return;
    for (const own of [from, ...(media === null ? [] : [media])]) {
      if (!(await this.#files.isSame(out, own))) continue;
      throw new StudioError(
        'bad-input',
        `${out} is what is read: choose another name to write to.`,
      );
    }
    if (overwrite) return;
    throw new StudioError(
      'bad-input',
      `${out} exists already: choose another name, or allow to replace it (--overwrite).`,
    );
  }
}

function factsOf(source: FrameSource | null): Partial<VideoFacts> {
  if (source === null) return {};
  const { info, table } = source;
  const { width, height, fps, path } = info;
  const name = path.split(/[\\/]/).at(-1)!;
  return { name, width, height, fps, frameCount: table.pts.length, timeBase: table.timeBase };
}

function timesOf({ table }: FrameSource) {
  return (frame: number) =>
    frame < table.pts.length ? { pts: table.pts[frame]!, timeSec: timeSec(table, frame) } : null;
}
