import type { Device, Provider } from '../../../contract/device.ts';
import type { Box } from '../../../domain/boxes.ts';
import { legsOf } from '../../../domain/tracking/legs.ts';
import type { TrackSegment } from '../../../domain/tracking/plan-run.ts';
import type { TrackingEngine } from '../../ports/tracking-engine.ts';

/** What is tracked in, and by what. */
export interface SegmentJob {
  /** Absolute path of the video or image folder. */
  readonly media: string;
  /** Absolute path of the model file. */
  readonly model: string;
  readonly device: Device;
  readonly direction: 1 | -1;
  readonly segments: readonly TrackSegment[];
}

/** What a run of segments tells: `started` once for each leg, then its frames in order. */
export type SegmentEvent =
  | {
      readonly type: 'started';
      readonly provider: Provider;
      readonly fallbackReason: string | null;
      readonly frameCount: number;
    }
  | {
      readonly type: 'frame';
      readonly index: number;
      readonly found: readonly {
        readonly segment: TrackSegment;
        readonly box: Box;
        readonly score: number;
      }[];
      readonly inferenceMs: number;
    }
  | { readonly type: 'restarted'; readonly from: number; readonly reason: string };

/**
 * Follows segments, all that are active in a frame as one batch. Ends early, after the frame in flight, when the
 * signal is aborted. @throws StudioError as the engine does
 */
export async function* runSegments(
  engine: TrackingEngine,
  { media, model, device, direction, segments }: SegmentJob,
  signal: AbortSignal,
): AsyncGenerator<SegmentEvent, void, undefined> {
  const boxes = new Map<TrackSegment, Box>();
  for (const { from, to, segments: active } of legsOf(segments, direction)) {
    const objects = active.map((segment, index) => {
      const resumeBox = boxes.get(segment) ?? segment.start;
      return {
        id: String(index),
        box: segment.anchor.box,
        anchorFrame: segment.anchor.frameIndex,
        ...(resumeBox !== null && { resumeBox }),
      };
    });
    const request = { media, model, device, from, to, objects };
    for await (const event of engine.track(request, { signal })) {
      if (event.type === 'started') {
        const { provider, fallbackReason = null, frameCount } = event;
        yield { type: 'started', provider, fallbackReason, frameCount };
      } else if (event.type === 'frame') {
        const found = event.results.map(({ id, box, score }) => {
          const segment = active[Number(id)]!;
          boxes.set(segment, box);
          return { segment, box, score };
        });
        yield { type: 'frame', index: event.index, found, inferenceMs: event.timing.inferenceMs };
      } else if (event.type === 'restarted') {
        yield event;
      }
    }
    if (signal.aborted) return;
  }
}

/** Frames that the segments' passes read, each counted once in a pass. */
export function framesOf(direction: 1 | -1, segments: readonly TrackSegment[]): number {
  return legsOf(segments, direction).reduce(
    (sum, { from, to }) => sum + Math.abs(to - from) + 1,
    0,
  );
}
