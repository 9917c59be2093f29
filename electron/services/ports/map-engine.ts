import type { Box } from '../../domain/boxes.ts';
import type { MapThreshold } from '../../contract/comparison.ts';

/** What a network sees in one frame, as a tracker would come to it. */
export interface MapRequest {
  /** Absolute path of the video file or image folder. */
  readonly media: string;
  /** Absolute path of the model file (.onnx). */
  readonly model: string;
  /** Where the template is cropped; image pixels. */
  readonly templateFrame: number;
  readonly templateBox: Box;
  readonly frame: number;
  /** Box of the frame before, around which is searched; image pixels. */
  readonly searchBox: Box;
  /** Which cells count as discriminative. */
  readonly threshold: MapThreshold;
}

/** A network's maps over the search crop of one frame; X pixels and F cells a side, row by row. */
export interface SearchMaps {
  readonly searchSize: number;
  readonly cells: number;
  /** The part of the picture that was searched, image pixels. */
  readonly region: { readonly x: number; readonly y: number; readonly sizePx: number };
  /** The crop that the network got, RGB [X,X,3]. */
  readonly crop: Uint8Array;
  /** Score map [F,F], in (0, 1). */
  readonly score: Float32Array;
  /** LoReTrack's discriminative map [F,F]: mean over channels of the squared features after the final norm. */
  readonly discriminative: Float32Array;
  /** 1 where the map reaches the threshold [F,F]. */
  readonly mask: Float32Array;
}

/** Looks into networks, outside this process. */
export interface MapEngine {
  /** @throws StudioError not-found, bad-input, bad-media, bad-model; engine-died when it dies over it */
  maps(request: MapRequest): Promise<SearchMaps>;
}
