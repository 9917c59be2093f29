import type { Evaluation, TrackerScores } from '../../../domain/metrics/evaluation.ts';
import { SCORE_COLUMNS } from '../../../domain/plots/score-columns.ts';

/** The table of trackers as CSV: a row each, figures in full, protocols named in the heads. */
export function trackersCsv({ trackers }: Evaluation): string {
  const head = [
    'tracker',
    ...SCORE_COLUMNS.map(({ title, protocol }) =>
      protocol === null ? title : `${title} [${protocol}]`,
    ),
    ...['share decode', 'share crop', 'share inference', 'share decode box'],
    'speed measured',
  ];
  const rows = trackers.map((scores) => {
    const { speed } = scores;
    const shares = speed && [
      ...[speed.shares.decode, speed.shares.crop],
      ...[speed.shares.inference, speed.shares.decodeBox],
    ];
    const how = speed && (speed.how === 'interleaved' ? 'in turn' : `${speed.atOnce} at once`);
    return [
      scores.tracker.name,
      ...SCORE_COLUMNS.map(({ value }) => value(scores)),
      ...(shares ?? [null, null, null, null]),
      how,
    ];
  });
  return csv([head, ...rows]);
}

/** A row per tracker and sequence, what failed included. */
export function sequencesCsv({ trackers, sequences }: Evaluation): string {
  const attributes = new Map(sequences.map((one) => [one.name, one.attributes.join(' ')]));
  const head = [
    ...['tracker', 'sequence', 'attributes', 'SUC [pytracking]', 'NPRE [pytracking]'],
    ...['PRE [pytracking]', 'AO [got10k]', 'SR0.5 [got10k]', 'SR0.75 [got10k]', 'mean IoU'],
    ...['losses', 're-detected', 'longest run', 'fps', 'notes'],
  ];
  const rowsOf = ({ tracker, ...scores }: TrackerScores): Cell[][] => [
    ...scores.sequences.map(({ sequence, pytracking, got10k, robustness, ...one }): Cell[] => [
      ...[tracker.name, sequence, attributes.get(sequence) ?? ''],
      ...[pytracking?.successAuc ?? null, pytracking?.normPrecision20 ?? null],
      ...[pytracking?.precision20 ?? null, got10k?.averageOverlap ?? null],
      ...[got10k?.sr50 ?? null, got10k?.sr75 ?? null, one.meanIou],
      ...[robustness.losses, robustness.redetections, robustness.longestDriftFree],
      ...[one.speed?.fps ?? null, one.notes.join('; ')],
    ]),
    ...scores.failures.map(({ sequence, reason }): Cell[] => [
      ...[tracker.name, sequence, attributes.get(sequence) ?? ''],
      ...Array<null>(11).fill(null),
      `failed: ${reason}`,
    ]),
  ];
  return csv([head, ...trackers.flatMap(rowsOf)]);
}

type Cell = string | number | null;

function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Texts in quotes where they need them; what a spreadsheet would take for a formula is kept from it. */
function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
