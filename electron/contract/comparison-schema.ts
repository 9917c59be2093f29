import { z } from 'zod';
import { PROTOCOLS } from '../domain/metrics/protocol.ts';
import type { Protocol } from '../domain/metrics/protocol.ts';
import { PLOT_NAMES } from '../domain/plots/evaluation-plots.ts';
import type { ComparisonApi, ComparisonExport, ComparisonRequest } from './comparison.ts';
import { DEVICES } from './device.ts';
import { filePath, frameIndex, modelId, nothing } from './schema-parts.ts';

type Arguments = {
  readonly [M in keyof ComparisonApi]: z.ZodType<Parameters<ComparisonApi[M]>[0]>;
};

/** As the studio makes them: they name folders, so nothing else may come. */
const comparisonId = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, 'a comparison is named by letters, digits and dashes');
const onComparison = z.strictObject({ comparisonId });
const sequence = z.string().min(1).max(1_000);
const sequences = z.array(sequence).min(1).max(20_000);
/** Less than what a message may carry. */
const png = z.base64().max(1_500_000);

/** Which trackers to compare, and on what, as it comes from a window or a file. */
export const comparisonRequest = z.strictObject({
  dataset: filePath.nullable(),
  sequences: sequences.nullable(),
  modelIds: z.array(modelId).min(1).max(16),
  device: z.enum(DEVICES),
  protocols: z
    .array(z.enum(PROTOCOLS as [Protocol, ...Protocol[]]))
    .min(1)
    .max(PROTOCOLS.length),
  measuresSpeed: z.boolean(),
}) satisfies z.ZodType<ComparisonRequest>;

const what = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('report') }),
  z.strictObject({ kind: z.literal('trackers') }),
  z.strictObject({ kind: z.literal('sequences') }),
  z.strictObject({ kind: z.literal('plot'), plot: z.enum(PLOT_NAMES) }),
  z.strictObject({ kind: z.literal('ious'), sequence }),
  z.strictObject({ kind: z.literal('picture'), png }),
]) satisfies z.ZodType<ComparisonExport>;

/** Arguments of the methods of comparisons. */
export const comparisonArguments: Arguments = {
  inspectDataset: z.strictObject({ path: filePath.nullable() }),
  startComparison: comparisonRequest,
  stopComparison: onComparison,
  resumeComparison: onComparison,
  deleteComparison: onComparison,
  comparisons: nothing,
  comparison: onComparison,
  comparisonSequence: z.strictObject({ comparisonId, sequence }),
  comparisonMaps: z.strictObject({
    ...{ comparisonId, sequence, frameIndex },
    trackers: z.array(sequence).min(1).max(16),
    threshold: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('quantile'), share: z.number().min(0).max(1) }),
      z.strictObject({ kind: z.literal('absolute'), value: z.number().positive() }),
    ]),
  }),
  exportComparison: z.strictObject({
    ...{ comparisonId, what, path: filePath, overwrite: z.boolean() },
    only: sequences.nullable(),
  }),
};
