import type { Box } from '../../../domain/boxes.ts';
import type { RgbFrame } from '../../../domain/frame.ts';
import { deformPatch } from './deform-patch.ts';
import { placeDistractors, placeLookAlike } from './distractors.ts';
import type { Draw } from './draw.ts';
import { mirrorMargin } from './mirror-margin.ts';
import { objectSize } from './object-size.ts';
import { shownOutline } from './outline.ts';
import { copyPicture, paste } from './paste.ts';
import type { Scene } from './scene.ts';
import type { Patch } from './training-pair.ts';

/** What moved scenes are made from. */
export interface MovedSceneParts {
  readonly photos: readonly RgbFrame[];
  /** Draws an object. */
  readonly object: (draw: Draw) => Patch;
}

const SAME_PHOTO = 0.7;
const LOOK_ALIKE = 0.2;
const LEAVES_PICTURE = 0.1;
/** Share of backgrounds that go on beyond the photo: in videos, too, most search crops lie within the picture. */
const ROOMY = 0.6;
/** Share of objects that are bent and turned, not only moved and stretched. */
const DEFORMED = 0.85;
/** Range of the shape that an object has in both pictures, over its own: people are slim, cars long. */
const SHAPES = [0.55, 1.5] as const;
/** Largest change of an object's light against that of its surroundings. */
const SHADE = 0.2;
/** Largest part of a photo's width and height that an object takes. */
const LARGEST_SHARE = 0.5;

/** An object over two photos, or over two places of one, among others that it must be told from. */
export function movedScene({ photos, object }: MovedSceneParts, draw: Draw): Scene {
  const photo = draw.choose(photos);
  const patch = object(draw);
  const shape = (patch.width / patch.height) * draw.factor(...SHAPES);
  const size = objectSize(photo, shape, LARGEST_SHARE, draw);
  const first = place(size, photo, draw);
  const template = copyPicture(photo);
  paste(template, patch, first);

  const background = draw.chance(SAME_PHOTO) ? photo : draw.choose(photos);
  const search = draw.chance(ROOMY)
    ? mirrorMargin(background, draw.uniform(0.2, 0.6))
    : copyPicture(background);
  const wantsLookAlike = draw.chance(LOOK_ALIKE);
  const moved = draw.chance(DEFORMED) ? deformPatch(patch, draw) : patch;
  const grown = {
    w: (size.w * moved.width) / patch.width,
    h: (size.h * moved.height) / patch.height,
  };
  const second = place(changed(grown, search, wantsLookAlike ? 0.4 : 1, draw), search, draw);
  const box = draw.chance(LEAVES_PICTURE) ? pushedOut(second, search, draw) : second;
  placeDistractors(search, box, object, draw);
  const coloursTell = wantsLookAlike && placeLookAlike(search, box, moved, draw);
  const light = coloursTell ? 1 : 1 + draw.uniform(-SHADE, SHADE);
  paste(search, moved, box, [light, light, light]);
  const outline = shownOutline(moved, box, search);
  return {
    kind: 'moved',
    template: { picture: template, box: first },
    search: { picture: search, outline },
    coloursTell,
  };
}

type Size = Pick<Box, 'w' | 'h'>;
type Extent = Pick<RgbFrame, 'width' | 'height'>;

/** The size at another time, in a photo that may be smaller. */
function changed({ w, h }: Size, photo: Extent, strength: number, draw: Draw): Size {
  const growth = Math.exp(strength * draw.uniform(-0.25, 0.25));
  const stretch = Math.exp(strength * draw.uniform(-0.2, 0.2));
  const room = Math.min(1, (0.8 * photo.width) / w, (0.8 * photo.height) / h);
  return { w: w * growth * stretch * room, h: (h * growth * room) / stretch };
}

/** Anywhere in the photo, more often in its middle: near its edges much of the search crop is padding. */
function place({ w, h }: Size, photo: Extent, draw: Draw): Box {
  const x = Math.max(0, photo.width - w) * central(draw);
  const y = Math.max(0, photo.height - h) * central(draw);
  return { x, y, w, h };
}

function central(draw: Draw): number {
  return (draw.uniform(0, 1) + draw.uniform(0, 1)) / 2;
}

/** Moves a box over an edge of its picture, so that 10 to 40 % of its width or height are out of sight. */
function pushedOut(box: Box, { width, height }: Extent, draw: Draw): Box {
  const hidden = draw.uniform(0.1, 0.4);
  const far = draw.chance(0.5);
  return draw.chance(0.5)
    ? { ...box, x: far ? width - box.w * (1 - hidden) : -box.w * hidden }
    : { ...box, y: far ? height - box.h * (1 - hidden) : -box.h * hidden };
}
