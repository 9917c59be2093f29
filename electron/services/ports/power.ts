/** Where the machine gets its power from. */
export interface Power {
  readonly source: 'mains' | 'battery' | 'unknown';
  /** Hears when that changes; returns the way to stop. */
  onChange(listener: () => void): () => void;
}

/** For hosts that do not know. */
export const UNKNOWN_POWER: Power = { source: 'unknown', onChange: () => () => undefined };
