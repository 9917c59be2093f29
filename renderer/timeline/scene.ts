import type { FrameRow } from '../../electron/domain/annotation.ts';
import type { FrameRange } from '../../electron/domain/edit-command.ts';
import type { TrackSpan } from '../../electron/domain/editing/spans.ts';
import type { FrameTable } from '../../electron/domain/frame-table.ts';

/** A doubtful stretch of a lane; `peak` is the frame to look at. */
export interface LaneDoubt extends FrameRange {
  readonly peak: number;
}

/** A layer over a lane: `range` is what it is about, `done` what it has boxes in so far. */
export interface LaneLayer {
  readonly range: FrameRange;
  readonly done: FrameRange | null;
}

/** A lane: one track, as AnnotationModel tells it. */
export interface TimelineLane {
  readonly trackId: number;
  readonly name: string;
  /** `#rrggbb`. */
  readonly color: string;
  readonly locked: boolean;
  readonly hidden: boolean;
  /** Runs from the first stored frame to the last; another array whenever anything of the track has changed. */
  readonly spans: readonly TrackSpan[];
  /** Stored frames, ascending. */
  readonly frames: ArrayLike<number>;
  /** Frames that want a look, ascending. */
  readonly doubts: readonly LaneDoubt[];
  /** Frames over which a tracker's boxes lie that nobody has accepted; null without. */
  readonly layer: LaneLayer | null;
  /** Frames that are kept for judging a student and never learned from; empty while that is not looked at. */
  readonly heldOut: readonly FrameRange[];
  /** What is stored in a frame: its keyframe and score are shown. */
  row(frameIndex: number): Pick<FrameRow, 'keyframe' | 'score'> | undefined;
}

/** All that the timeline shows. */
export interface TimelineScene {
  /** Null without media. */
  readonly table: FrameTable | null;
  /** From top to bottom. */
  readonly lanes: readonly TimelineLane[];
  readonly selectedIds: ReadonlySet<number>;
  readonly range: FrameRange | null;
}

/** What the timeline tells of a person's hands. */
export interface TimelineHandlers {
  /** The playhead was put somewhere; `isFinal` is false while it is dragged. */
  onSeek(frameIndex: number, isFinal: boolean): void;
  /** A lane was clicked; `additive` with Shift or Ctrl. */
  onSelect(trackIds: readonly number[], additive: boolean): void;
  /** Shift-drag on the ruler; null when Shift-click clears it. */
  onRange(range: FrameRange | null): void;
}
