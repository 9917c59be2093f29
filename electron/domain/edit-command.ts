import type { AttributeDefinition, AttributeValue } from './annotation.ts';
import type { Box } from './boxes.ts';

/** A span of frames, both ends inclusive. */
export interface FrameRange {
  readonly from: number;
  readonly to: number;
}

/** What a person can do to a project's labels and tracks; each is one undo step. Boxes are in image pixels. */
export type EditCommand =
  | {
      readonly type: 'addTrack';
      readonly mediaId: number;
      readonly labelId: number;
      readonly frameIndex: number;
      readonly box: Box;
    }
  /** Makes a human keyframe there; occlusion and attributes stay. */
  | {
      readonly type: 'setBox';
      readonly trackId: number;
      readonly frameIndex: number;
      readonly box: Box;
    }
  /** Leaves the frame without a box, and every other frame as it was. */
  | { readonly type: 'deleteBox'; readonly trackId: number; readonly frameIndex: number }
  | { readonly type: 'deleteTracks'; readonly trackIds: readonly number[] }
  /** Stores the box shown in that frame as a human keyframe, or removes the keyframe so that it is interpolated. */
  | { readonly type: 'toggleKeyframe'; readonly trackId: number; readonly frameIndex: number }
  | ({
      readonly type: 'setAbsent';
      readonly trackId: number;
      readonly absent: boolean;
    } & FrameRange)
  | ({
      readonly type: 'setOccluded';
      readonly trackId: number;
      readonly occluded: boolean;
    } & FrameRange)
  | ({
      readonly type: 'confirm';
      readonly trackId: number;
      readonly confirmed: boolean;
    } & FrameRange)
  /** With a frame: an attribute of scope `frame`, from there to the next stored frame; else one of the track. */
  | {
      readonly type: 'setAttribute';
      readonly trackId: number;
      readonly frameIndex: number | null;
      readonly name: string;
      /** Null removes it. */
      readonly value: AttributeValue | null;
    }
  | {
      readonly type: 'updateTrack';
      readonly trackId: number;
      readonly labelId?: number;
      readonly color?: string | null;
      readonly interpolate?: boolean;
      readonly locked?: boolean;
      readonly hidden?: boolean;
    }
  /** Frames from `frameIndex` on go to a new track; the left part keeps the id. */
  | { readonly type: 'splitTrack'; readonly trackId: number; readonly frameIndex: number }
  /** Into the first one; where several have a frame, a person's box wins, then the earlier track's. */
  | { readonly type: 'mergeTracks'; readonly trackIds: readonly number[] }
  /** Exchanges the two tracks' boxes from `frameIndex` on. */
  | {
      readonly type: 'swapTracks';
      readonly trackIds: readonly [number, number];
      readonly frameIndex: number;
    }
  /** Leaves what lies between a person's frame and the person's frames beside it to interpolation. */
  | { readonly type: 'interpolateSpans'; readonly trackId: number; readonly frameIndex: number }
  /** Keeps the fewest frames from which interpolation gives every box within an overlap of `minIou`. */
  | { readonly type: 'thinTrack'; readonly trackId: number; readonly minIou: number }
  | {
      readonly type: 'addLabel';
      readonly name: string;
      readonly color: string;
      readonly hotkey: string | null;
      readonly attributes: readonly AttributeDefinition[];
    }
  | {
      readonly type: 'updateLabel';
      readonly labelId: number;
      readonly name?: string;
      readonly color?: string;
      readonly hotkey?: string | null;
      readonly attributes?: readonly AttributeDefinition[];
    }
  /** Refused while tracks have it. */
  | { readonly type: 'removeLabel'; readonly labelId: number };

/** Name of an edit command. */
export type EditCommandType = EditCommand['type'];
