import { beforeAll, describe, expect, it } from 'vitest';
import { floatTensor, runGraph } from '../../../../test/support/evaluate-graph.ts';
import { floats, golden, goldenJson } from '../../../../test/support/golden.ts';
import { microState } from '../../../../test/support/micro-state.ts';
import { MICRO } from '../../../../test/support/networks.ts';
import { DISTILL_PRESETS, type DistillConfig } from '../../distill/distill-config.ts';
import { targetsOf } from '../../distill/targets.ts';
import { Graph } from '../../graph/graph.ts';
import { gradients } from '../../graph/gradient.ts';
import * as ops from '../../graph/ops.ts';
import type { StateDict, TensorData } from '../../graph/tensor-data.ts';
import type { Value } from '../../graph/value.ts';
import { mapToTokens } from '../layers.ts';
import { modelConfig } from '../model-config.ts';
import { fedParameters, storedParameters } from '../parameters.ts';
import { buildNetwork, trackerNetwork, type NetworkValues } from '../tracker-network.ts';
import { discriminativeMask } from './discriminative-mask.ts';
import { TEACHER_FEATURES, TEACHER_MASK, teacherInputs, teacherOutputs } from './teacher-values.ts';
import { TARGET_INPUTS, distillationLoss, targetInputs } from './total.ts';

const factors = { template: 2, search: 5 };
const { paper, releasedCode, tiny } = DISTILL_PRESETS;
const tensor = (data: Float32Array, shape: readonly number[]): TensorData => ({
  dtype: 'float32',
  shape,
  data,
});

/** Names under which the reference logged the parts of the loss. */
const partNames = {
  giou: 'giou',
  l1: 'l1',
  focal: 'focal',
  q: 'q',
  k: 'k',
  v: 'v',
  qkv: 'qkv',
  discForeground: 'disc_fg',
  discBackground: 'disc_bg',
  disc: 'disc',
} as const;

