import { describe, expect, it } from 'vitest';
import { goldenJson } from '../../../test/support/golden.ts';
import type { Box } from '../boxes.ts';
import { got10kOverlaps, scoreGot10k, GOT10K_THRESHOLDS } from './got10k.ts';
import type { AbsentRule } from './protocol.ts';
import {
  meanPytracking,
  NORM_PRECISION_THRESHOLDS,
  PRECISION_THRESHOLDS_PX,
  pytrackingErrors,
  scorePytracking,
  SUCCESS_THRESHOLDS,
} from './pytracking.ts';

type Row = readonly [number | null, number | null, number | null, number | null];
type Value = number | 'inf' | null;

interface GoldenSequence {
  readonly name: string;
  readonly dataset: string;
  readonly gt_xywh: readonly Row[];
  readonly pred_xywh: readonly Row[];
  readonly target_visible: readonly number[] | null;
  readonly valid: readonly number[];
  readonly err_overlap: readonly Value[];
  readonly err_center: readonly Value[];
  readonly err_center_norm: readonly Value[];
  readonly success_curve: readonly number[];
  readonly precision_curve: readonly number[];
  readonly norm_precision_curve: readonly number[];
  readonly AUC: number;
  readonly OP50: number;
  readonly OP75: number;
  readonly precision20: number;
  readonly norm_precision20: number;
  readonly avg_overlap_valid_only: number;
  readonly success_curve_exclude_invalid: readonly number[];
  readonly AUC_exclude_invalid: number;
}

interface Golden {
  readonly thresholds_overlap: readonly number[];
  readonly thresholds_center_px: readonly number[];
  readonly thresholds_center_norm: readonly number[];
  readonly sequences: readonly GoldenSequence[];
  readonly dataset_mean: Readonly<
    Record<'AUC' | 'OP50' | 'OP75' | 'precision20' | 'norm_precision20', number>
  > & { readonly success_curve_percent: readonly number[] };
  readonly got10k: {
    readonly bound_wh: readonly [number, number];
    readonly sequences: readonly {
      readonly name: string;
      readonly gt_xywh: readonly Row[];
      readonly pred_xywh: readonly Row[];
      readonly cover: readonly number[];
      readonly iou_frames_1_to_end: readonly number[];
      readonly AO: number;
      readonly SR50: number;
      readonly SR75: number;
      readonly n_valid: number;
    }[];
    readonly overall: {
      readonly AO: number;
      readonly SR50: number;
      readonly SR75: number;
      readonly success_curve_101: readonly number[];
    };
  };
}

const golden = goldenJson<Golden>('metrics/metrics.json');
const boxes = (rows: readonly Row[]): Box[] =>
  rows.map(([x, y, w, h]) => ({ x: x ?? NaN, y: y ?? NaN, w: w ?? NaN, h: h ?? NaN }));
const numbers = (values: readonly Value[]): number[] =>
  values.map((value) => (value === 'inf' ? Infinity : (value ?? NaN)));
const rules: Readonly<Record<string, AbsentRule>> = {
  lasot: 'lasot',
  lasot_extension_subset: 'lasot-ext',
  uav: 'uav',
  otb: 'plain',
  got10k: 'plain',
};
const close = { atol: 1e-6 };

const measured = golden.sequences.map((sequence) => {
  const errors = pytrackingErrors(boxes(sequence.pred_xywh), {
    boxes: boxes(sequence.gt_xywh),
    rule: rules[sequence.dataset]!,
    ...(sequence.target_visible && {
      visible: sequence.target_visible.map((flag) => flag === 1),
    }),
  });
  return { sequence, errors, scores: scorePytracking(errors) };
});

