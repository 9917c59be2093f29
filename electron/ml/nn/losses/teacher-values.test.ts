import { describe, expect, it } from 'vitest';
import { MICRO } from '../../../../test/support/networks.ts';
import { DISTILL_PRESETS, type DistillConfig } from '../../distill/distill-config.ts';
import { formatShape } from '../../graph/dims.ts';
import { GraphError } from '../../graph/errors.ts';
import { Graph } from '../../graph/graph.ts';
import { modelConfig } from '../model-config.ts';
import { fedParameters } from '../parameters.ts';
import { buildNetwork } from '../tracker-network.ts';
import { TEACHER_MASK, teacherInputs, teacherOutputs } from './teacher-values.ts';

const teacher = modelConfig(MICRO, 256, { template: 2, search: 5 });
const { releasedCode } = DISTILL_PRESETS;
const search = { weight: 0.01, tokens: 'search' } as const;
const all = { weight: 0.01, tokens: 'all' } as const;

describe("the teacher's tensors", () => {
  it.each<[string, Partial<DistillConfig>]>([
    ['released code', {}],
    ['two blocks with the template', { qkvKd: { ...all, layers: 2 } }],
    ['feature-KD', { qkvKd: null, featureKd: search }],
    ['feature-KD with the template', { qkvKd: null, featureKd: all, discKd: null }],
    ['no teacher', { qkvKd: null, discKd: null }],
  ])('leave it as they enter the training graph: %s', (_, change) => {
    const config = { ...releasedCode, ...change };
    const training = new Graph();
    teacherInputs(training, 3, teacher, config);
    const own = new Graph();
    teacherOutputs(own, buildNetwork(own, teacher, fedParameters(own)), teacher, config);
    const given = [...own.outputs].map(([name, { shape }]) => `${name} ${formatShape(shape)}`);
    const taken = training.values
      .filter((value) => value.kind === 'input' && value.name !== TEACHER_MASK)
      .map((value) => `${(value as { name: string }).name} ${formatShape(value.shape)}`);
    expect(given.map((text) => text.replace('[N,', '[3,'))).toEqual(taken);
  });

  it('are queries, keys and values by these names, out of the blocks that are imitated', () => {
    const graph = new Graph();
    const network = buildNetwork(graph, teacher, fedParameters(graph));
    teacherOutputs(graph, network, teacher, { ...releasedCode, qkvKd: { ...all, layers: 2 } });
    const { projections } = network.backbone;
    for (const block of [1, 2]) {
      const { query, key, value } = projections[block]!;
      expect(graph.outputs.get(`teacher.blocks.${block}.q`)).toBe(query);
      expect(graph.outputs.get(`teacher.blocks.${block}.k`)).toBe(key);
      expect(graph.outputs.get(`teacher.blocks.${block}.v`)).toBe(value);
    }
    expect([...graph.outputs.keys()]).toHaveLength(7);
  });

  it('cannot come from more blocks than there are', () => {
    const config = { ...releasedCode, qkvKd: { ...search, layers: 4 } };
    expect(() => teacherInputs(new Graph(), 1, teacher, config)).toThrow(GraphError);
  });
});