describe('a micro teacher of 256 and its student of 128', () => {
  const teacher = modelConfig(MICRO, 256, factors);
  const student = modelConfig(MICRO, 128, factors);
  const { tensors: inputs } = golden('distill/t256_to_s128.inputs');
  const { tensors: crops } = golden('ostrack-micro/t128_s256');
  const batch = 2;
  let teacherState: StateDict;
  let studentState: StateDict;

  beforeAll(async () => {
    teacherState = await microState('t128_s256.pth.tar');
    studentState = await microState('t64_s128.pth.tar');
  });

  /** What the teacher hands to a training step, mask included. */
  const runTeacher = async (config: DistillConfig): Promise<Record<string, TensorData>> => {
    if (config.qkvKd === null && config.featureKd === null && config.discKd === null) return {};
    const graph = new Graph();
    const network = buildNetwork(graph, teacher, storedParameters(graph, teacherState));
    teacherOutputs(graph, network, teacher, config);
    const results = await runGraph(graph, {
      template: floatTensor(crops, 'template'),
      search: floatTensor(crops, 'search'),
    });
    const given = Object.entries(results).map(
      ([name, data]) => [name, tensor(data, [batch, data.length / batch / 48, 48])] as const,
    );
    if (config.discKd === null) return Object.fromEntries(given);
    const features = results[TEACHER_FEATURES]!;
    const range = config.featureKd?.tokens === 'all' ? 320 : 256;
    const search = Float32Array.from({ length: batch * 256 * 48 }, (_, i) => {
      const sample = Math.floor(i / (256 * 48));
      return features[sample * range * 48 + (range - 256) * 48 + (i % (256 * 48))]!;
    });
    const mask = discriminativeMask(search, { tokens: 256, channels: 48 }, config.discKd.tau);
    return { ...Object.fromEntries(given), [TEACHER_MASK]: tensor(mask.mask, [batch, 256]) };
  };

  /** One forward and backward pass of the student with running statistics. */
  const step = async (config: DistillConfig): Promise<Readonly<Record<string, Float32Array>>> => {
    const graph = new Graph();
    const template = graph.input('template', [batch, 3, 64, 64]);
    const search = graph.input('search', [batch, 3, 128, 128]);
    const network = trackerNetwork(template, search, student, fedParameters(graph));
    const given = teacherInputs(graph, batch, teacher, config);
    const targets = targetInputs(graph, batch, student, config);
    const { total, parts, iou } = distillationLoss(network, given, targets, config);
    for (const [name, value] of Object.entries({ total, iou, ...parts })) {
      graph.output(`out.${name}`, value);
    }
    const parameters = graph.values.filter(
      (value) => value.kind === 'input' && /^(backbone|box_head)\./.test(value.name),
    ) as (Value & { readonly kind: 'input' })[];
    const learnt = parameters.filter(({ name }) => !name.includes('running_'));
    for (const [index, value] of gradients(total, learnt).entries()) {
      graph.output(`grad.${learnt[index]!.name}`, value);
    }
    const annotation = floatTensor(inputs, 'search_anno');
    const { heat, cell } = targetsOf(annotation.data, 8, config);
    return runGraph(graph, {
      ...Object.fromEntries(studentState),
      ...(await runTeacher(config)),
      template: floatTensor(inputs, 'student_template'),
      search: floatTensor(inputs, 'student_search'),
      [TARGET_INPUTS.annotation]: annotation,
      [TARGET_INPUTS.heat]: tensor(heat, [batch, 1, 8, 8]),
      [TARGET_INPUTS.cell]: { dtype: 'int64', shape: [batch], data: cell },
    });
  };

  it.each([
    ['paper', paper],
    ['code', releasedCode],
  ])('have the losses and gradients of the reference (%s)', async (name, config) => {
    const { tensors, meta } = golden<{ scalars_float64: Record<string, number> }>(
      `distill/t256_to_s128.${name}_eval`,
    );
    const result = await step(config);
    const expected = meta.scalars_float64;
    expect(result['out.total']).toBeAllclose([expected['total']!], { rtol: 2e-6 });
    for (const [ours, theirs] of Object.entries(partNames)) {
      expect(result[`out.${ours}`]).toBeAllclose([expected[theirs]!], { rtol: 1e-5 });
    }
    expect(result['out.iou']).toBeAllclose([0, 0], { atol: 1e-6 });
    const names = [...tensors.keys()].filter((key) => key.startsWith('grad.'));
    expect(names.length).toBeGreaterThan(90);
    for (const key of names) {
      const values = floats(tensors, key);
      const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      // The reference's own float32 is within 5.5e-6 of float64, relative to each tensor's largest element.
      expect(result[key], key).toBeAllclose(values, { atol: 1e-5 * largest });
    }
  });

  it('run every ablation; a module that is left out has no part in the loss', async () => {
    const base = { ...tiny, qkvKd: null, discKd: null };
    const feature = { weight: 0.01, tokens: 'all' } as const;
    const plain = await step(base);
    const full = await step({ ...base, featureKd: feature, discKd: tiny.discKd });
    const deep = await step({ ...base, qkvKd: { weight: 0.01, layers: 2, tokens: 'all' } });
    const sum = (result: typeof plain, names: Record<string, number>): number =>
      Object.entries(names).reduce((a, [key, weight]) => a + weight * result[`out.${key}`]![0]!, 0);
    const task = { giou: 2, l1: 5, focal: 1 };
    expect(
      Object.keys(plain)
        .filter((key) => key.startsWith('out.'))
        .sort(),
    ).toEqual(['out.focal', 'out.giou', 'out.iou', 'out.l1', 'out.total']);
    expect(plain['out.total']).toBeAllclose([sum(plain, task)], { rtol: 1e-6 });
    const withFeature = sum(full, { ...task, feature: 0.01, disc: 0.01 });
    expect(full['out.total']).toBeAllclose([withFeature], { rtol: 1e-6 });
    expect(deep['out.total']).toBeAllclose([sum(deep, { ...task, qkv: 0.01 })], { rtol: 1e-6 });
    expect(full['out.feature']![0]).toBeGreaterThan(full['out.discForeground']![0]!);
    expect(full['out.giou']).toEqual(plain['out.giou']);
  });
});

