import { StudioError } from '../../contract/errors.ts';
import type { VideoAnnotations } from './video-annotations.ts';

/** Size of a video's pictures. @throws StudioError bad-input when nobody knows it, saying who needs it */
export function sizeOf(
  { facts: { name, width, height } }: VideoAnnotations,
  format: string,
): { readonly width: number; readonly height: number } {
  if (width !== null && height !== null) return { width, height };
  throw new StudioError(
    'bad-input',
    `${format} needs the size of the pictures, which nothing tells of ${name ?? 'the video'}: give it (for example --size 1920x1080), or the video itself.`,
  );
}

/** A number in the fewest digits that give it back, without a minus before 0. */
export function decimalText(value: number): string {
  return String(value + 0);
}