describe('the pytracking protocol', () => {
  it('has the thresholds of the reference', () => {
    expect(SUCCESS_THRESHOLDS).toEqual(golden.thresholds_overlap);
    expect(PRECISION_THRESHOLDS_PX).toEqual(golden.thresholds_center_px);
    expect(NORM_PRECISION_THRESHOLDS).toBeAllclose(golden.thresholds_center_norm, { atol: 1e-15 });
  });

  it.each(measured.map((entry) => [entry.sequence.name, entry] as const))(
    'gives the reference numbers for %s',
    (_, { sequence, errors, scores }) => {
      expect(errors.valid.map(Number)).toEqual(sequence.valid);
      expect(errors.overlap).toBeAllclose(numbers(sequence.err_overlap), close);
      expect(errors.centrePx).toBeAllclose(numbers(sequence.err_center), close);
      expect(errors.centreNorm).toBeAllclose(numbers(sequence.err_center_norm), close);
      expect(scores.successCurve).toBeAllclose(sequence.success_curve, close);
      expect(scores.precisionCurve).toBeAllclose(sequence.precision_curve, close);
      expect(scores.normPrecisionCurve).toBeAllclose(sequence.norm_precision_curve, close);
      const { AUC, OP50, OP75, precision20, norm_precision20 } = sequence;
      expect([
        scores.successAuc,
        scores.op50,
        scores.op75,
        scores.precision20,
        scores.normPrecision20,
      ]).toBeAllclose(
        [AUC, OP50, OP75, precision20, norm_precision20].map((percent) => percent / 100),
        close,
      );
      const ious = errors.overlap.filter((__, frame) => errors.valid[frame]);
      const mean = ious.reduce((sum, value) => sum + value, 0) / ious.length;
      expect(mean).toBeCloseTo(sequence.avg_overlap_valid_only, 6);
      const validOnly = scorePytracking(errors, 'valid');
      expect(validOnly.successCurve).toBeAllclose(sequence.success_curve_exclude_invalid, close);
      expect(validOnly.successAuc).toBeCloseTo(sequence.AUC_exclude_invalid / 100, 6);
    },
  );

  it('weighs every sequence the same', () => {
    const mean = meanPytracking(measured.map(({ scores }) => scores));
    const expected = golden.dataset_mean;
    expect(mean.successCurve.map((share) => share * 100)).toBeAllclose(
      expected.success_curve_percent,
      { atol: 1e-4 },
    );
    expect([
      mean.successAuc,
      mean.op50,
      mean.op75,
      mean.precision20,
      mean.normPrecision20,
    ]).toBeAllclose(
      [
        expected.AUC,
        expected.OP50,
        expected.OP75,
        expected.precision20,
        expected.norm_precision20,
      ].map((percent) => percent / 100),
      close,
    );
    expect(() => meanPytracking([])).toThrow(/no sequences/);
  });
});

describe('the got10k protocol', () => {
  const [width, height] = golden.got10k.bound_wh;
  const overlaps = golden.got10k.sequences.map(({ gt_xywh, pred_xywh, cover }) =>
    got10kOverlaps(boxes(pred_xywh), { boxes: boxes(gt_xywh), cover, width, height }),
  );

  it.each(golden.got10k.sequences.map((sequence, i) => [sequence.name, sequence, i] as const))(
    'gives the reference numbers for %s',
    (_, { cover, iou_frames_1_to_end, AO, SR50, SR75, n_valid }, i) => {
      const expected = iou_frames_1_to_end.filter((__, frame) => cover[frame + 1]! > 0);
      expect(overlaps[i]).toBeAllclose(expected, close);
      const scores = scoreGot10k(overlaps[i]!)!;
      expect(scores.frames).toBe(n_valid);
      expect([scores.averageOverlap, scores.sr50, scores.sr75]).toBeAllclose(
        [AO, SR50, SR75],
        close,
      );
    },
  );

  it('weighs every frame the same', () => {
    const scores = scoreGot10k(overlaps.flat())!;
    const { AO, SR50, SR75, success_curve_101 } = golden.got10k.overall;
    expect([scores.averageOverlap, scores.sr50, scores.sr75]).toBeAllclose([AO, SR50, SR75], close);
    expect(scores.successCurve).toBeAllclose(success_curve_101, close);
    expect(GOT10K_THRESHOLDS).toHaveLength(101);
    expect(scoreGot10k([])).toBeNull();
  });

  it('clips both boxes, moving a corner to the edge without taking from the size', () => {
    const truth = {
      boxes: [boxes([[0, 0, 9, 9]])[0]!, boxes([[-10, 0, 30, 10]])[0]!],
      width: 100,
      height: 50,
    };
    const found = boxes([
      [0, 0, 9, 9],
      [0, 0, 30, 10],
    ]);
    expect(got10kOverlaps(found, truth)).toBeAllclose([1], { atol: 1e-12 });
  });

  it('refuses a result of another length', () => {
    const truth = { boxes: boxes([[0, 0, 9, 9]]), width: 100, height: 50 };
    expect(() => got10kOverlaps([], truth)).toThrow(/0 boxes for 1 frames/);
  });
});
