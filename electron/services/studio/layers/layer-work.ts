import type { Device } from '../../../contract/device.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { MediaItem } from '../../../domain/annotation.ts';
import { iou } from '../../../domain/boxes.ts';
import type { AnnotationModel } from '../../../domain/editing/annotation-model.ts';
import type { ProposedBox } from '../../../domain/tracking/layer.ts';
import type { TrackPass } from '../../../domain/tracking/plan-check.ts';
import { passesOf, type RepairSpan } from '../../../domain/tracking/plan-repair.ts';
import type { TrackSegment } from '../../../domain/tracking/plan-run.ts';
import { steadied } from '../../../domain/tracking/steadied.ts';
import { repairSpan, type Follow } from '../../../domain/tracking/repair-span.ts';
import type { TrackingEngine } from '../../ports/tracking-engine.ts';
import type { EventHub } from '../event-hub.ts';
import type { LayerFeed } from './layer-feed.ts';
import type { OpenLayer } from './open-layer.ts';
import { framesOf, runSegments, type SegmentEvent } from './run-segments.ts';

/** What work on a layer needs. */
export interface WorkContext {
  readonly layer: OpenLayer;
  readonly feed: LayerFeed;
  readonly engine: TrackingEngine;
  readonly events: EventHub;
  readonly media: MediaItem;
  /** Absolute path of the model file. */
  readonly modelPath: string;
  readonly device: Device;
  /** The project as it is now, whatever was edited since the work began. */
  readonly model: AnnotationModel;
}

type FrameEvent = Extract<SegmentEvent, { type: 'frame' }>;

/** Follows segments; their boxes come into the layer frame by frame, and once more without flicker at the end. */
export async function trackWork(context: WorkContext, pass: TrackPass): Promise<void> {
  const { feed } = context;
  const raw = new Map<TrackSegment, ProposedBox[]>();
  for await (const { index, found } of passFrames(context, [pass])) {
    for (const { segment, box, score } of found) {
      const proposed = { frameIndex: index, box, score };
      const boxes = raw.get(segment) ?? [];
      raw.set(segment, boxes);
      boxes.push(proposed);
      feed.add(segment.trackId, [proposed]);
    }
  }
  for (const [{ trackId, anchor, start, from }, boxes] of raw) {
    const begin = start && { frameIndex: from - pass.direction, box: start };
    feed.add(trackId, steadied(boxes, begin ? [anchor, begin] : [anchor]));
  }
}

/** Repairs span after span; what differs from the track comes into the layer at the end. */
export async function repairWork(
  context: WorkContext,
  trackId: number,
  spans: readonly RepairSpan[],
): Promise<void> {
  const { feed, layer, model } = context;
  const { signal } = layer.stop;
  const changed: ProposedBox[] = [];
  for (const [index, span] of spans.entries()) {
    // What is left at most: passes may end early, or not be needed at all.
    layer.total = layer.done + sum(spans.slice(index).map((each) => framesToPass(each, trackId)));
    changed.push(...(await repairSpan(model, trackId, span, follower(context))));
    // Half of the passes would be joined as if the other half had found nothing.
    if (signal.aborted) return;
  }
  if (changed.length > 0) feed.add(trackId, changed);
}

/** Sends the engine through one segment after the other. */
function follower(context: WorkContext): Follow {
  return async (segment, isEnough) => {
    const direction = segment.to < segment.from ? -1 : 1;
    const boxes: ProposedBox[] = [];
    for await (const { index, found } of passFrames(context, [
      { direction, segments: [segment] },
    ])) {
      const proposed = found.map(({ box, score }) => ({ frameIndex: index, box, score }));
      boxes.push(...proposed);
      if (proposed.some(isEnough)) break;
    }
    return boxes;
  };
}

function framesToPass(span: RepairSpan, trackId: number): number {
  const { forward, backward } = passesOf(span, trackId);
  return sum([forward, backward].map((pass) => (pass ? Math.abs(pass.to - pass.from) + 1 : 0)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Compares a track's boxes with what the passes find; the boxes come into the layer with their overlaps. */
export async function checkWork(
  context: WorkContext,
  passes: readonly TrackPass[],
  how: 'backward' | 'model',
): Promise<void> {
  const { feed, layer, model } = context;
  layer.total = framesInAll(passes);
  for await (const { index, found } of passFrames(context, passes)) {
    for (const { segment, box } of found) {
      const row = model.row(segment.trackId, index);
      if (row?.box == null || row.score === null) continue;
      const overlap = iou(row.box, box);
      const checked = how === 'model' ? { modelIou: overlap } : { passIou: overlap };
      feed.add(segment.trackId, [
        { frameIndex: index, box: row.box, score: row.score, ...checked },
      ]);
    }
  }
}

/** Frames that passes send through the network, each counted in every pass that it is in. */
export function framesInAll(passes: readonly TrackPass[]): number {
  return passes.reduce((sum, { direction, segments }) => sum + framesOf(direction, segments), 0);
}

/** The frames of passes one after the other, told to windows as they come; ends early when the layer is stopped. */
async function* passFrames(
  { engine, media, modelPath, device, layer, feed, events }: WorkContext,
  passes: readonly TrackPass[],
): AsyncGenerator<FrameEvent, void, undefined> {
  const { signal } = layer.stop;
  for (const { direction, segments } of passes) {
    if (segments.length === 0) continue;
    const job = { media: media.path, model: modelPath, device, direction, segments };
    for await (const event of runSegments(engine, job, signal)) {
      if (event.type === 'started') {
        refuseOther(media, event.frameCount);
        layer.started(event.provider, event.fallbackReason);
      } else if (event.type === 'restarted') {
        const message = `The tracking engine stopped (${event.reason}); going on at frame ${event.from}.`;
        events.emit('notice', { level: 'warning', message });
      } else {
        yield event;
        feed.passed(event.index, event.inferenceMs);
      }
    }
    if (signal.aborted) return;
  }
}

function refuseOther({ name, path, frameCount }: MediaItem, found: number): void {
  if (found === frameCount) return;
  throw new StudioError(
    'bad-media',
    `${path} is not ${name} any more: it has ${found} frames, not ${frameCount}. Put the file back, or relink it.`,
  );
}
