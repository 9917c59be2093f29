import { ATTRIBUTES } from '../metrics/attributes.ts';
import type { TrackerScores } from '../metrics/evaluation.ts';
import { GOT10K_THRESHOLDS } from '../metrics/got10k.ts';
import {
  NORM_PRECISION_THRESHOLDS,
  PRECISION_THRESHOLDS_PX,
  SUCCESS_THRESHOLDS,
} from '../metrics/pytracking.ts';
import { escapeText, plot, px, seriesColour, seriesDashes, ticksTo } from './svg.ts';
import type { Axis, PlotSize } from './svg.ts';

const CURVE_SIZE = { width: 380, height: 280 } as const;
const SHARE_AXIS: Axis = {
  from: 0,
  to: 1,
  ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
  label: 'share of frames',
};
/** Points of a line per frame: more cannot be told apart on a screen. */
const MOST_POINTS = 400;

/** A curve over thresholds, one line per tracker; trackers without one are left out. */
interface CurvePlot {
  readonly title: string;
  readonly label: string;
  readonly thresholds: readonly number[];
  readonly curve: (scores: TrackerScores) => readonly number[] | null;
}

const CURVES: readonly CurvePlot[] = [
  {
    title: 'Success (pytracking)',
    label: 'overlap above',
    thresholds: SUCCESS_THRESHOLDS,
    curve: ({ pytracking }) => pytracking?.successCurve ?? null,
  },
  {
    title: 'Precision (pytracking)',
    label: 'centre within, px',
    thresholds: PRECISION_THRESHOLDS_PX,
    curve: ({ pytracking }) => pytracking?.precisionCurve ?? null,
  },
  {
    title: 'Normalised precision (pytracking)',
    label: 'centre within, of the true sides',
    thresholds: NORM_PRECISION_THRESHOLDS,
    curve: ({ pytracking }) => pytracking?.normPrecisionCurve ?? null,
  },
  {
    title: 'Success (got10k)',
    label: 'overlap above',
    thresholds: GOT10K_THRESHOLDS,
    curve: ({ got10k }) => got10k?.successCurve ?? null,
  },
];

/** Success and precision curves of every protocol that was measured, as SVG. */
export function curvePlots(trackers: readonly TrackerScores[]): readonly string[] {
  return CURVES.flatMap((one) => curvePlot(one, trackers) ?? []);
}

function curvePlot(
  { title, label, thresholds, curve }: CurvePlot,
  trackers: readonly TrackerScores[],
): string | null {
  if (trackers.every((one) => curve(one) === null)) return null;
  const to = thresholds.at(-1)!;
  const x: Axis = { from: 0, to, ticks: ticksTo(to), label };
  return plot(title, CURVE_SIZE, { x, y: SHARE_AXIS }, (frame) =>
    trackers
      .map((tracker, i) => {
        const points = (curve(tracker) ?? []).map(
          (share, k) => `${px(frame.x(thresholds[k]!))},${px(frame.y(share))}`,
        );
        return polyline(points, i);
      })
      .join(''),
  );
}

/** Scores by attribute, a group of bars for each, as SVG; null when there is nothing to show. */
export function attributePlot(trackers: readonly TrackerScores[]): string | null {
  const scoreOf = ({ attributes }: TrackerScores, id: string): number | null => {
    const scores = attributes.find(({ attribute }) => attribute === id);
    return scores?.successAuc ?? scores?.averageOverlap ?? null;
  };
  const groups = ATTRIBUTES.filter(({ id }) => trackers.some((one) => scoreOf(one, id) !== null));
  if (groups.length === 0) return null;
  const isSuccess = trackers.some(({ pytracking }) => pytracking !== null);
  const label = isSuccess ? 'SUC (pytracking)' : 'AO (got10k)';
  const size = { width: 780, height: 280 };
  const x: Axis = { from: 0, to: groups.length, ticks: [], label: 'attributes of sequences' };
  return plot(`${label} by attribute`, size, { x, y: { ...SHARE_AXIS, label } }, (frame) =>
    groups
      .map(({ id, short }, group) => {
        const count = trackers
          .find((one) => scoreOf(one, id) !== null)!
          .attributes.find(({ attribute }) => attribute === id)!.sequences;
        const width = (frame.x(0.8) - frame.x(0)) / trackers.length;
        const bars = trackers.map((tracker, i) => {
          const score = scoreOf(tracker, id);
          if (score === null) return '';
          const left = frame.x(group + 0.1) + i * width;
          const [top, bottom] = [frame.y(Math.min(1, score)), frame.y(0)];
          const name = `${tracker.tracker.name}, ${short}: ${score.toFixed(3)}`;
          return (
            `<rect x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(bottom - top)}" ` +
            `fill="${seriesColour(i)}"><title>${escapeText(name)}</title></rect>`
          );
        });
        const at = `x="${px(frame.x(group + 0.5))}" y="${px(frame.y(0) + 14)}" text-anchor="middle"`;
        return `${bars.join('')}<text ${at}>${short} (${count})</text>`;
      })
      .join(''),
  );
}

