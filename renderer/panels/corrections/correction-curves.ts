import type { CorrectionHistory } from '../../../electron/contract/distillation.ts';
import type { ChartPoint } from '../../ui/chart-scale.ts';

/** Corrections as curves; x counts stretches of work, for days without any would only stretch the picture. */
export interface CorrectionCurves {
  /** One curve per model, in the order in which they were first used. */
  readonly models: readonly { readonly modelId: string; readonly points: readonly ChartPoint[] }[];
  /** Between the stretches before and after it. */
  readonly promotions: readonly { readonly x: number; readonly modelId: string }[];
}

/** The curves of a history; stretches in which too little was tracked have no point. */
export function correctionCurves({
  points,
  promotions,
  models,
}: CorrectionHistory): CorrectionCurves {
  return {
    models: models
      .map(({ modelId }) => ({
        modelId,
        points: points.flatMap((point, x): readonly ChartPoint[] =>
          point.modelId === modelId && point.perThousand !== null ? [[x, point.perThousand]] : [],
        ),
      }))
      .filter((curve) => curve.points.length > 0),
    promotions: promotions.map(({ at, modelId }) => ({
      x: points.filter((point) => Date.parse(point.at) < Date.parse(at)).length - 0.5,
      modelId,
    })),
  };
}
