import { iou } from '../boxes.ts';
import type { AnnotationModel } from '../editing/annotation-model.ts';
import { interpolateBox } from '../editing/interpolate.ts';
import type { ProposedBox } from './layer.ts';

/** Overlap from which two boxes count as of the same object in the same place. */
const SAME_IOU = 0.8;
/** So many frames in a row must agree, about half a second: two objects that cross agree for less. */
const SAME_FRAMES = 15;

/**
 * Watches a pass that no frame of a person ends: once it has gone with the boxes that are there already for a while,
 * the rest would only say again what is known, and in a long video at great length.
 */
export class Meeting {
  readonly #model: AnnotationModel;
  readonly #trackId: number;
  #agreed = 0;

  constructor(model: AnnotationModel, trackId: number) {
    this.#model = model;
    this.#trackId = trackId;
  }

  /** Whether the pass has met the track, and can end. */
  get isMet(): boolean {
    return this.#agreed >= SAME_FRAMES;
  }

  /** Takes the pass's next box in; true when the pass has met the track with it. */
  sees({ frameIndex, box }: ProposedBox): boolean {
    const known = this.#model.shownAt(this.#trackId, frameIndex)?.box ?? null;
    this.#agreed = known !== null && iou(known, box) >= SAME_IOU ? this.#agreed + 1 : 0;
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
