import type { Box } from '../../../domain/boxes.ts';
import type { RgbFrame } from '../../../domain/frame.ts';
import type { Point } from './crop-transform.ts';
import type { CropGeometry } from './training-pair.ts';

/** How an object came into a scene: annotated in its photo, moved over photos, or just a region of a photo. */
export type SceneKind = 'annotated' | 'moved' | 'region';

/** One object in two pictures. */
export interface Scene {
  readonly kind: SceneKind;
  readonly template: { readonly picture: RgbFrame; readonly box: Box };
  /** The object's visible outline in px of the search picture; convex. */
  readonly search: {
    readonly picture: RgbFrame;
    readonly outline: readonly Point[];
    /** Whether a crop is allowed; all are where it is left out. */
    readonly allows?: (geometry: CropGeometry) => boolean;
  };
  /** Whether only its colours tell the object from a look-alike: they must not get lost. */
  readonly coloursTell: boolean;
}
