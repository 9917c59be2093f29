import type { Box } from '../domain/boxes.ts';
import type { FrameRange } from '../domain/edit-command.ts';
import type { LayerSpec, ProposedBox } from '../domain/tracking/layer.ts';
import type { Device, Provider } from './device.ts';

/** A model that can track, as a window lists it. */
export interface TrackerModel {
  readonly id: string;
  readonly origin: 'shipped' | 'imported' | 'distilled';
  /** Side of the square search crop in pixels. */
  readonly searchSize: number;
  /** Multiply-accumulates of one frame with one object, in thousands of millions. */
  readonly gmacs: number;
  /** Taken where nobody has chosen. */
  readonly isDefault: boolean;
}

/** The tracker that a person has chosen. */
export interface TrackerChoice {
  readonly modelId: string;
  readonly device: Device;
}

/** Follows objects from their boxes in one frame on. */
export interface TrackArgs {
  readonly mediaId: number;
  readonly trackIds: readonly number[];
  /** Frame with the boxes to start from. */
  readonly frameIndex: number;
  readonly direction: 1 | -1;
  /** `protected`: to just before each object's next human or confirmed frame; a number: to that frame, inclusive. */
  readonly until: 'protected' | 'end' | number;
  readonly tracker: TrackerChoice;
}

/** Repairs the spans beside corrected frames of a track. */
export interface RepairArgs {
  readonly trackId: number;
  /** The revision that the correction led to: while it is the last one, accepting becomes part of its undo step. */
  readonly revision: number;
  /** Frames that a person has corrected. */
  readonly frameIndexes: readonly number[];
  /** Where repairs end that no protected frame bounds; null: at the track's ends. */
  readonly range: FrameRange | null;
  readonly accept: 'ask' | 'auto';
  readonly tracker: TrackerChoice;
}

/** Looks how far another pass agrees with a track's boxes. */
export interface CheckArgs {
  readonly trackId: number;
  readonly range: FrameRange | null;
  /** `backward`: the same way back in time; `model`: the same way by the chosen tracker. */
  readonly how: 'backward' | 'model';
  readonly tracker: TrackerChoice;
}

/** A layer as windows see it, without its boxes. */
export interface LayerState extends LayerSpec {
  /** `running`: boxes still come; `ready`: waits for a person; `gone`: accepted, discarded or without a result. */
  readonly status: 'running' | 'ready' | 'gone';
  readonly direction: 1 | -1;
  /** First and last frame that it is about, ascending. */
  readonly range: FrameRange;
  /** Frames of network passes done, and in all. */
  readonly done: number;
  readonly total: number;
  /** Estimated seconds to the end; null while unknown. */
  readonly remainingSec: number | null;
  /** The frame that was tracked last; null before the first. */
  readonly head: number | null;
  /** What the network runs on, and why it is not what was asked for; null before the first frame. */
  readonly provider: Provider | null;
  readonly fallbackReason: string | null;
  /** Mean milliseconds of the network per frame, all objects together; null before the first frame. */
  readonly msPerFrame: number | null;
  /** What a person should know: why it ended early, that it was interrupted; null when there is nothing to say. */
  readonly note: string | null;
}

/** Boxes of one track that a layer got. */
export interface LayerBoxes {
  readonly layerId: number;
  readonly trackId: number;
  readonly boxes: readonly ProposedBox[];
}

/** A layer with all its boxes, for a window that comes later. */
export interface LayerContent {
  readonly state: LayerState;
  readonly boxes: readonly LayerBoxes[];
}

/** Asks for the tracker's own idea of one box. */
export interface ProposeArgs {
  readonly trackId: number;
  readonly frameIndex: number;
  /** Around which to search, image pixels. */
  readonly box: Box;
  readonly tracker: TrackerChoice;
}
