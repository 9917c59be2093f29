import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { DEVICES } from '../../contract/device.ts';
import type { TrainingJob } from '../../ml/distill/training-job.ts';

const count = z.int().positive();
const share = z.number().min(0).max(1);
const triple = z.tuple([z.number(), z.number(), z.number()]);

const modelConfig = z.strictObject({
  architecture: z.strictObject({
    stem: z.enum(['patch16', 'conv']),
    embedDim: count,
    depth: count,
    heads: count,
    mlpRatio: z.number().positive(),
    headChannels: count,
  }),
  templateSize: count,
  searchSize: count,
  templateFactor: z.number().positive(),
  searchFactor: z.number().positive(),
  shapeMemory: z.number().min(0).max(1).exactOptional(),
  stride: count,
  mean: triple,
  std: triple,
});

const range = z.enum(['search', 'all']);
const weight = z.number().positive();

const loss = z.strictObject({
  reading: z.enum(['kl', 'mse']),
  weights: z.strictObject({
    giou: z.number().min(0),
    l1: z.number().min(0),
    focal: z.number().min(0),
  }),
  qkvKd: z.strictObject({ weight, layers: count, tokens: range }).nullable(),
  featureKd: z.strictObject({ weight, tokens: range }).nullable(),
  discKd: z
    .strictObject({
      weight,
      alpha: z.number().min(0),
      beta: z.number().min(0),
      tau: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('absolute'), value: z.number().positive() }),
        z.strictObject({ kind: z.literal('quantile'), share }),
      ]),
    })
    .nullable(),
  cell: z.enum(['round', 'floor']),
  heat: z.enum(['cornernet', 'box']),
  boxAt: z.enum(['predicted', 'target']),
  studentInput: z.enum(['crop', 'resize']),
});

const optimiser = z.strictObject({
  learningRate: z.number().positive(),
  backboneFactor: z.number().min(0),
  weightDecay: z.number().min(0),
  decayVectors: z.boolean(),
  clipNorm: z.number().positive(),
  schedule: z.strictObject({
    warmUpSteps: z.int().min(0),
    shape: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('constant') }),
      z.strictObject({ kind: z.literal('step'), gamma: z.number(), after: z.array(share) }),
      z.strictObject({ kind: z.literal('cosine'), floor: share }),
    ]),
  }),
  statisticsMomentum: share,
  averageDecay: share.nullable(),
  dropPath: share,
});

const jobSchema = z.strictObject({
  version: z.literal(1),
  student: modelConfig,
  start: z.string().nullable(),
  teacher: z.strictObject({ path: z.string(), config: modelConfig }).nullable(),
  data: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('photos'), folder: z.string(), weight }),
        z.strictObject({ kind: z.literal('frames'), file: z.string(), weight }),
      ]),
    )
    .min(1),
  loss,
  optimiser,
  batch: z.int().min(2).max(512),
  seed: z.int().min(0),
  budget: z.strictObject({
    steps: count.nullable(),
    minutes: z.number().positive().nullable(),
    patience: count.nullable(),
  }),
  poolSize: count.nullable(),
  cacheBytes: z.number().min(0),
  validation: z.strictObject({ pairs: z.int().min(0), everySteps: count }),
  checkpointEverySteps: count,
  workers: count,
  threads: count.nullable(),
  provider: z.enum(DEVICES).exclude(['auto']),
}) satisfies z.ZodType<TrainingJob>;

/** Reads a run's job. @throws StudioError bad-input naming the file and the first thing that is wrong. */
export function parseJob(text: string, file: string): TrainingJob {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refusal(file, 'it is not JSON', cause);
  }
  const result = jobSchema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw refusal(file, `${issue!.path.join('.')}: ${issue!.message}`, result.error);
}

function refusal(file: string, reason: string, cause: unknown): StudioError {
  const text = `${file} is not the job of a training run (${reason}). Choose another folder, or start a new run.`;
  return new StudioError('bad-input', text, { cause });
}
