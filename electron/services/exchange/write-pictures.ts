import type { AnnotationFormat, Picture } from '../../domain/formats/format.ts';
import type { VideoAnnotations } from '../../domain/formats/video-annotations.ts';
import type { FrameSource, IndexedFrame } from '../../domain/video.ts';
import type { ExchangeDraft, ExchangeFiles } from '../ports/exchange-files.ts';
import type { PictureKind, PictureWriter } from '../ports/picture-writer.ts';

/** The pictures that go beside annotations. */
export interface PicturesJob {
  readonly format: AnnotationFormat;
  readonly video: VideoAnnotations;
  readonly source: FrameSource;
  readonly kind: PictureKind;
  readonly signal?: AbortSignal;
  readonly onPicture?: (done: number, total: number) => void;
}

/** What writes pictures. */
export interface PicturePorts {
  readonly files: Pick<ExchangeFiles, 'pictureNames'>;
  readonly pictures: PictureWriter;
}

/**
 * Writes the frames that a format's layout has room for, found through the frame table: exactly the frames that the
 * annotations speak of. Files of an image folder are copied where they are of the wanted kind.
 * @returns the number of files written
 */
export async function writePictures(
  ports: PicturePorts,
  draft: ExchangeDraft,
  job: PicturesJob,
): Promise<number> {
  const { format, video, source, kind } = job;
  const wanted = new Map<number, Picture[]>();
  for (const picture of format.pictures(video, { pictures: kind })) {
    if (picture.frameIndex >= source.table.pts.length) continue;
    const list = wanted.get(picture.frameIndex);
    if (list === undefined) wanted.set(picture.frameIndex, [picture]);
    else list.push(picture);
  }
  const frames = [...wanted.keys()].sort((a, b) => a - b);
  const originals = await originalFiles(ports.files, source, kind);
  let done = 0;
  const tell = (): void => job.onPicture?.(++done, frames.length);
  if (originals !== null) {
    for (const frame of frames) {
      for (const { path } of wanted.get(frame)!) await draft.copy(originals[frame]!, path);
      tell();
    }
  } else {
    const placeOf = (frame: number): Promise<string> => draft.place(wanted.get(frame)![0]!.path);
    await ports.pictures.write(
      framesAt(source, frames, tell, job.signal),
      placeOf,
      kind,
      job.signal,
    );
    for (const frame of frames) {
      const [first, ...more] = wanted.get(frame)!;
      for (const { path } of more) await draft.copy(await draft.place(first!.path), path);
    }
  }
  return [...wanted.values()].reduce((sum, list) => sum + list.length, 0);
}

/** Paths of an image folder's files, where all of them are of the wanted kind. */
async function originalFiles(
  files: Pick<ExchangeFiles, 'pictureNames'>,
  { info, table }: FrameSource,
  kind: PictureKind,
): Promise<readonly string[] | null> {
  if (info.kind !== 'images') return null;
  const names = await files.pictureNames(info.path);
  const fits = kind === 'jpg' ? /\.jpe?g$/i : /\.png$/i;
  const isWhole = names?.length === table.pts.length && names.every((name) => fits.test(name));
  return isWhole ? names.map((name) => `${info.path}/${name}`) : null;
}

/** Some frames in order; neighbours are read in one go. */
async function* framesAt(
  source: FrameSource,
  indexes: readonly number[],
  tell: () => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<IndexedFrame> {
  for (let at = 0; at < indexes.length;) {
    let end = at;
    while (end + 1 < indexes.length && indexes[end + 1] === indexes[end]! + 1) end++;
    for await (const frame of source.frames({ from: indexes[at]!, to: indexes[end]! }, signal)) {
      yield frame;
      tell();
    }
    at = end + 1;
  }
}
