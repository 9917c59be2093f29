import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { FrameArchive } from '../../ml/distill/data/frame-archive.ts';
import type {
  AnnotatedSource,
  FrameArchiveOptions,
  FrameArchives,
  FrameArchiveSummary,
  SkippedFrame,
} from '../../services/ports/frame-archive.ts';
import { writeAtomically, writeFailed } from '../files/write-atomically.ts';
import { isReadError, openAnnotatedMedium, type AnnotatedMedium } from './annotated-medium.ts';
import { ARCHIVE_FILES } from './archive-reader.ts';
import { ArchiveWriter } from './archive-writer.ts';
import { pictureCutter } from './cut-picture.ts';
import { bytesOf, planMedium, thinned, type PlannedPicture } from './plan-archive.ts';

const MAX_BYTES = 2e9;
/** Skipped frames that the description names. */
const NAMED = 100;
/** What is left free on the disk beside the pixels. */
const SPARE_BYTES = 2 ** 24;

/** A source whose medium is open, and what of it is kept. */
interface OpenSource {
  readonly source: AnnotatedSource;
  readonly medium: AnnotatedMedium;
  readonly firstTrack: number;
}

interface Plan {
  readonly sources: readonly OpenSource[];
  readonly pictures: readonly PlannedPicture[];
  readonly thinned: number;
  readonly skipped: SkippedFrame[];
}

/** Archives of annotated frames as two files in a folder. */
export const frameArchives: FrameArchives = {
  async write(folder, sources, options) {
    const opened: OpenSource[] = [];
    try {
      const plan = await planAll(sources, options, opened);
      return await writeArchive(folder, sources, plan, options);
    } finally {
      await Promise.all(opened.map(({ medium }) => medium.close()));
    }
  },
};

async function planAll(
  sources: readonly AnnotatedSource[],
  { network, maxBytes = MAX_BYTES, signal }: FrameArchiveOptions,
  opened: OpenSource[],
): Promise<Plan> {
  const planned: PlannedPicture[] = [];
  const skipped: SkippedFrame[] = [];
  let firstTrack = 0;
  for (const source of sources) {
    throwIfStopped(signal);
    try {
      const medium = await openAnnotatedMedium(source.media);
      opened.push({ source, medium, firstTrack });
      const found = planMedium(source, medium, firstTrack, network);
      planned.push(...found.pictures);
      skipped.push(...found.skipped);
    } catch (error) {
      if (!isReadError(error)) throw error;
      for (const { id, frames } of source.tracks) {
        for (const { frameIndex } of frames) {
          const { media } = source;
          skipped.push({ media, trackId: id, frameIndex, reason: error.message });
        }
      }
    }
    firstTrack += source.tracks.length;
  }
  const pictures = thinned(planned, maxBytes);
  return { sources: opened, pictures, thinned: planned.length - pictures.length, skipped };
}

async function writeArchive(
  folder: string,
  sources: readonly AnnotatedSource[],
  plan: Plan,
  options: FrameArchiveOptions,
): Promise<FrameArchiveSummary> {
  assertLearnable(plan.pictures, plan.skipped);
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw writeFailed(folder, cause);
  });
  await checkSpace(folder, bytesOf(plan.pictures));
  const file = path.join(folder, ARCHIVE_FILES.description);
  const pixels = path.join(folder, ARCHIVE_FILES.pixels);
  const writer = await ArchiveWriter.create(pixels);
  try {
    await decodeAll(plan, writer, options);
    const { pictures, bytes } = writer;
    assertLearnable(pictures, plan.skipped);
    const contentHash = await writer.finish();
    const archive: FrameArchive = {
      version: 1,
      tracks: sources.flatMap(({ media, tracks }) => tracks.map(({ id }) => ({ id, media }))),
      ...{ pictures, bytes, thinned: plan.thinned, skipped: named(plan.skipped), contentHash },
    };
    // A description never stands beside another archive's pixels.
    await rm(file, { force: true });
    await rename(writer.draft, pixels);
    await writeAtomically(file, `${JSON.stringify(archive)}\n`);
    const validation = pictures.filter(({ split }) => split === 'validation').length;
    return {
      file,
      pictures: { training: pictures.length - validation, validation },
      ...{ bytes, thinned: plan.thinned, skipped: plan.skipped, contentHash },
    };
  } catch (error) {
    await writer.discard();
    throw error instanceof StudioError ? error : writeFailed(file, error);
  }
}

async function decodeAll(
  plan: Plan,
  writer: ArchiveWriter,
  { signal, onProgress }: FrameArchiveOptions,
): Promise<void> {
  const wanted = plan.sources.map(({ source, firstTrack }) => {
    const tracks = source.tracks.length;
    const own = plan.pictures.filter(
      ({ track }) => track >= firstTrack && track < firstTrack + tracks,
    );
    return Map.groupBy(own, ({ frameIndex }) => frameIndex);
  });
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const [place, { source, medium, firstTrack }] of plan.sources.entries()) {
    const byFrame = wanted[place]!;
    const frames = [...byFrame.keys()].sort((a, b) => a - b);
    for await (const read of medium.read(frames, signal)) {
      throwIfStopped(signal);
      const pictures = byFrame.get(read.index)!;
      const reason = 'frame' in read ? otherSize(read.frame, medium) : read.reason;
      if ('frame' in read && reason === null) {
        const cut = pictureCutter(read.frame);
        for (const picture of pictures) await writer.add(picture, cut(picture));
      } else {
        for (const { track, frameIndex } of pictures) {
          const trackId = source.tracks[track - firstTrack]!.id;
          plan.skipped.push({ media: source.media, trackId, frameIndex, reason: reason! });
        }
      }
      onProgress?.({ done: ++done, total });
    }
  }
}

type Size = Pick<AnnotatedMedium, 'width' | 'height'>;

function otherSize(frame: Size, medium: Size): string | null {
  if (frame.width === medium.width && frame.height === medium.height) return null;
  return `it is ${frame.width}x${frame.height} pixels instead of ${medium.width}x${medium.height}`;
}

/** @throws StudioError bad-input when there is no frame to learn from */
function assertLearnable(
  pictures: readonly { readonly split: string }[],
  skipped: readonly SkippedFrame[],
): void {
  if (pictures.some(({ split }) => split === 'training')) return;
  const [first] = skipped;
  const why =
    first === undefined
      ? 'no frame with a box was given, or no room for one'
      : `${skipped.length} could not be used, such as frame ${first.frameIndex} of ${first.media} (${first.reason})`;
  throw new StudioError(
    'bad-input',
    `There is no annotated frame to learn from: ${why}. Give frames with boxes inside their pictures.`,
  );
}

async function checkSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes + SPARE_BYTES) return;
  const megabytes = (count: number): number => Math.ceil(count / 1e6);
  throw new StudioError(
    'write-failed',
    `${folder} needs ${megabytes(bytes + SPARE_BYTES)} MB for annotated frames, ${megabytes(free)} are free. Free some space, or choose another disk.`,
  );
}

function named(skipped: readonly SkippedFrame[]): FrameArchive['skipped'] {
  return {
    count: skipped.length,
    named: skipped.slice(0, NAMED).map(({ media, trackId, frameIndex, reason }) => ({
      file: `${media}, frame ${frameIndex} (${trackId})`,
      reason,
    })),
  };
}

function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new StudioError('cancelled', 'Gathering the annotated frames was cancelled.');
  }
}
