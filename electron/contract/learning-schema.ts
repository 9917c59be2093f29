import { z } from 'zod';
import type { LearningApi, DistillationSettings, RerunOffer } from './distillation.ts';
import type { ModelApi } from './models.ts';
import { filePath, frameIndex, id, modelId, name, nothing, range } from './schema-parts.ts';

type Api = LearningApi & ModelApi;
type Arguments = { readonly [M in keyof Api]: z.ZodType<Parameters<Api[M]>[0]> };

const count = z.int().min(1).max(1e9);
const share = z.number().min(0).max(1);
const size = z.int().min(32).max(1024);
const trackIds = z.array(id).max(10_000);
/** As the studio makes them: they name folders, so nothing else may come. */
const runId = z.string().regex(/^[a-z0-9-]{1,64}$/, 'a run is named by letters, digits and dashes');
const onRun = z.strictObject({ runId });
const onModel = z.strictObject({ modelId });

const settings = z.strictObject({
  teacherId: modelId,
  replacesId: modelId,
  startId: modelId.nullable(),
  studentSize: size,
  trackIds,
  holdOutShare: z.number().min(0).max(0.5),
  budget: z.strictObject({
    minutes: z.number().positive().max(100_000).nullable(),
    steps: count.nullable(),
    patience: count.nullable(),
  }),
  ablations: z.strictObject({
    reading: z.enum(['kl', 'mse']).exactOptional(),
    qkvKd: z.boolean().exactOptional(),
    discKd: z.boolean().exactOptional(),
    featureKd: z.boolean().exactOptional(),
    layers: z.int().min(1).max(100).exactOptional(),
    templateTokens: z.boolean().exactOptional(),
    tau: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('absolute'), value: z.number().positive() }),
        z.strictObject({ kind: z.literal('quantile'), share }),
      ])
      .exactOptional(),
    alpha: z.number().min(0).max(1_000).exactOptional(),
    beta: z.number().min(0).max(1_000).exactOptional(),
    studentInput: z.enum(['crop', 'resize']).exactOptional(),
    learningRate: z.number().positive().max(1).exactOptional(),
    batch: z.int().min(2).max(512).exactOptional(),
    seed: z.int().min(0).exactOptional(),
  }),
}) satisfies z.ZodType<DistillationSettings>;

const offer = z.strictObject({
  mediaId: id,
  trackId: id,
  from: frameIndex,
  to: frameIndex,
  expectedFrames: z.number().min(0),
}) satisfies z.ZodType<RerunOffer>;

/** Arguments of the methods of learning and of models. */
export const learningArguments: Arguments = {
  planDistillation: z.strictObject({ settings }),
  startDistillation: z.strictObject({ name, settings, onBattery: z.boolean() }),
  pauseDistillation: onRun,
  resumeDistillation: z.strictObject({ runId, onBattery: z.boolean() }),
  stopDistillation: onRun,
  cancelDistillation: onRun,
  distillations: nothing,
  distillation: onRun,
  rerunOffers: onModel,
  startRerun: z.strictObject({ offer, modelId }),
  checkWithTeacher: z.strictObject({ trackId: id, range: range.nullable() }),
  corrections: nothing,
  models: nothing,
  activateModel: onModel,
  rollBackModel: nothing,
  renameModel: z.strictObject({ modelId, title: name }),
  deleteModel: onModel,
  exportModel: z.strictObject({
    modelId,
    format: z.enum(['onnx', 'safetensors']),
    path: filePath,
    overwrite: z.boolean(),
  }),
  inspectCheckpoint: z.strictObject({ path: filePath }),
  importModel: z.strictObject({
    path: filePath,
    id: modelId,
    preset: z.string().max(100).nullable(),
    licence: z.string().max(1_000).nullable(),
  }),
  tryModel: z.strictObject({ modelId, trackId: id, frameIndex }),
  measureModel: z.strictObject({ modelId, searchSizes: z.array(size).min(1).max(20) }),
};
