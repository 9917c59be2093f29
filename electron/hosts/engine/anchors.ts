import type { FrameSpan } from '../../domain/video.ts';
import type { TrackedObject, TrackRequest } from '../../services/ports/tracking-engine.ts';

/** Where a job's objects get their templates. */
export interface AnchorPlan {
  /** Frames to read in order; may begin one frame before the request's. */
  readonly span: FrameSpan;
  /** Objects whose anchor frames are fetched first, one group per frame. */
  readonly before: readonly {
    readonly frame: number;
    readonly objects: readonly TrackedObject[];
  }[];
  /** Objects that join at frames of the span. */
  readonly during: ReadonlyMap<number, readonly TrackedObject[]>;
}

/**
 * Sorts objects by whether their anchor frame is read anyway. When all others are anchored in the frame just before
 * the span, the span begins there: one run of the decoder serves both.
 */
export function planAnchors({ from, to, objects }: TrackRequest): AnchorPlan {
  const isInside = ({ anchorFrame, resumeBox }: TrackedObject): boolean =>
    resumeBox === undefined &&
    anchorFrame >= Math.min(from, to) &&
    anchorFrame <= Math.max(from, to);
  const outside = objects.filter((object) => !isInside(object));
  const during = Map.groupBy(objects.filter(isInside), ({ anchorFrame }) => anchorFrame);
  const lead = to < from ? from + 1 : from - 1;
  if (outside.length > 0 && outside.every(({ anchorFrame }) => anchorFrame === lead)) {
    return {
      span: { from: lead, to },
      before: [],
      during: new Map([[lead, outside], ...during]),
    };
  }
  const before: { frame: number; objects: TrackedObject[] }[] = [];
  for (const object of outside) {
    const group = before.at(-1);
    if (group?.frame === object.anchorFrame) group.objects.push(object);
    else before.push({ frame: object.anchorFrame, objects: [object] });
  }
  return { span: { from, to }, before, during };
}
