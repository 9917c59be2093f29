import type { Box } from '../../electron/domain/boxes.ts';
import type { BoxSource } from '../../electron/domain/track.ts';

/** A box as the stage shows it in one frame, in image pixels. */
export interface StageBox {
  readonly trackId: number;
  readonly box: Box;
  readonly source: BoxSource;
  /** `#rrggbb`. */
  readonly color: string;
  /** What stands above the box, e.g. "person 3". */
  readonly label: string;
  readonly occluded: boolean;
  readonly confirmed: boolean;
  readonly keyframe: boolean;
  /** Can be selected but not dragged. */
  readonly locked: boolean;
}

/** The way of a box's centre around the frame on screen. */
export interface StageTrail {
  readonly trackId: number;
  /** `#rrggbb`. */
  readonly color: string;
  /** x, y of each frame one after the other, in image pixels; NaN where there is no box. */
  readonly points: ArrayLike<number>;
  /** Which of the points belongs to the frame on screen; later ones are drawn fainter. */
  readonly current: number;
}

/** What a track showed before a proposal that is in the picture now. */
export interface StageGhost {
  /** Image pixels. */
  readonly box: Box;
  /** `#rrggbb`. */
  readonly color: string;
}

/** What a drag of the main button does: `draw` draws a box anywhere; `select` moves, resizes or, beside all boxes, pans. */
export type StageTool = 'select' | 'draw';

/** All that is drawn over one frame; hidden tracks are left out of it. */
export interface StageScene {
  /** In painting order: the last lies on top. */
  readonly boxes: readonly StageBox[];
  readonly selectedIds: ReadonlySet<number>;
  readonly trails: readonly StageTrail[];
  readonly ghosts: readonly StageGhost[];
  readonly tool: StageTool;
  /** `#rrggbb` of a box while it is drawn. */
  readonly drawColor: string;
  /** True while nothing may be changed: boxes can be selected only. */
  readonly readOnly: boolean;
}

/** What the stage tells of a person's hands; boxes in image pixels, with the frame that was on screen. */
export interface StageHandlers {
  /** A new box was drawn. */
  onDraw(box: Box, frameIndex: number): void;
  /** A box was moved or resized: once per gesture, when it is complete. */
  onChange(trackId: number, box: Box, frameIndex: number): void;
  /** A click: one id, or none beside all boxes; `additive` with Shift or Ctrl. */
  onSelect(trackIds: readonly number[], additive: boolean): void;
  /** The box under the pointer and the pointer in image pixels; nulls when it has left. */
  onHover(
    trackId: number | null,
    imagePoint: { readonly x: number; readonly y: number } | null,
  ): void;
  /** A gesture that changes boxes has begun (pause playing) or ended. */
  onGesture?(active: boolean): void;
  /** The picture of this frame, with its boxes, has been painted. */
  onShown?(frameIndex: number): void;
  /** Zoom or position changed; `zoom` is device pixels per image pixel (1 = 100 %). */
  onView?(view: { readonly zoom: number; readonly isFit: boolean }): void;
}
