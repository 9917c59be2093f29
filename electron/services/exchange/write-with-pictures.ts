import { StudioError } from '../../contract/errors.ts';
import type { FrameSource } from '../../domain/video.ts';
import type { ExchangeDraft, ExchangeFiles } from '../ports/exchange-files.ts';
import type { PictureKind } from '../ports/picture-writer.ts';
import { outputKind, writeAnnotations, type AnnotationsJob } from './write-annotations.ts';
import { writePictures, type PicturePorts } from './write-pictures.ts';

/** Annotations to be written, with pictures beside them or without. */
export interface ExchangeJob extends Omit<AnnotationsJob, 'beside'> {
  /** The frames to write as well; null: none. */
  readonly pictures: { readonly kind: PictureKind; readonly source: FrameSource } | null;
  readonly signal?: AbortSignal | undefined;
  readonly onPicture?: (done: number, total: number) => void;
}

/** Number of files that were written. */
export interface WrittenFiles {
  readonly files: number;
  readonly pictures: number;
}

/**
 * Writes annotations, and where wanted the frames that they speak of: in the format's own layout, or beside a single
 * file in a folder that is called after it (`tracks.coco.json-pictures/`).
 * @throws StudioError bad-input, write-failed, bad-media, cancelled
 */
export async function writeWithPictures(
  ports: PicturePorts & { readonly files: Pick<ExchangeFiles, 'begin' | 'pictureNames'> },
  job: ExchangeJob,
): Promise<WrittenFiles> {
  const { pictures: wanted, signal, onPicture, ...rest } = job;
  const [video] = job.videos;
  if (wanted === null || video === undefined) {
    return { files: await writeAnnotations(ports.files, rest), pictures: 0 };
  }
  if (job.videos.length > 1) {
    throw new StudioError(
      'bad-input',
      'Pictures can be written of one video at a time, and these annotations are of several.',
    );
  }
  const write = (draft: ExchangeDraft): Promise<number> =>
    writePictures(ports, draft, {
      ...{ format: job.format, video, source: wanted.source, kind: wanted.kind },
      ...(signal && { signal }),
      ...(onPicture && { onPicture }),
    });
  let pictures = 0;
  if (outputKind(job) === 'file') {
    const files = await writeAnnotations(ports.files, rest);
    const draft = await ports.files.begin(`${job.path}-pictures`, 'folder');
    try {
      pictures = await write(draft);
      await draft.commit();
    } finally {
      await draft.discard();
    }
    return { files, pictures };
  }
  const beside = async (draft: ExchangeDraft): Promise<void> => {
    pictures = await write(draft);
  };
  const files = await writeAnnotations(ports.files, { ...rest, beside });
  return { files, pictures };
}
