import type { Provider } from '../../../contract/device.ts';
import type { LayerBoxes, LayerContent, LayerState } from '../../../contract/tracking.ts';
import type { FrameRange } from '../../../domain/edit-command.ts';
import type { Layer, LayerKind, LayerSpec, ProposedBox } from '../../../domain/tracking/layer.ts';

/** How much a new frame's figures count in the running means. */
const NEW_SHARE = 0.1;

/** A layer of the open project, with its boxes and how far its work is. */
export class OpenLayer {
  readonly id: number;
  readonly kind: LayerKind;
  readonly mediaId: number;
  readonly trackIds: readonly number[];
  readonly modelId: string;
  readonly direction: 1 | -1;
  /** Frames that a person corrected, for a repair. */
  readonly corrected: readonly number[];
  /** The revision that the correction led to, for a repair. */
  readonly revision: number | null;
  /** Whether its result goes into the tracks without being looked at, for a repair. */
  readonly isAutomatic: boolean;
  /** A person wants nothing of it any more. */
  isDiscarded = false;
  /** Ends the work on it. */
  readonly stop = new AbortController();
  status: LayerState['status'];
  note: string | null = null;
  total = 0;
  #range: FrameRange;
  #done = 0;
  #head: number | null = null;
  #provider: Provider | null = null;
  #fallbackReason: string | null = null;
  #networkMs: number | null = null;
  #secPerFrame: number | null = null;
  #lastMs = performance.now();
  readonly #found = new Map<number, Map<number, ProposedBox>>();

  constructor(
    { id, kind, mediaId, trackIds, modelId }: LayerSpec,
    options: {
      readonly status: LayerState['status'];
      readonly range: FrameRange;
      readonly direction?: 1 | -1;
      readonly corrected?: readonly number[];
      readonly revision?: number | null;
      readonly isAutomatic?: boolean;
    },
  ) {
    this.id = id;
    this.kind = kind;
    this.mediaId = mediaId;
    this.trackIds = trackIds;
    this.modelId = modelId;
    this.status = options.status;
    this.direction = options.direction ?? 1;
    this.corrected = options.corrected ?? [];
    this.revision = options.revision ?? null;
    this.isAutomatic = options.isAutomatic ?? false;
    this.#range = options.range;
  }

  /** A layer that was on the disk when its project was opened: one that waits, or one that a crash cut off. */
  static leftBehind(layer: Layer): OpenLayer {
    const open = new OpenLayer(layer, { status: 'ready', range: { from: 0, to: 0 } });
    for (const [trackId, boxes] of layer.boxes) open.put(trackId, boxes);
    open.settle(open.foundRange() ?? { from: 0, to: 0 });
    // Of the other kinds only whole results are on the disk.
    if (layer.kind === 'track') {
      open.note = 'This was interrupted: what had been found by then can be accepted or discarded.';
    }
    return open;
  }

  /** Frames of network passes done. */
  get done(): number {
    return this.#done;
  }

  /** First and last frame that it has boxes in; null without any. */
  foundRange(): FrameRange | null {
    let range: FrameRange | null = null;
    for (const found of this.#found.values()) {
      for (const frame of found.keys()) {
        const { from, to }: FrameRange = range ?? { from: frame, to: frame };
        range = { from: Math.min(from, frame), to: Math.max(to, frame) };
      }
    }
    return range;
  }

  /** Takes boxes in, in the place of those of the same frames. */
  put(trackId: number, boxes: readonly ProposedBox[]): void {
    let found = this.#found.get(trackId);
    if (found === undefined) {
      if (boxes.length === 0) return;
      this.#found.set(trackId, (found = new Map<number, ProposedBox>()));
    }
    for (const box of boxes) found.set(box.frameIndex, box);
  }

  /** The layer as the domain sees it. */
  content(): Layer {
    const { id, kind, mediaId, trackIds, modelId } = this;
    const boxes = new Map(
      Array.from(this.#found, ([trackId, found]) => [trackId, [...found.values()]]),
    );
    return { id, kind, mediaId, trackIds, modelId, boxes };
  }

  /** All boxes, as windows get them. */
  toWindow(): LayerContent {
    const boxes = Array.from(this.#found, ([trackId, found]): LayerBoxes => ({
      layerId: this.id,
      trackId,
      boxes: [...found.values()],
    }));
    return { state: this.state(), boxes };
  }

  /** The network began on a device. */
  started(provider: Provider, fallbackReason: string | null): void {
    this.#provider = provider;
    this.#fallbackReason = fallbackReason;
    this.#lastMs = performance.now();
  }

  /** A frame went through the network. */
  passed(frameIndex: number, inferenceMs: number): void {
    const now = performance.now();
    this.#done++;
    this.#head = frameIndex;
    this.#networkMs = running(this.#networkMs, inferenceMs);
    this.#secPerFrame = running(this.#secPerFrame, (now - this.#lastMs) / 1000);
    this.#lastMs = now;
  }

  /** Narrows what it is about to what it found. */
  settle(range: FrameRange): void {
    this.#range = range;
  }

  state(): LayerState {
    const { id, kind, mediaId, trackIds, modelId, status, direction, note, total } = this;
    const left = Math.max(0, total - this.#done);
    return {
      ...{ id, kind, mediaId, trackIds, modelId, status, direction, note, total },
      range: this.#range,
      done: this.#done,
      remainingSec: this.#secPerFrame === null ? null : left * this.#secPerFrame,
      head: this.#head,
      provider: this.#provider,
      fallbackReason: this.#fallbackReason,
      msPerFrame: this.#networkMs,
    };
  }
}

function running(mean: number | null, value: number): number {
  return mean === null ? value : mean + NEW_SHARE * (value - mean);
}
