import { seriesColour } from '../../../electron/domain/plots/svg.ts';

/** Dashes of the first trackers' boxes in CSS pixels, so that they are told apart without their colours. */
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3]];

/** How the i-th tracker of a comparison is drawn everywhere in the view. */
export function lookOf(i: number): { readonly colour: string; readonly dash: readonly number[] } {
  return { colour: seriesColour(i), dash: DASHES[i % DASHES.length]! };
}

/** How the truth is drawn. */
export const TRUTH_LOOK = { colour: '#ffffff', dash: [] } as const;
