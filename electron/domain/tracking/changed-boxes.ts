import { iou } from '../boxes.ts';
import type { AnnotationModel } from '../editing/annotation-model.ts';
import type { ProposedBox } from './layer.ts';
import { isProtectedAt } from './protection.ts';

/**
 * Those of new boxes (ascending) that are worth showing: from the first to the last frame in which a new box overlaps
 * what the track shows by less than `minIou` (0..1), or the track shows none; frames of a person are left out.
 */
export function changedBoxes(
  model: AnnotationModel,
  trackId: number,
  boxes: readonly ProposedBox[],
  minIou = 0.85,
): ProposedBox[] {
  const open = boxes.filter(({ frameIndex }) => !isProtectedAt(model, trackId, frameIndex));
  const isChanged = ({ frameIndex, box }: ProposedBox): boolean => {
    const shown = model.shownAt(trackId, frameIndex)?.box ?? null;
    return shown === null || iou(shown, box) < minIou;
  };
  const first = open.findIndex(isChanged);
  return first < 0 ? [] : open.slice(first, open.findLastIndex(isChanged) + 1);
}
