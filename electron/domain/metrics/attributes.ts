import type { Box } from '../boxes.ts';
import { isMeasurable } from './frame-errors.ts';

/** What makes a sequence hard, as far as its annotation tells. */
export type SequenceAttribute =
  'occlusion' | 'out-of-view' | 'scale-change' | 'aspect-change' | 'fast-motion' | 'low-resolution';

/** Every attribute, its usual abbreviation, and when a sequence has it. */
export const ATTRIBUTES: readonly {
  readonly id: SequenceAttribute;
  readonly short: string;
  readonly rule: string;
}[] = [
  { id: 'occlusion', short: 'OCC', rule: 'a frame is marked as occluded, or shows less than 3/4' },
  { id: 'out-of-view', short: 'OV', rule: 'absent in a frame, or more than half outside of it' },
  { id: 'scale-change', short: 'SV', rule: 'area below 1/2 or above 2 times the first' },
  { id: 'aspect-change', short: 'ARC', rule: 'aspect ratio below 1/2 or above 2 times the first' },
  { id: 'fast-motion', short: 'FM', rule: 'moves by more than its size between two frames' },
  { id: 'low-resolution', short: 'LR', rule: 'area below 1000 px in a frame' },
];

/** Area in pixels below which an object is small. */
const SMALL_PX = 1000;
/** Ratios to the first box up to which a change is none. */
const MOST_CHANGE = 2;
/** Least visible share of an object that is not occluded, in eighths. */
const LEAST_COVER = 6;

/** What is known of one sequence's frames; lists are parallel. */
export interface AnnotatedFrames {
  /** Image pixels; NaN or without area where absent. */
  readonly boxes: readonly Box[];
  /** Frames that a person has annotated; all when left out. */
  readonly labelled?: readonly boolean[];
  readonly occluded?: readonly boolean[];
  readonly outOfView?: readonly boolean[];
  /** Visible share in eighths. */
  readonly cover?: readonly number[];
  /** Size of the pictures in pixels; null when unknown. */
  readonly size: { readonly width: number; readonly height: number } | null;
}

/** The attributes that an annotation shows, in the order of {@link ATTRIBUTES}. */
export function attributesOf(frames: AnnotatedFrames): readonly SequenceAttribute[] {
  const { boxes, labelled, occluded, outOfView, cover, size } = frames;
  const isLabelled = (frame: number): boolean => labelled?.[frame] ?? true;
  const present = boxes.map((box, frame) => isLabelled(frame) && isMeasurable(box));
  const first = boxes.find((_, frame) => present[frame]);
  const some = (holds: (box: Box, frame: number) => boolean): boolean =>
    boxes.some((box, frame) => present[frame] && holds(box, frame));
  const isCovered = (frame: number): boolean => {
    const eighths = cover?.[frame] ?? 8;
    return (occluded?.[frame] ?? false) || (eighths > 0 && eighths < LEAST_COVER);
  };
  const has: Readonly<Record<SequenceAttribute, boolean>> = {
    occlusion: boxes.some((_, frame) => isLabelled(frame) && isCovered(frame)),
    'out-of-view':
      // Absent behind something else is occluded, not out of view.
      boxes.some((_, i) => isLabelled(i) && !present[i] && !isCovered(i)) ||
      boxes.some((_, i) => isLabelled(i) && (outOfView?.[i] ?? false)) ||
      (size !== null && some((box) => insideShare(box, size) < 0.5)),
    'scale-change': some((box) => isChanged(area(box) / area(first!))),
    'aspect-change': some((box) => isChanged(box.w / box.h / (first!.w / first!.h))),
    'fast-motion': some((box, frame) => {
      const before = boxes[frame - 1];
      return before !== undefined && present[frame - 1]! && isFast(before, box);
    }),
    'low-resolution': some((box) => area(box) < SMALL_PX),
  };
  return ATTRIBUTES.map(({ id }) => id).filter((id) => has[id]);
}

function area({ w, h }: Box): number {
  return w * h;
}

function isChanged(ratio: number): boolean {
  return ratio > MOST_CHANGE || ratio < 1 / MOST_CHANGE;
}

function isFast(before: Box, box: Box): boolean {
  const dx = box.x + box.w / 2 - (before.x + before.w / 2);
  const dy = box.y + box.h / 2 - (before.y + before.h / 2);
  return Math.hypot(dx, dy) > Math.sqrt(area(before));
}

function insideShare(
  box: Box,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const w = Math.min(box.x + box.w, width) - Math.max(box.x, 0);
  const h = Math.min(box.y + box.h, height) - Math.max(box.y, 0);
  return (Math.max(0, w) * Math.max(0, h)) / area(box);
}
