import { blurAlong } from './blur.ts';
import { drawOccluder } from './draw-occluder.ts';
import { finishColours, type Statistics } from './photometric.ts';
import { samplePicture } from './sample-picture.ts';
import type { CropView } from './training-pair.ts';

/**
 * Renders a view as network input [3,size,size]: every size shows the same region of the picture, and output pixel d
 * looks at the place where the tracker's own crop does.
 */
export function renderView(view: CropView, size: number, statistics: Statistics): Float32Array {
  let planes = samplePicture(view, size);
  if (view.occluder !== null) drawOccluder(view.occluder, size, planes);
  for (const segment of view.blur) planes = blurAlong(planes, size, segment);
  finishColours(planes, view.photometric, statistics);
  return planes;
}