it('logs what the released code logs for a student of 96 and a teacher of 384', async () => {
  const { tensors: unit } = golden('distill/unit_t384_s96');
  const { tensors } = golden('distill/ref_compute_losses_s96_t384');
  const { meta } = goldenJson<{ meta: { status: Record<string, number> } }>(
    'distill/ref_compute_losses_s96_t384.json',
  );
  const [cells, channels] = [6, 24];
  const graph = new Graph();
  const input = (name: string, source = unit): Value => graph.input(name, source.get(name)!.shape);
  const joined = (name: string): Value => {
    const x = ops.transpose(input(name), [0, 2, 1, 3]);
    return ops.reshape(x, [1, x.shape[1]!, channels]);
  };
  const projections = (prefix: 's' | 't') => ({
    query: joined(`${prefix}_q`),
    key: joined(`${prefix}_k`),
    value: joined(`${prefix}_v`),
  });
  const searchTokens = mapToTokens(input('s_feat'));
  const unusedTemplate = graph.constant(tensor(new Float32Array(1), [1, 1, 1]));
  const tokens = ops.concat([ops.expand(unusedTemplate, [1, 9, channels]), searchTokens], 1);
  const student: NetworkValues = {
    score: input('score_map', tensors),
    size: graph.input('size_map', [1, 2, cells, cells]),
    offset: graph.input('offset_map', [1, 2, cells, cells]),
    searchTokens,
    backbone: { tokens, beforeNorm: tokens, projections: [projections('s')] },
  };
  const counts = { template: 144, search: 576 };
  const search = (x: Value): Value => ops.slice(x, 1, counts.template, 720);
  const t = projections('t');
  const features = mapToTokens(input('t_feat'));
  const squares = ops.reduceMean(ops.mul(features, features), [2], false);
  const tau = graph.constant(tensor(Float32Array.of(0.2), []));
  const teacher = {
    counts,
    projections: [{ query: search(t.query), key: search(t.key), value: search(t.value) }],
    features,
    mask: ops.cast(ops.greaterOrEqual(squares, tau), 'float32'),
  };
  const sized = modelConfig(MICRO, 96, factors);
  const targets = targetInputs(graph, 1, sized, releasedCode);
  const { total, parts, iou } = distillationLoss(student, teacher, targets, releasedCode);
  for (const [name, value] of Object.entries({ total, iou, ...parts })) {
    graph.output(`out.${name}`, value);
  }

  // Maps out of which every cell reads the reference's predicted box.
  const [cx = 0, cy = 0, w = 0, h = 0] = floats(tensors, 'pred_boxes');
  const everyCell = (value: (x: number, y: number) => readonly [number, number]): TensorData => {
    const data = Float32Array.from({ length: 2 * cells * cells }, (_, i) => {
      const cell = i % (cells * cells);
      return value(cell % cells, Math.floor(cell / cells))[i < cells * cells ? 0 : 1];
    });
    return tensor(data, [1, 2, cells, cells]);
  };
  const annotation = floatTensor(tensors, 'search_anno');
  const { heat } = targetsOf(annotation.data, cells, releasedCode);
  const feeds = [...unit.keys(), ...tensors.keys()].map((name) => [
    name,
    floatTensor(unit.has(name) ? unit : tensors, name),
  ]);
  const result = await runGraph(graph, {
    ...(Object.fromEntries(feeds) as Record<string, TensorData>),
    size_map: everyCell(() => [w, h]),
    offset_map: everyCell((x, y) => [cx * cells - x, cy * cells - y]),
    [TARGET_INPUTS.annotation]: annotation,
    [TARGET_INPUTS.heat]: tensor(heat, [1, 1, cells, cells]),
  });
  const logged = {
    total: 'Loss/total',
    giou: 'Loss/giou',
    l1: 'Loss/l1',
    focal: 'Loss/location',
    disc: 'Loss/kd',
    qkv: 'Loss/qkv_11',
    iou: 'IoU',
  };
  for (const [ours, theirs] of Object.entries(logged)) {
    // Boxes of order one in float32: GIoU and L1 are small differences of them.
    expect(result[`out.${ours}`], theirs).toBeAllclose([meta.status[theirs]!], {
      atol: 2e-7,
      rtol: 2e-6,
    });
  }
});
