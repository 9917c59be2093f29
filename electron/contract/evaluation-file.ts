import { z } from 'zod';
import { ATTRIBUTES } from '../domain/metrics/attributes.ts';
import type { SequenceAttribute } from '../domain/metrics/attributes.ts';
import type { Evaluation } from '../domain/metrics/evaluation.ts';
import { PROTOCOLS } from '../domain/metrics/protocol.ts';
import { StudioError } from './errors.ts';

const FORMAT = 'loretrack-evaluation';
const VERSION = 1;

const number = z.number();
const known = number.nullable();
const share = number.min(0).max(1);
const shares = z.array(share);
const count = number.int().min(0);
const named = z.object({ sequence: z.string(), reason: z.string() });
const attribute = z.enum(
  ATTRIBUTES.map(({ id }) => id) as [SequenceAttribute, ...SequenceAttribute[]],
);

const pytracking = z
  .object({
    successCurve: shares.length(21),
    precisionCurve: shares.length(51),
    normPrecisionCurve: shares.length(51),
    successAuc: share,
    op50: share,
    op75: share,
    precision20: share,
    normPrecision20: share,
  })
  .nullable();
const got10k = z
  .object({
    averageOverlap: share,
    sr50: share,
    sr75: share,
    successCurve: shares.length(101),
    frames: count,
  })
  .nullable();
const robustness = z.object({
  losses: count,
  redetections: count,
  longestDriftFree: count,
  lostFrames: count,
});
const speed = z.object({
  frames: count,
  fps: number,
  medianMs: number,
  p95Ms: number,
  shares: z.object({ decode: share, crop: share, inference: share, decodeBox: share }),
});
const measuredSpeed = speed.extend({
  how: z.enum(['interleaved', 'runs']),
  atOnce: count.min(1),
});

const tracker = z.object({
  tracker: z.object({
    name: z.string(),
    origin: z.enum(['model', 'results']),
    resolution: known,
    gmacs: known,
    megaParameters: known,
    provider: z.string().nullable(),
    fallbackReason: z.string().nullable(),
  }),
  sequences: z.array(
    z.object({
      sequence: z.string(),
      meanIou: share.nullable(),
      ious: z.array(share.nullable()),
      pytracking,
      got10k,
      robustness,
      speed: speed.nullable(),
      notes: z.array(z.string()),
    }),
  ),
  failures: z.array(named),
  unmeasured: z.array(z.string()),
  meanIou: share.nullable(),
  pytracking,
  got10k,
  robustness,
  attributes: z.array(
    z.object({
      attribute,
      sequences: count,
      successAuc: share.nullable(),
      precision20: share.nullable(),
      averageOverlap: share.nullable(),
    }),
  ),
  speed: measuredSpeed.nullable(),
});

const evaluation = z.object({
  dataset: z.object({ name: z.string(), kind: z.string(), path: z.string() }),
  protocols: z.array(z.enum(PROTOCOLS as ['pytracking', 'got10k'])),
  sequences: z.array(
    z.object({
      name: z.string(),
      frames: count,
      media: z.string(),
      firstFrame: count,
      attributes: z.array(attribute),
    }),
  ),
  unreadable: z.array(named),
  trackers: z.array(tracker),
  agreements: z.array(
    z.object({
      a: z.string(),
      b: z.string(),
      sequences: count,
      meanIou: share,
      share,
      worst: z.array(
        z.object({ sequence: z.string(), from: count, to: count, leastIou: share, frame: count }),
      ),
    }),
  ),
  createdBy: z.string(),
  createdAt: z.string(),
});

const header = z.object({ format: z.literal(FORMAT), version: z.literal(VERSION) });

/** A comparison as JSON. */
export function formatEvaluation(result: Evaluation): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...result })}\n`;
}

/** Reads a comparison back. @param name of the file, for messages @throws StudioError bad-input naming the place */
export function parseEvaluation(text: string, name: string): Evaluation {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StudioError('bad-input', `${name} is not JSON`, { cause });
  }
  const told = header.safeParse(json);
  // Unknown keys, the header's among them, are left out.
  const parsed = told.success ? evaluation.safeParse(json) : told;
  if (parsed.success && 'trackers' in parsed.data) return parsed.data;
  const issue = parsed.error?.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? 'the whole' : issue.path.join('.');
  throw new StudioError(
    'bad-input',
    `${name} is no evaluation that "loretrack eval" has written: ${place}: ${issue?.message ?? 'unknown'}`,
  );
}
