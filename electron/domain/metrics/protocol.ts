/**
 * How success is measured. `pytracking`: overlap and centre curves over all frames, sequences weighing the same
 * (OTB, LaSOT, TrackingNet, UAV123 and the papers of this family); `got10k`: overlap over all visible frames but the
 * first, frames weighing the same.
 */
export type Protocol = 'pytracking' | 'got10k';

/** Every protocol, in the order in which tables show them. */
export const PROTOCOLS: readonly Protocol[] = ['pytracking', 'got10k'];

/**
 * What the `pytracking` protocol does with frames without the object, which the toolkit decides by data set:
 * - `plain`: a miss in success and precision, but a hit in normalised precision (its error is -1)
 * - `lasot`: the visibility flags count, and an invisible frame is a miss in all curves
 * - `lasot-ext`: the visibility flags count, else as `plain`
 * - `uav`: a miss in success, but a hit in both precisions
 */
export type AbsentRule = 'plain' | 'lasot' | 'lasot-ext' | 'uav';
