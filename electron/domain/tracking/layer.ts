import type { Box } from '../boxes.ts';

/** What a tracker found in one frame and nobody has agreed to yet. */
export interface ProposedBox {
  readonly frameIndex: number;
  /** Image pixels. */
  readonly box: Box;
  /** How sure the model was, 0..1. */
  readonly score: number;
  /** As in FrameRow: overlap with what a pass from the other side, or a second model, found. */
  readonly passIou?: number;
  readonly modelIou?: number;
}

/**
 * What a layer is for: `track` follows objects from a frame on, `repair` replaces what a correction has shown to be
 * wrong, `check` only says how far another pass agrees with the boxes that are there.
 */
export const LAYER_KINDS = ['track', 'repair', 'check'] as const;
export type LayerKind = (typeof LAYER_KINDS)[number];

/** What identifies a layer, and says how its boxes come into the tracks. */
export interface LayerSpec {
  readonly id: number;
  readonly kind: LayerKind;
  readonly mediaId: number;
  readonly trackIds: readonly number[];
  /** The model that makes the boxes. */
  readonly modelId: string;
}

/** Boxes that lie over the tracks of a media item until they are accepted or discarded. */
export interface Layer extends LayerSpec {
  /** By track id; in each list every frame at most once, in any order. */
  readonly boxes: ReadonlyMap<number, readonly ProposedBox[]>;
}
