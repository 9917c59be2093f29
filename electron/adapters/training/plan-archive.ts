import { visibleShare } from '../../domain/learning/visible-share.ts';
import { frameRegion, type FrameRegion } from '../../ml/distill/data/frame-region.ts';
import { pictureBytes } from '../../ml/distill/data/frame-archive.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import type {
  AnnotatedFrame,
  AnnotatedSource,
  SkippedFrame,
} from '../../services/ports/frame-archive.ts';
import type { AnnotatedMedium } from './annotated-medium.ts';

/** A picture that is going to be kept. */
export interface PlannedPicture extends FrameRegion {
  /** Place of its track among all tracks. */
  readonly track: number;
  readonly frameIndex: number;
  readonly weight: number;
  readonly split: AnnotatedFrame['split'];
}

/** Part of a box that must lie within its frame: of less, too little can be seen. */
const LEAST_VISIBLE = 0.5;
/** Least side of a box in px. */
const LEAST_SIDE = 3;

/**
 * What is kept of one medium.
 * @param firstTrack place of the source's first track among all tracks
 */
export function planMedium(
  { media, tracks }: AnnotatedSource,
  medium: Pick<AnnotatedMedium, 'width' | 'height' | 'frameCount'>,
  firstTrack: number,
  network: ModelConfig,
): { readonly pictures: readonly PlannedPicture[]; readonly skipped: readonly SkippedFrame[] } {
  const pictures: PlannedPicture[] = [];
  const skipped: SkippedFrame[] = [];
  for (const [place, { id, frames }] of tracks.entries()) {
    for (const { frameIndex, box, weight, split } of frames) {
      const reason = whyUnusable({ frameIndex, box }, medium);
      if (reason !== null) {
        skipped.push({ media, trackId: id, frameIndex, reason });
        continue;
      }
      const { width, height } = medium;
      const region = frameRegion(box, { width, height }, network);
      pictures.push({ ...region, track: firstTrack + place, frameIndex, weight, split });
    }
  }
  return { pictures, skipped };
}

function whyUnusable(
  { frameIndex, box }: Pick<AnnotatedFrame, 'frameIndex' | 'box'>,
  { width, height, frameCount }: Pick<AnnotatedMedium, 'width' | 'height' | 'frameCount'>,
): string | null {
  if (!Number.isInteger(frameIndex) || frameIndex < 0 || frameIndex >= frameCount) {
    return `there is no such frame: the medium has ${frameCount}`;
  }
  const { x, y, w, h } = box;
  const text = `the box ${[x, y, w, h].map((value) => Math.round(10 * value) / 10).join(',')}`;
  if (![x, y, w, h].every(Number.isFinite) || !(Math.min(w, h) >= LEAST_SIDE)) {
    return `${text} is smaller than ${LEAST_SIDE} pixels`;
  }
  return visibleShare(box, { width, height }) < LEAST_VISIBLE
    ? `${text} lies outside the picture of ${width}x${height} pixels for the most part`
    : null;
}

/**
 * Leaves pictures out until the rest fits into a number of bytes: evenly over each track's time, and over tracks; those
 * to learn from and those to look at alike.
 */
export function thinned(
  pictures: readonly PlannedPicture[],
  maxBytes: number,
): readonly PlannedPicture[] {
  const total = bytesOf(pictures);
  if (total <= maxBytes) return pictures;
  const ordered = pictures.toSorted((a, b) => a.track - b.track || a.frameIndex - b.frameIndex);
  // Pictures differ in size: a share of their number is not yet that share of their bytes.
  for (let share = maxBytes / total; share > 1e-9; share *= 0.97) {
    const kept = everyShare(ordered, share);
    if (bytesOf(kept) <= maxBytes) return kept;
  }
  return [];
}

function everyShare(pictures: readonly PlannedPicture[], share: number): readonly PlannedPicture[] {
  // Starting in the middle of a step keeps the first picture from always being the one that is left out.
  const counts = { training: 0.5, validation: 0.5 };
  return pictures.filter(({ split }) => {
    const before = Math.floor(counts[split]);
    counts[split] += share;
    return Math.floor(counts[split]) > before;
  });
}

/** Bytes of all pictures' pixels. */
export function bytesOf(pictures: readonly PlannedPicture[]): number {
  return pictures.reduce((sum, picture) => sum + pictureBytes(picture), 0);
}
