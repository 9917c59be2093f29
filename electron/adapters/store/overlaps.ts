import type { FrameRow } from '../../domain/annotation.ts';

/** How far other passes agreed with a box, 0..1; each left out where there was none. */
export type Overlaps = Pick<FrameRow, 'passIou' | 'modelIou'>;

type OverlapCells = readonly [passIou: number | null, modelIou: number | null];

/** What rounding may add to the overlap of two equal boxes: the ends of a narrow box far from 0 are not exact. */
const ROUNDING = 1e-6;

/** Overlaps as a project file holds them: null where left out. */
export function overlapsToCells({ passIou, modelIou }: Overlaps): OverlapCells {
  return [atMostOne(passIou), atMostOne(modelIou)];
}

/** The inverse of {@link overlapsToCells}; what is missing in a short list counts as left out. */
export function overlapsFromCells([passIou, modelIou]: Partial<OverlapCells>): Overlaps {
  return {
    ...(passIou == null ? {} : { passIou }),
    ...(modelIou == null ? {} : { modelIou }),
  };
}

/** Anything further above 1 is left as it is, and refused by the table. */
function atMostOne(overlap: number | undefined): number | null {
  if (overlap === undefined) return null;
  return overlap > 1 && overlap <= 1 + ROUNDING ? 1 : overlap;
}
