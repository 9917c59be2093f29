/** One edit's tracked and corrected frames of one model. */
export interface CorrectionEntry {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly modelId: string;
  /** Either may be negative: an undo takes back. */
  readonly tracked: number;
  readonly corrections: number;
}

/** Corrections of a stretch of work with one model. */
export interface CorrectionRate {
  readonly modelId: string;
  readonly trackedFrames: number;
  readonly corrections: number;
  /** Null where too few frames were tracked. */
  readonly perThousand: number | null;
}

/** A rate at the time of the last edit that is in it. */
export interface DatedRate extends CorrectionRate {
  readonly atMs: number;
}

/** Below so many frames a rate says nothing. */
const LEAST_FRAMES = 100;

/**
 * Rates over time: stretches of about `framesPerPoint` tracked frames of one model each. A correction counts for the
 * stretch in which it was made, so a model that is used no more can still be corrected.
 */
export function correctionPoints(
  entries: readonly CorrectionEntry[],
  framesPerPoint: number,
): readonly DatedRate[] {
  const points: DatedRate[] = [];
  const open = new Map<string, DatedRate>();
  for (const { atMs, modelId, tracked, corrections } of inTime(entries)) {
    const former = open.get(modelId);
    const point = {
      ...rate(
        modelId,
        (former?.trackedFrames ?? 0) + tracked,
        (former?.corrections ?? 0) + corrections,
      ),
      atMs,
    };
    // The next one begins with tracking, so that corrections stay with the frames that they belong to.
    const isFull = former !== undefined && former.trackedFrames >= framesPerPoint && tracked > 0;
    if (isFull) {
      points.push(former);
      open.set(modelId, { ...rate(modelId, tracked, corrections), atMs });
    } else open.set(modelId, point);
  }
  return [...points, ...open.values()]
    .filter(({ trackedFrames, corrections }) => trackedFrames > 0 || corrections > 0)
    .sort((a, b) => a.atMs - b.atMs);
}

/** Rates of each model over all time, in the order in which they were first used. */
export function correctionRates(entries: readonly CorrectionEntry[]): readonly CorrectionRate[] {
  const byModel = Map.groupBy(inTime(entries), ({ modelId }) => modelId);
  return [...byModel].map(([modelId, own]) =>
    rate(
      modelId,
      own.reduce((sum, { tracked }) => sum + tracked, 0),
      own.reduce((sum, { corrections }) => sum + corrections, 0),
    ),
  );
}

function rate(modelId: string, trackedFrames: number, corrections: number): CorrectionRate {
  // What was tracked before anyone counted can be taken back, too.
  const frames = Math.max(0, trackedFrames);
  const counted = Math.max(0, corrections);
  const perThousand = frames < LEAST_FRAMES ? null : (1000 * counted) / frames;
  return { modelId, trackedFrames: frames, corrections: counted, perThousand };
}

function inTime(entries: readonly CorrectionEntry[]): readonly CorrectionEntry[] {
  return [...entries].sort((a, b) => a.atMs - b.atMs);
}
