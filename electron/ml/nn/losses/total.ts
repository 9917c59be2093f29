import { GraphError } from '../../graph/errors.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Value } from '../../graph/value.ts';
import { STRIDE, type ModelConfig } from '../model-config.ts';
import type { NetworkValues } from '../tracker-network.ts';
import { trainingShape, weightedSum } from './arithmetic.ts';
import { cornersOfAnnotation, cornersOfPrediction } from './box-corners.ts';
import { discKd } from './disc-kd.ts';
import { focalLoss } from './focal.ts';
import { giouLoss } from './giou.ts';
import { l1Loss } from './l1.ts';
import type { LossConfig } from './loss-config.ts';
import { boxAtCell, peakCell } from './predicted-box.ts';
import { featureKd, qkvKd, type KdOptions } from './qkv-kd.ts';
import type { TeacherValues } from './teacher-values.ts';
import { toTeacherGrid, tokensOf, type TokenCounts } from './token-grids.ts';

/** Names of the targets among a training graph's inputs. */
export const TARGET_INPUTS = {
  heat: 'target.heat',
  annotation: 'target.annotation',
  cell: 'target.cell',
} as const;

/** What a person's boxes ask of a batch; F = cells per side of the student's map. */
export interface TargetValues {
  /** Target score map [B,1,F,F]. */
  readonly heat: Value;
  /** x, y, w, h [B,4] as fractions of the search crop. */
  readonly annotation: Value;
  /** Cell to read the box at [B] int64; null where it is the predicted peak. */
  readonly cell: Value | null;
}

/** Declares the targets as inputs of a training graph of a fixed batch size. */
export function targetInputs(
  graph: Graph,
  batch: number,
  student: ModelConfig,
  { boxAt }: Pick<LossConfig, 'boxAt'>,
): TargetValues {
  const cells = student.searchSize / STRIDE;
  return {
    heat: graph.input(TARGET_INPUTS.heat, [batch, 1, cells, cells]),
    annotation: graph.input(TARGET_INPUTS.annotation, [batch, 4]),
    cell: boxAt === 'target' ? graph.input(TARGET_INPUTS.cell, [batch], 'int64') : null,
  };
}

/** The loss of a training step. */
export interface LossValues {
  /** What is minimised, a scalar []. */
  readonly total: Value;
  /**
   * Its parts before weighting, scalars []: giou, l1, focal; with QKV-KD q, k, v, qkv; with feature-KD feature; with
   * Disc-KD discForeground, discBackground, disc.
   */
  readonly parts: Readonly<Record<string, Value>>;
  /** Intersection over union of each sample's box with its annotation [B]. */
  readonly iou: Value;
}

/**
 * Total loss of LoReTrack: GIoU, L1 and focal loss against the annotation, QKV-KD and Disc-KD against the teacher,
 * with the weights of `config` (the paper's: 2, 5, 1, 0.01, 0.01).
 * @param student forward pass of a fixed batch size, in the mode that trains
 * @throws GraphError when the student's tokens, the teacher's or the targets do not fit `config`
 */
export function distillationLoss(
  student: NetworkValues,
  teacher: TeacherValues,
  targets: TargetValues,
  config: LossConfig,
): LossValues {
  const { weights } = config;
  const { graph } = student.score;
  const focal = graph.within('focal', () => focalLoss(student.score, targets.heat));
  const box = boxAtCell(student, cellToRead(student, targets, config));
  const predicted = cornersOfPrediction(box);
  const annotated = cornersOfAnnotation(targets.annotation);
  const { loss: giou, iou } = graph.within('giou', () => giouLoss(predicted, annotated));
  const l1 = graph.within('l1', () => l1Loss(predicted, annotated));
  const imitation = graph.within('kd', () => imitationTerms(student, teacher, config));
  const total = weightedSum([
    [weights.giou, giou],
    [weights.l1, l1],
    [weights.focal, focal],
    ...imitation.map(({ weight, loss }) => [weight, loss] as const),
  ]);
  const parts: Record<string, Value> = { giou, l1, focal };
  for (const term of imitation) Object.assign(parts, term.parts);
  return { total, parts, iou };
}

function cellToRead(student: NetworkValues, targets: TargetValues, { boxAt }: LossConfig): Value {
  if (boxAt === 'predicted') return peakCell(student.score);
  if (targets.cell === null) throw new GraphError('boxAt target needs the target cells');
  return targets.cell;
}

interface ImitationTerm {
  readonly weight: number;
  readonly loss: Value;
  readonly parts: Readonly<Record<string, Value>>;
}

function imitationTerms(
  student: NetworkValues,
  teacher: TeacherValues,
  config: LossConfig,
): readonly ImitationTerm[] {
  const { reading } = config;
  const counts = countsOf(student);
  const grids = { student: counts, teacher: teacher.counts };
  const terms: ImitationTerm[] = [];
  if (config.qkvKd !== null) {
    const { weight, layers, tokens } = config.qkvKd;
    if (teacher.projections.length !== layers) {
      throw new GraphError(`${layers} blocks of the teacher were expected`);
    }
    const own = student.backbone.projections.slice(-layers);
    const options: KdOptions = { reading, tokens, ...grids };
    const { q, k, v, total } = qkvKd(own, teacher.projections, options);
    terms.push({ weight, loss: total, parts: { q, k, v, qkv: total } });
  }
  if (config.featureKd !== null) {
    const { weight, tokens } = config.featureKd;
    const loss = featureKd(student.backbone.tokens, features(teacher), {
      reading,
      tokens,
      ...grids,
    });
    terms.push({ weight, loss, parts: { feature: loss } });
  }
  if (config.discKd !== null) {
    const { weight } = config.discKd;
    if (teacher.mask === null) throw new GraphError('Disc-KD needs the discriminative mask');
    const whole = features(teacher);
    const target =
      config.featureKd?.tokens === 'all' ? tokensOf(whole, teacher.counts, 'search') : whole;
    const own = toTeacherGrid(student.searchTokens, counts, teacher.counts, 'search');
    const disc = discKd(own, target, teacher.mask, { reading, ...config.discKd });
    const { foreground: discForeground, background: discBackground, total } = disc;
    terms.push({ weight, loss: total, parts: { discForeground, discBackground, disc: total } });
  }
  return terms;
}

function features({ features: values }: TeacherValues): Value {
  if (values === null) throw new GraphError("the teacher's features are missing");
  return values;
}

function countsOf({ backbone, searchTokens }: NetworkValues): TokenCounts {
  const [, all = 0] = trainingShape(backbone.tokens, 'the student tokens');
  const [, search = 0] = trainingShape(searchTokens, 'the search tokens');
  return { template: all - search, search };
}
