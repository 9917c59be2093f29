import { formatEvaluation } from '../../contract/evaluation-file.ts';
import type { Evaluation, TrackerScores } from '../../domain/metrics/evaluation.ts';
import { notesOf, scoreTable } from '../../domain/plots/score-columns.ts';
import { table } from './terminal.ts';

const share = (value: number | null | undefined): string => value?.toFixed(3) ?? '-';

/** A comparison for people: of one tracker its sequences, of several the table of papers, the best marked with a star. */
export function evaluationText(evaluation: Evaluation): string {
  const { trackers } = evaluation;
  const [only] = trackers;
  const tables =
    trackers.length === 1
      ? [sequenceTable(only!), trackerTable(trackers)]
      : [trackerTable(trackers)];
  return [...tables, ...remarks(evaluation), ...notesOf(trackers)].join('\n');
}

/**
 * A comparison as JSON. That of a single tracker has its means and sequences at the top level as well, in few words.
 */
export function evaluationJson(evaluation: Evaluation): string {
  const text = formatEvaluation(evaluation);
  const [only, another] = evaluation.trackers;
  if (only === undefined || another !== undefined) return text;
  const { tracker, sequences, speed } = only;
  const figures = {
    model: tracker.name,
    meanIoU: only.meanIou,
    successAUC: only.pytracking?.successAuc ?? null,
    precision20: only.pytracking?.precision20 ?? null,
    fps: speed?.fps ?? null,
    provider: tracker.provider,
    sequences: sequences.map((row) => ({
      name: row.sequence,
      frames: row.ious.length,
      meanIoU: row.meanIou,
      successAUC: row.pytracking?.successAuc ?? null,
      precision20: row.pytracking?.precision20 ?? null,
      fps: row.speed?.fps ?? null,
    })),
    evaluation: JSON.parse(text) as unknown,
  };
  return `${JSON.stringify(figures, null, 2)}\n`;
}

function sequenceTable({ sequences, meanIou, pytracking, got10k, speed }: TrackerScores): string {
  const head = ['sequence', 'frames', 'mean IoU', 'SUC', 'PRE', 'AO', 'fps'];
  const rows = sequences.map((row) => [
    ...[row.sequence, String(row.ious.length), share(row.meanIou)],
    ...[share(row.pytracking?.successAuc), share(row.pytracking?.precision20)],
    ...[share(row.got10k?.averageOverlap), row.speed?.fps.toFixed(1) ?? '-'],
  ]);
  const last = [
    ...[`mean of ${sequences.length}`, '', share(meanIou), share(pytracking?.successAuc)],
    ...[share(pytracking?.precision20), share(got10k?.averageOverlap)],
    speed?.fps.toFixed(1) ?? '-',
  ];
  return table([head, ...rows, last]);
}

function trackerTable(trackers: readonly TrackerScores[]): string {
  const { columns, rows } = scoreTable(trackers);
  const head = columns.map(({ title }) => title);
  const isMarked = rows.map((cells) => cells.map(({ isBest }) => isBest));
  const body = rows.map((cells, row) => [
    trackers[row]!.tracker.name,
    ...cells.map(({ text }, column) => {
      // A column with a star in it keeps its digits in line.
      const hasStar = isMarked.some((one) => one[column]);
      return `${text || '-'}${isMarked[row]![column]! ? '*' : hasStar ? ' ' : ''}`;
    }),
  ]);
  const widths = [['tracker', ...head], ...body].reduce<number[]>(
    (widest, row) => row.map((cell, i) => Math.max(cell.length, widest[i] ?? 0)),
    [],
  );
  return [['tracker', ...head], ...body]
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function remarks({ trackers, protocols }: Evaluation): string[] {
  const meanings = {
    pytracking: 'SUC, NPRE, PRE: protocol pytracking',
    got10k: 'AO, SR0.5, SR0.75: protocol got10k',
  } as const;
  const lines = [`${protocols.map((one) => meanings[one]).join('; ')}; mean IoU: frames 2 to n`];
  for (const { tracker, speed, unmeasured } of trackers) {
    const where = tracker.provider === null ? '' : ` on ${tracker.provider}`;
    const why = tracker.fallbackReason === null ? '' : ` (${tracker.fallbackReason})`;
    const how =
      speed === null
        ? ''
        : speed.how === 'interleaved'
          ? ', speed measured alone and in turn'
          : `, speed of the passes, ${speed.atOnce} at once`;
    lines.push(`${tracker.name}${where}${why}${how}`);
    if (unmeasured.length > 0) {
      lines.push(
        `${tracker.name}: the benchmark keeps the boxes of ${unmeasured.length} sequences`,
      );
    }
  }
  return lines;
}
