import { GraphError } from '../../graph/errors.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Value } from '../../graph/value.ts';
import { tokenCounts, type ModelConfig } from '../model-config.ts';
import type { NetworkValues } from '../tracker-network.ts';
import type { Projections } from '../vision-transformer.ts';
import type { LossConfig } from './loss-config.ts';
import { rangeLength, tokensOf, type TokenCounts, type TokenRange } from './token-grids.ts';

/** What a training step needs of the teacher; only the tokens that the losses look at. */
export interface TeacherValues {
  readonly counts: TokenCounts;
  /** Of the last blocks, in order [B,T,C]; T by the range of QKV-KD. None without that module. */
  readonly projections: readonly Projections[];
  /** After the final LayerNorm [B,T,C]; all tokens if feature-KD compares all, else the search region's. */
  readonly features: Value | null;
  /** 1 on discriminative search tokens, else 0 [B,Tx]. Null without Disc-KD. */
  readonly mask: Value | null;
}

/** Name of the mask among a training graph's inputs; the trainer makes it from the features. */
export const TEACHER_MASK = 'teacher.mask';
/** Name of the teacher's features, as its output and as the training graph's input. */
export const TEACHER_FEATURES = 'teacher.features';

const projectionNames = { query: 'q', key: 'k', value: 'v' } as const;
const parts = ['query', 'key', 'value'] as const;
const projectionName = (block: number, part: keyof Projections): string =>
  `teacher.blocks.${block}.${projectionNames[part]}`;

/** Blocks that QKV-KD imitates, ascending. @throws GraphError when there are not that many. */
function imitatedBlocks(config: LossConfig, depth: number): readonly number[] {
  const layers = config.qkvKd?.layers ?? 0;
  if (layers > depth) throw new GraphError(`${layers} of ${depth} blocks cannot be imitated`);
  return Array.from({ length: layers }, (_, index) => depth - layers + index);
}

/** Tokens that the features are needed for; null when no module looks at them. */
function featureRange({ featureKd, discKd }: LossConfig): TokenRange | null {
  if (featureKd !== null) return featureKd.tokens;
  return discKd === null ? null : 'search';
}

/** Declares the teacher's tensors as inputs of a training graph of a fixed batch size. */
export function teacherInputs(
  graph: Graph,
  batch: number,
  teacher: ModelConfig,
  config: LossConfig,
): TeacherValues {
  const { depth, embedDim } = teacher.architecture;
  const counts = tokenCounts(teacher);
  const tokens = (name: string, range: TokenRange): Value =>
    graph.input(name, [batch, rangeLength(counts, range), embedDim]);
  const projections = imitatedBlocks(config, depth).map((block) => {
    const part = (name: keyof Projections): Value =>
      tokens(projectionName(block, name), config.qkvKd!.tokens);
    return { query: part('query'), key: part('key'), value: part('value') };
  });
  const range = featureRange(config);
  const hasMask = config.discKd !== null;
  return {
    counts,
    projections,
    features: range === null ? null : tokens(TEACHER_FEATURES, range),
    mask: hasMask ? graph.input(TEACHER_MASK, [batch, counts.search]) : null,
  };
}

/** Declares the same tensors, but for the mask, as outputs of the teacher's own graph, under the same names. */
export function teacherOutputs(
  graph: Graph,
  network: NetworkValues,
  teacher: ModelConfig,
  config: LossConfig,
): void {
  const counts = tokenCounts(teacher);
  const { projections, tokens } = network.backbone;
  for (const block of imitatedBlocks(config, projections.length)) {
    for (const part of parts) {
      const value = tokensOf(projections[block]![part], counts, config.qkvKd!.tokens);
      graph.output(projectionName(block, part), value);
    }
  }
  const range = featureRange(config);
  if (range !== null) graph.output(TEACHER_FEATURES, tokensOf(tokens, counts, range));
}
