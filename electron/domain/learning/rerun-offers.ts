import { doubtQueue, doubtsOfTrack, type DoubtItem } from '../doubt/doubt-queue.ts';
import type { AnnotationModel } from '../editing/annotation-model.ts';
import { planRerun } from '../tracking/plan-repair.ts';

/** A doubtful stretch that a model may track anew. */
export interface DoubtfulSpan extends Pick<
  DoubtItem,
  'trackId' | 'from' | 'to' | 'expectedFrames'
> {
  readonly mediaId: number;
}

/**
 * Doubtful stretches that another model made and that can be tracked from a person's box, the most useful first; those
 * between the same two boxes of a person come as one, since they are tracked anew together.
 */
export function rerunOffers(model: AnnotationModel, modelId: string): readonly DoubtfulSpan[] {
  const offers = model.tracks().flatMap((track) => {
    const media = model.mediaItem(track.mediaId);
    if (media === undefined || track.locked) return [];
    const spans = new Map<number, DoubtItem[]>();
    for (const item of doubtsOfTrack(model, track.id, media)) {
      const span = planRerun(model, track.id, item);
      if (span === null || !isOthers(model, item, modelId)) continue;
      spans.set(span.from, [...(spans.get(span.from) ?? []), item]);
    }
    return [...spans.values()].map((items) => ({ ...joined(items), mediaId: track.mediaId }));
  });
  const order = new Map(doubtQueue(offers).map((item, place) => [item, place]));
  return offers
    .toSorted((a, b) => order.get(a)! - order.get(b)!)
    .map(({ mediaId, trackId, from, to, expectedFrames }) => ({
      ...{ mediaId, trackId, from, to, expectedFrames },
    }));
}

/** True when the box to look at is another model's. */
function isOthers(model: AnnotationModel, { trackId, peak }: DoubtItem, modelId: string): boolean {
  return model.row(trackId, peak)?.source !== `model:${modelId}`;
}

function joined(items: readonly DoubtItem[]): DoubtItem {
  return items.reduce((all, item) => ({
    ...all,
    from: Math.min(all.from, item.from),
    to: Math.max(all.to, item.to),
    expectedFrames: all.expectedFrames + item.expectedFrames,
  }));
}
