import type { Box } from '../../../domain/boxes.ts';
import type { RgbFrame } from '../../../domain/frame.ts';
import { brightness } from './contrast.ts';
import type { Draw } from './draw.ts';
import { objectSize } from './object-size.ts';
import { roundedOutline } from './outline.ts';
import type { PhotoBox, PhotoLibrary } from './photo-library.ts';
import type { Scene } from './scene.ts';

/** A region flatter than this looks the same wherever it is put. */
const MIN_DEVIATION = 10;
const TRIES = 4;
/** Shortest side in px, and largest share of the photo, of an annotated box that can be followed. */
const MIN_BOX_SIDE = 24;
const MAX_BOX_SHARE = 0.25;

/** Annotated boxes that are neither tiny nor fill their photo. */
export function usableBoxes({ photos, boxes }: PhotoLibrary): readonly PhotoBox[] {
  return boxes.filter(({ photo, box }) => {
    const { width, height } = photos[photo]!;
    return Math.min(box.w, box.h) >= MIN_BOX_SIDE && box.w * box.h < MAX_BOX_SHARE * width * height;
  });
}

/** An annotated object, seen twice in its photo. */
export function annotatedScene(photo: RgbFrame, box: Box): Scene {
  return still('annotated', photo, box);
}

/** Any region of any photo, seen twice; preferably one that shows something. */
export function regionScene(photos: readonly RgbFrame[], draw: Draw): Scene {
  for (let attempt = 1; ; attempt++) {
    const photo = draw.choose(photos);
    const { w, h } = objectSize(photo, draw.factor(0.4, 2.5), 0.5, draw);
    const x = draw.uniform(0, photo.width - w);
    const y = draw.uniform(0, photo.height - h);
    const box = { x, y, w, h };
    const textured = brightness(photo, box).deviation >= MIN_DEVIATION;
    if (textured || attempt === TRIES) return still('region', photo, box);
  }
}

function still(kind: 'annotated' | 'region', picture: RgbFrame, box: Box): Scene {
  return {
    kind,
    template: { picture, box },
    search: { picture, outline: roundedOutline(box) },
    coloursTell: false,
  };
}
