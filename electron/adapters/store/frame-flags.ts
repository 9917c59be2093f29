import type { FrameRow } from '../../domain/annotation.ts';

type Flags = Pick<FrameRow, 'confirmed' | 'occluded' | 'absent' | 'keyframe'>;

/**
 * The flags of a frame row as a project file holds them: 1 confirmed, 2 occluded, 4 absent, 8 keyframe. The contract's
 * TrackColumns have the same ones, which lets them be read as they are.
 */
export function packFlags({ confirmed, occluded, absent, keyframe }: Flags): number {
  return (confirmed ? 1 : 0) | (occluded ? 2 : 0) | (absent ? 4 : 0) | (keyframe ? 8 : 0);
}

/** The inverse of {@link packFlags}. */
export function unpackFlags(flags: number): Flags {
  return {
    confirmed: (flags & 1) !== 0,
    occluded: (flags & 2) !== 0,
    absent: (flags & 4) !== 0,
    keyframe: (flags & 8) !== 0,
  };
}