/** Speed against accuracy, a dot per tracker, as SVG; null when no tracker has both. */
export function speedPlot(trackers: readonly TrackerScores[]): string | null {
  const accuracyOf = ({ pytracking, got10k }: TrackerScores): number | null =>
    pytracking?.successAuc ?? got10k?.averageOverlap ?? null;
  const dots = trackers.flatMap(({ tracker, ...scores }, i) => {
    const accuracy = accuracyOf({ tracker, ...scores });
    return scores.speed === null || accuracy === null
      ? []
      : [{ name: tracker.name, fps: scores.speed.fps, accuracy, colour: seriesColour(i), i }];
  });
  if (dots.length === 0) return null;
  const ticks = ticksTo(Math.max(...dots.map(({ fps }) => fps)));
  const label = trackers.some(({ pytracking }) => pytracking !== null)
    ? 'SUC (pytracking)'
    : 'AO (got10k)';
  const x: Axis = { from: 0, to: ticks.at(-1)!, ticks, label: 'frames per second' };
  const y: Axis = { ...SHARE_AXIS, label };
  return plot('Speed against accuracy', CURVE_SIZE, { x, y }, (frame) =>
    dots
      .map(({ name, fps, accuracy, colour, i }) => {
        const [cx, cy] = [frame.x(fps), frame.y(accuracy)];
        // Names stay inside the picture, and those of neighbours apart.
        const isRight = cx > frame.width / 2;
        const at = `x="${px(cx + (isRight ? -8 : 8))}" y="${px(i % 2 === 0 ? cy - 7 : cy + 15)}"`;
        const anchor = isRight ? ' text-anchor="end"' : '';
        return (
          `<circle cx="${px(cx)}" cy="${px(cy)}" r="5" fill="${colour}"/>` +
          `<text ${at}${anchor}>${escapeText(name)}</text>`
        );
      })
      .join(''),
  );
}

const IOU_SIZE: PlotSize = { width: 780, height: 170 };

/** Axes of the plot of IoU over the frames of one sequence. */
export function iouAxes(frames: number): { readonly x: Axis; readonly y: Axis } {
  const to = Math.max(1, frames - 1);
  const ticks = ticksTo(frames - 1).filter((tick) => tick <= to);
  return {
    x: { from: 0, to, ticks, label: 'frame' },
    y: { from: 0, to: 1, ticks: [0, 0.5, 1], label: 'IoU' },
  };
}

/** IoU over the frames of one sequence, a line per tracker, as SVG; of long ones the least of neighbouring frames. */
export function iouPlot(
  name: string,
  frames: number,
  trackers: readonly TrackerScores[],
  size = IOU_SIZE,
): string {
  const step = Math.max(1, Math.ceil(frames / MOST_POINTS));
  return plot(name, size, iouAxes(frames), (frame) =>
    trackers
      .map(({ sequences }, i) => {
        const ious = sequences.find(({ sequence }) => sequence === name)?.ious ?? [];
        const runs: string[][] = [[]];
        for (let from = 0; from < ious.length; from += step) {
          const known = ious.slice(from, from + step).filter((iou) => iou !== null);
          // A gap where there is no truth ends the line.
          if (known.length === 0) runs.push([]);
          else runs.at(-1)!.push(`${px(frame.x(from))},${px(frame.y(Math.min(...known)))}`);
        }
        return runs.map((points) => polyline(points, i)).join('');
      })
      .join(''),
  );
}

function polyline(points: readonly string[], series: number): string {
  if (points.length === 0) return '';
  // A single point shows as a dot thanks to round line ends.
  const all = points.length === 1 ? [points[0]!, points[0]!] : points;
  const stroke = `stroke="${seriesColour(series)}"${seriesDashes(series)}`;
  const look = 'fill="none" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"';
  return `<polyline points="${all.join(' ')}" ${look} ${stroke}/>`;
}

const CURVE_NAMES = ['success', 'precision', 'norm-precision', 'success-got10k'] as const;
/** Names of the plots of a comparison. */
export const PLOT_NAMES = [...CURVE_NAMES, 'speed', 'attributes'] as const;
export type PlotName = (typeof PLOT_NAMES)[number];

/** Every plot that there is something to show in, in the order of a page. */
export function comparisonPlots(
  trackers: readonly TrackerScores[],
): readonly { readonly name: PlotName; readonly svg: string }[] {
  const all: readonly (readonly [PlotName, string | null])[] = [
    ...CURVE_NAMES.map((name, i) => [name, curvePlot(CURVES[i]!, trackers)] as const),
    ['speed', speedPlot(trackers)],
    ['attributes', attributePlot(trackers)],
  ];
  return all.flatMap(([name, svg]) => (svg === null ? [] : [{ name, svg }]));
}
