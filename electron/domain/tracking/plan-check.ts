import type { Box } from '../boxes.ts';
import type { FrameRange } from '../edit-command.ts';
import type { AnnotationModel } from '../editing/annotation-model.ts';
import type { PlacedRow } from '../editing/interpolate.ts';
import { isPersons } from './protection.ts';
import type { TrackSegment } from './plan-run.ts';

/** A pass over boxes that a model made, and the direction of time that it goes in. */
export interface TrackPass {
  readonly direction: 1 | -1;
  readonly segments: readonly TrackSegment[];
}

/** A run of consecutive frames that a model made, between the boxes that lie beside it. */
interface ModelRun {
  readonly rows: readonly (PlacedRow & { readonly box: Box })[];
  readonly before: PlacedRow | null;
  readonly after: PlacedRow | null;
}

/**
 * The passes that show how far a track's boxes are agreed to, one list for each direction of time. `backward` goes
 * through each run of model boxes from its other end, from a person's box where there is one, else from the run's own
 * last box (Kalal et al., Forward-Backward Error, ICPR 2010); `model` goes the same way again, by another tracker.
 */
export function planCheck(
  model: AnnotationModel,
  trackId: number,
  range: FrameRange | null,
  how: 'backward' | 'model',
): TrackPass[] {
  const runs = modelRuns(model, trackId, range ?? { from: 0, to: Infinity });
  const passes = runs.map(({ rows, before, after }) => {
    const [first, last] = [rows[0]!, rows.at(-1)!];
    // A run without a person's box before it was tracked backward.
    const cameFrom: 1 | -1 = before === null && after !== null ? -1 : 1;
    const direction = how === 'model' ? cameFrom : cameFrom === 1 ? (-1 as const) : (1 as const);
    const [near, far] = direction === 1 ? [first, last] : [last, first];
    const anchor = direction === 1 ? before : after;
    const segment =
      anchor?.row.box != null
        ? { box: anchor.row.box, at: anchor.frameIndex, from: near.frameIndex }
        : { box: near.box, at: near.frameIndex, from: near.frameIndex + direction };
    return {
      direction,
      segment: {
        trackId,
        anchor: { frameIndex: segment.at, box: segment.box },
        start: null,
        from: segment.from,
        to: far.frameIndex,
      },
      isEmpty: (far.frameIndex - segment.from) * direction < 0,
    };
  });
  return ([1, -1] as const)
    .map((direction) => ({
      direction,
      segments: passes
        .filter((pass) => pass.direction === direction && !pass.isEmpty)
        .map(({ segment }) => segment)
        .sort((a, b) => (a.from - b.from) * direction),
    }))
    .filter(({ segments }) => segments.length > 0);
}

function modelRuns(
  model: AnnotationModel,
  trackId: number,
  { from, to }: FrameRange,
): readonly ModelRun[] {
  const runs: ModelRun[] = [];
  let rows: (PlacedRow & { readonly box: Box })[] = [];
  let before: PlacedRow | null = null;
  const end = (after: PlacedRow | null): void => {
    if (rows.length > 0) runs.push({ rows, before, after });
    rows = [];
    before = after;
  };
  for (const placed of model.rowsBetween(trackId, 0, Infinity)) {
    const { row, frameIndex } = placed;
    const last = rows.at(-1);
    if (isPersons(row)) {
      end(isBeside(last, frameIndex) ? placed : null);
      before = placed;
      continue;
    }
    const { box, source } = row;
    if (box === null || !source.startsWith('model:') || frameIndex < from || frameIndex > to) {
      end(null);
      continue;
    }
    if (last !== undefined && !isBeside(last, frameIndex)) end(null);
    if (rows.length === 0 && before !== null && before.frameIndex !== frameIndex - 1) before = null;
    rows.push({ ...placed, box });
  }
  end(null);
  return runs;
}

function isBeside(last: PlacedRow | undefined, frameIndex: number): boolean {
  return last?.frameIndex === frameIndex - 1;
}
