/** How the learning rate changes over a run, as a factor of its base value. */
export interface Schedule {
  /** Steps of linear growth from almost nothing at the start; 0 for none. */
  readonly warmUpSteps: number;
  readonly shape:
    | { readonly kind: 'constant' }
    /** Times `gamma` after each of the given shares of the run (OSTrack: 0.1 after 0.8). */
    | { readonly kind: 'step'; readonly gamma: number; readonly after: readonly number[] }
    /** Half a cosine from 1 to `floor`. */
    | { readonly kind: 'cosine'; readonly floor: number };
}

/** OSTrack's: a tenth after 240 of 300 epochs. */
export const OSTRACK_SCHEDULE: Schedule = {
  warmUpSteps: 0,
  shape: { kind: 'step', gamma: 0.1, after: [0.8] },
};

/** Factor of the learning rate in a step, counted from 1, of a run that is `done` (0..1) finished. */
export function learningRateFactor(
  { warmUpSteps, shape }: Schedule,
  step: number,
  done: number,
): number {
  const warm = warmUpSteps > 0 ? Math.min(1, step / warmUpSteps) : 1;
  switch (shape.kind) {
    case 'constant':
      return warm;
    case 'step':
      return warm * shape.gamma ** shape.after.filter((share) => done >= share).length;
    case 'cosine': {
      const wave = 0.5 + 0.5 * Math.cos(Math.PI * Math.min(1, Math.max(0, done)));
      return warm * (shape.floor + (1 - shape.floor) * wave);
    }
  }
}
