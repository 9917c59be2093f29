import { toCrop, type Point } from './crop-transform.ts';
import { boundingBox } from './outline.ts';
import type { CropBox, CropGeometry } from './training-pair.ts';

/** The box around an outline in picture px, as a turned, stretched or mirrored crop shows it. */
export function seenBox(geometry: CropGeometry, outline: readonly Point[]): CropBox {
  const { x, y, w, h } = boundingBox(outline.map((point) => toCrop(geometry, point)));
  return [x, y, w, h];
}

/** Whether a box's centre lies inside the crop. */
export function centreInside([x, y, w, h]: CropBox): boolean {
  const cx = x + w / 2;
  const cy = y + h / 2;
  return cx > 0 && cx < 1 && cy > 0 && cy < 1;
}
