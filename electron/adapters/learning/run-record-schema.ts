import { z } from 'zod';
import type { DistillationExample, DistillationRun } from '../../contract/distillation.ts';
import type { BoxSource } from '../../domain/track.ts';
import type { HeldOutStretch, RunRecord } from '../../services/ports/run-book.ts';

const count = z.number().min(0);
const texts = z.record(z.string(), z.number());

const settings = z.object({
  teacherId: z.string(),
  replacesId: z.string(),
  startId: z.string().nullable(),
  studentSize: z.number(),
  trackIds: z.array(z.number()),
  holdOutShare: z.number(),
  budget: z.object({
    minutes: z.number().nullable(),
    steps: z.number().nullable(),
    patience: z.number().nullable(),
  }),
  ablations: z.custom<DistillationRun['settings']['ablations']>(
    (value) => typeof value === 'object' && value !== null,
  ),
});

const run = z.object({
  id: z.string(),
  name: z.string(),
  project: z.string(),
  createdAt: z.string(),
  settings,
  status: z.enum([
    ...['preparing', 'training', 'waiting', 'judging', 'interrupted', 'judged'],
    ...['failed', 'cancelled'],
  ] as [DistillationRun['status'], ...DistillationRun['status'][]]),
  waitsFor: z.enum(['person', 'annotator', 'battery']).nullable(),
  learnedFrames: count,
  heldOutFrames: count,
  dataHash: z.string(),
  progress: z
    .object({
      step: count,
      done: z.number(),
      elapsedSec: z.number(),
      remainingSec: z.number().nullable(),
      samplesPerSec: z.number(),
      losses: texts,
      iou: z.number(),
      heldOutIou: z.number().nullable(),
    })
    .nullable(),
  verdict: z
    .object({
      frames: count,
      spans: count,
      studentIou: z.number().nullable(),
      formerIou: z.number().nullable(),
      teacherIou: z.number().nullable(),
      gain: z.object({ mean: z.number(), low: z.number(), high: z.number() }).nullable(),
      outcome: z.enum(['promoted', 'not-better', 'not-enough-to-judge']),
      reason: z.string(),
    })
    .nullable(),
  modelId: z.string().nullable(),
  note: z.string().nullable(),
  examples: count,
}) satisfies z.ZodType<DistillationRun>;

/** Where a run stands, as its folder says. */
export const recordSchema = z.object({
  run,
  stage: z.enum(['collect', 'train', 'judge', 'done']),
  summary: z
    .object({
      steps: count,
      elapsedSec: z.number(),
      iou: z.number().nullable(),
      data: z.string(),
    })
    .nullable(),
  teacherHeldOutIou: z.number().nullable(),
}) satisfies z.ZodType<RunRecord>;

const box = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });

/** What a run learns from and is judged by. */
export const framesSchema = z.object({
  sources: z.array(
    z.object({
      media: z.string(),
      tracks: z.array(
        z.object({
          id: z.string(),
          frames: z.array(
            z.object({
              frameIndex: z.number(),
              box,
              weight: z.number(),
              split: z.enum(['training', 'validation']),
            }),
          ),
        }),
      ),
    }),
  ),
  heldOut: z.array(
    z.object({
      mediaId: z.number(),
      trackId: z.number(),
      by: z.enum(['track', 'time']),
      from: z.number(),
      to: z.number(),
      frames: z.array(
        z.object({
          frameIndex: z.number(),
          source: z.custom<BoxSource>((value) => typeof value === 'string'),
          confirmed: z.boolean(),
          block: z.number(),
        }),
      ),
    }),
  ) satisfies z.ZodType<readonly HeldOutStretch[]>,
});

/** Example crops. */
export const examplesSchema = z.array(
  z.object({
    mediaId: z.number(),
    trackId: z.number(),
    frameIndex: z.number(),
    size: z.number(),
    pixels: z.string(),
    human: box,
    student: box,
    teacher: box.nullable(),
  }),
) satisfies z.ZodType<readonly DistillationExample[]>;

/** A line of a run's figures: a report of training, or a look at held-out frames. */
export const figureSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    step: count,
    losses: texts,
    iou: z.number(),
    samplesPerSec: z.number(),
  }),
  z.object({ type: z.literal('validated'), step: count, iou: z.number() }),
]);
