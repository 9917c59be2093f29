import type { Device, Provider } from '../../contract/device.ts';
import type { Box } from '../../domain/boxes.ts';
import type { FrameSpan, VideoInfo } from '../../domain/video.ts';

/** An object to follow: its template is cropped around `box` in frame `anchorFrame`. */
export interface TrackedObject {
  readonly id: string;
  /** Image pixels. */
  readonly box: Box;
  readonly anchorFrame: number;
  /**
   * Where the search goes on in the span's first frame, in image pixels: the object is followed from there on, with
   * its template from `anchorFrame`, wherever that lies.
   */
  readonly resumeBox?: Box;
}

/**
 * A span of one video (or image folder) to track objects through; backward when `to` < `from`.
 *
 * An object whose anchor frame lies within the span is followed from there on, and its result in that frame is
 * its own box with score 1; one with its anchor elsewhere starts from its box at `from`, one with a resume box from
 * that.
 */
export interface TrackRequest extends FrameSpan {
  /** Absolute path of the video file or image folder. */
  readonly media: string;
  /** Absolute path of the model file (.onnx). */
  readonly model: string;
  readonly device: Device;
  /** Threads of the network on the CPU; measured when absent. */
  readonly threads?: number;
  readonly objects: readonly TrackedObject[];
}

/** Where an object is in one frame. */
export interface TrackedBox {
  readonly id: string;
  /** Image pixels. */
  readonly box: Box;
  /** The network's confidence, 0..1. */
  readonly score: number;
}

/** What a frame took, in milliseconds; decoding overlaps with the rest, which is one after the other. */
export interface FrameTiming {
  /** Wait for the decoder. */
  readonly decodeMs: number;
  /** Cropping, normalising and reading the result. */
  readonly cropMs: number;
  /** The part of `cropMs` after the forward pass: reading boxes from the network's maps. */
  readonly decodeBoxMs?: number;
  /** The network's forward pass for all objects of the frame. */
  readonly inferenceMs: number;
}

/** What an engine reports while it tracks: `started`, then one `frame` per frame in order, then `done`. */
export type TrackEvent =
  | {
      readonly type: 'started';
      /** What the network really runs on. */
      readonly provider: Provider;
      /** Why it is not the device that was asked for (or, for `auto`, why no accelerator was taken). */
      readonly fallbackReason?: string;
      readonly threads: number;
      readonly info: VideoInfo;
      readonly frameCount: number;
    }
  | {
      readonly type: 'frame';
      readonly index: number;
      /** Objects followed in this frame: in the order of the frames that they joined in, then of the request. */
      readonly results: readonly TrackedBox[];
      readonly timing: FrameTiming;
    }
  | {
      /** The engine died or its device failed; another run continues at frame `from`, after a second `started`. */
      readonly type: 'restarted';
      readonly from: number;
      readonly reason: string;
    }
  | {
      readonly type: 'done';
      /** False when the request was cancelled before its last frame. */
      readonly completed: boolean;
      readonly frames: number;
    };

/** Follows objects through videos, outside this process. */
export interface TrackingEngine {
  /**
   * Tracks; an abort takes effect after the frame in flight and ends with `done`.
   * @throws StudioError bad-input, not-found, bad-media, bad-model, or engine-died after repeated deaths.
   */
  track(
    request: TrackRequest,
    options?: { readonly signal?: AbortSignal },
  ): AsyncIterable<TrackEvent>;
  /** Ends the engine's processes; jobs that still run are cancelled. */
  dispose(): Promise<void>;
}
