import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { pictureBytes, type FrameArchive } from '../../ml/distill/data/frame-archive.ts';

const index = z.int().min(0);
const side = z.int().positive();
const box = z.strictObject({
  x: z.number(),
  y: z.number(),
  w: z.number().positive(),
  h: z.number().positive(),
});

const archiveSchema = z.strictObject({
  version: z.literal(1),
  tracks: z.array(z.strictObject({ id: z.string(), media: z.string() })),
  pictures: z.array(
    z.strictObject({
      track: index,
      frameIndex: index,
      frame: z.strictObject({ width: side, height: side }),
      region: box,
      width: side,
      height: side,
      box,
      weight: z.number().positive(),
      split: z.enum(['training', 'validation']),
      offset: index,
      crc32: index,
    }),
  ),
  bytes: index,
  thinned: index,
  skipped: z.strictObject({
    count: index,
    named: z.array(z.strictObject({ file: z.string(), reason: z.string() })),
  }),
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
}) satisfies z.ZodType<FrameArchive>;

/**
 * Reads the description of an archive of frames.
 * @throws StudioError bad-input naming the file and the first thing that is wrong
 */
export function parseArchive(text: string, file: string): FrameArchive {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw damagedArchive(file, 'it is not JSON', cause);
  }
  const result = archiveSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw damagedArchive(file, `${issue!.path.join('.')}: ${issue!.message}`, result.error);
  }
  const archive = result.data;
  for (const [place, picture] of archive.pictures.entries()) {
    const isPlaced =
      picture.track < archive.tracks.length &&
      picture.offset + pictureBytes(picture) <= archive.bytes;
    if (!isPlaced) throw damagedArchive(file, `pictures.${place} lies outside the archive`);
  }
  return archive;
}

/** An archive that cannot be used, in words that say what to do. */
export function damagedArchive(file: string, reason: string, cause?: unknown): StudioError {
  const text = `${file} is not a whole archive of annotated frames (${reason}). Start the run anew, so that it is written again.`;
  return new StudioError('bad-input', text, { cause });
}
