import type { Box } from '../../electron/domain/boxes.ts';
import { iou } from '../../electron/domain/boxes.ts';
import { AnnotationModel } from '../../electron/domain/editing/annotation-model.ts';
import { planEdit } from '../../electron/domain/editing/plan-edit.ts';
import type { EditCommand } from '../../electron/domain/edit-command.ts';
import { doubtQueue, doubtsOfTrack } from '../../electron/domain/doubt/doubt-queue.ts';
import type { DoubtItem } from '../../electron/domain/doubt/doubt-queue.ts';
import type { LayerKind, ProposedBox } from '../../electron/domain/tracking/layer.ts';
import { planLayer } from '../../electron/domain/tracking/plan-layer.ts';
import { planRepair } from '../../electron/domain/tracking/plan-repair.ts';
import { planRun } from '../../electron/domain/tracking/plan-run.ts';
import type { TrackSegment } from '../../electron/domain/tracking/plan-run.ts';
import { isProtectedAt } from '../../electron/domain/tracking/protection.ts';
import { repairSpan, type Follow } from '../../electron/domain/tracking/repair-span.ts';
import { steadied } from '../../electron/domain/tracking/steadied.ts';
import { idSource, labels } from './random-annotations.ts';

/** A clip whose true boxes (image pixels, one per frame) are known, and a tracker that can be sent through it. */
export interface KnownClip {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly truth: readonly Box[];
  /** What the tracker finds in a segment's frames, in the order of tracking. */
  follow(segment: TrackSegment): Promise<readonly ProposedBox[]>;
}

/**
 * What happens after a person has put a box right: the frames on both sides are repaired; or the object is tracked on
 * to the next human frame, with boxes as the tracker gives them, or steadied.
 */
export type CorrectionMethod = 'repair' | 'forward' | 'steadied';

/** Overlap from which a box counts as right. */
export const RIGHT_IOU = 0.5;

const TRACK = 4;

/** One object of a known clip on its way to being labelled: seeded in frame 0, tracked to the end, then corrected. */
export class AnnotatedClip {
  readonly clip: KnownClip;
  readonly #method: CorrectionMethod;
  readonly #model: AnnotationModel;

  private constructor(clip: KnownClip, method: CorrectionMethod) {
    this.clip = clip;
    this.#method = method;
    const { name, width, height, truth } = clip;
    const item = {
      ...{ id: 1, name, path: `/${name}`, kind: 'images' as const, width, height },
      ...{ fps: 30, frameCount: truth.length, timeBase: { num: 1, den: 30 } },
      identity: { bytes: 1, head: '', tail: '', table: '' },
    };
    this.#model = new AnnotationModel({ labels, media: [item] });
  }

  /** A clip with its first box drawn, and tracked from there to its end. */
  static async start(clip: KnownClip, method: CorrectionMethod): Promise<AnnotatedClip> {
    const started = new AnnotatedClip(clip, method);
    const box = clip.truth[0]!;
    started.#edit({ type: 'addTrack', mediaId: 1, labelId: 1, frameIndex: 0, box });
    await started.#trackForward(0);
    return started;
  }

  /** Overlap of what is shown in a frame with the true box. */
  iouAt(frameIndex: number): number {
    const box = this.#model.shownAt(TRACK, frameIndex)?.box;
    return box ? iou(box, this.clip.truth[frameIndex]!) : 0;
  }

  /** What is shown in a frame, and whether a person drew it; null without a box. */
  shownAt(frameIndex: number): { readonly box: Box; readonly isHuman: boolean } | null {
    const shown = this.#model.shownAt(TRACK, frameIndex);
    return shown?.box ? { box: shown.box, isHuman: shown.source === 'human' } : null;
  }

  isRightAt(frameIndex: number): boolean {
    return this.iouAt(frameIndex) >= RIGHT_IOU;
  }

  /** The first frame at or after another that is not right, or null. */
  firstWrong(from = 0): number | null {
    for (let at = from; at < this.clip.truth.length; at++) if (!this.isRightAt(at)) return at;
    return null;
  }

  /** Draws the true box in a frame, and does what follows from it. */
  async correct(frameIndex: number): Promise<void> {
    const box = this.clip.truth[frameIndex]!;
    this.#edit({ type: 'setBox', trackId: TRACK, frameIndex, box });
    if (this.#method === 'repair') await this.#repair(frameIndex);
    else await this.#trackForward(frameIndex);
  }

  /** Agrees with what is shown in a frame. */
  confirm(frameIndex: number): void {
    const range = { from: frameIndex, to: frameIndex };
    this.#edit({ type: 'confirm', trackId: TRACK, confirmed: true, ...range });
  }

  /** What is doubtful at present, that which repairs most first. */
  doubts(): DoubtItem[] {
    return doubtQueue(doubtsOfTrack(this.#model, TRACK, this.clip));
  }

  async #trackForward(frameIndex: number): Promise<void> {
    const { length: frameCount } = this.clip.truth;
    const isLast = frameIndex === frameCount - 1;
    if (isLast || isProtectedAt(this.#model, TRACK, frameIndex + 1)) return;
    const request = { trackIds: [TRACK], frameIndex, frameCount };
    for (const segment of planRun(this.#model, { ...request, direction: 1, until: 'protected' })) {
      const found = await this.clip.follow(segment);
      const isSteadied = this.#method !== 'forward';
      this.#accept('track', isSteadied ? steadied(found, [segment.anchor]) : found);
    }
  }

  async #repair(frameIndex: number): Promise<void> {
    for (const span of planRepair(this.#model, TRACK, [frameIndex], null)) {
      const follow: Follow = async (segment, isEnough) => {
        const found = await this.clip.follow(segment);
        const end = found.findIndex(isEnough);
        return end < 0 ? found : found.slice(0, end + 1);
      };
      this.#accept('repair', await repairSpan(this.#model, TRACK, span, follow));
    }
  }

  #accept(kind: LayerKind, boxes: readonly ProposedBox[]): void {
    const spec = { id: 1, kind, mediaId: 1, trackIds: [TRACK], modelId: 'tiny-128' };
    this.#model.apply(planLayer(this.#model, { ...spec, boxes: new Map([[TRACK, boxes]]) }));
  }

  #edit(command: EditCommand): void {
    this.#model.apply(planEdit(this.#model, command, idSource()));
  }
}
