import type { BoxSource } from '../track.ts';
import type { HeldOutSpan } from './hold-out.ts';

/** A held-out frame as far as it is known who made its box. */
interface Judge {
  readonly source: BoxSource;
  readonly confirmed: boolean;
}

/**
 * True for frames that may judge between two models: a person's own boxes, and confirmed ones that neither of the two
 * made. A box that a model made itself and a person waved through would flatter that model.
 */
export function mayJudge(
  { source, confirmed }: Judge,
  modelIds: readonly [student: string, former: string],
): boolean {
  if (source === 'human') return true;
  return confirmed && !modelIds.some((id) => source === `model:${id}`);
}

/**
 * Blocks of held-out frames that count as one observation each: a stretch of time is one; a whole track is cut into
 * stretches of at most `blockFrames`, since what lies further apart is another situation.
 */
export function judgingBlocks(
  span: HeldOutSpan,
  blockFrames: number,
): readonly (readonly number[])[] {
  if (span.by === 'time') return [span.frames];
  const blocks: number[][] = [];
  for (const frame of span.frames) {
    const last = blocks.at(-1);
    if (last === undefined || frame - last[0]! >= blockFrames) blocks.push([frame]);
    else last.push(frame);
  }
  return blocks;
}
