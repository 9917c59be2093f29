import type { BoxSource } from '../../electron/domain/track.ts';

/** The four kinds of makers that boxes and lanes tell apart without colour. */
export type SourceKind = 'human' | 'model' | 'interpolated' | 'imported';

/** Kind of a source; all models are one kind. */
export function sourceKind(source: BoxSource): SourceKind {
  return source === 'human' || source === 'interpolated' || source === 'imported'
    ? source
    : 'model';
}

/** Dash and gap lengths in CSS pixels: human solid, model long dashes, interpolated short ones, imported dash-dot. */
export const DASHES: Readonly<Record<SourceKind, number[]>> = {
  human: [],
  model: [12, 4],
  interpolated: [4, 3],
  imported: [10, 3, 2, 3],
};
