import { ATTRIBUTES } from '../../../domain/metrics/attributes.ts';
import type { Evaluation, TrackerScores } from '../../../domain/metrics/evaluation.ts';
import {
  attributePlot,
  curvePlots,
  iouPlot,
  speedPlot,
} from '../../../domain/plots/evaluation-plots.ts';
import { notesOf, scoreTable } from '../../../domain/plots/score-columns.ts';
import { escapeText, seriesColour } from '../../../domain/plots/svg.ts';

const STYLE = `
:root { color-scheme: light dark; --line: #8886; }
body { font: 14px/1.45 system-ui, sans-serif; margin: 24px auto; max-width: 1240px; padding: 0 16px; }
h1 { font-size: 22px; } h2 { font-size: 17px; margin: 28px 0 8px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 9px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
td.best { font-weight: 700; text-decoration: underline; }
.key { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin-right: 6px; }
.plots { display: flex; flex-wrap: wrap; gap: 12px; }
svg { max-width: 100%; height: auto; }
svg text { font: 11px system-ui, sans-serif; fill: currentColor; }
svg text.title { font-size: 13px; font-weight: 600; }
svg .grid { stroke: var(--line); stroke-width: 0.6; fill: none; }
svg polyline { fill: none; stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round; }
.warn { border-left: 4px solid #d55e00; padding-left: 10px; }
small, .note { opacity: 0.8; }
`;

/**
 * A comparison as one HTML page that needs nothing else: the table with the best marked, plots as SVG, what failed by
 * name, and IoU over frames of every sequence.
 */
export function htmlReport(evaluation: Evaluation): string {
  const { dataset, trackers, sequences, protocols } = evaluation;
  const title = `Trackers on ${dataset.name}`;
  const frames = sequences.reduce((sum, one) => sum + one.frames, 0);
  const attributes = attributePlot(trackers);
  const speed = speedPlot(trackers);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeText(title)}</h1>
<p class="note">${sequences.length} sequences, ${frames} frames (${escapeText(dataset.kind)}); protocols: ${protocols.join(', ')}.
One pass from the first true box, never reset. ${escapeText(evaluation.createdBy)}, ${escapeText(evaluation.createdAt)}</p>
${whatWentWrong(evaluation)}
<h2>Scores</h2>
<div class="scroll">${mainTable(trackers)}</div>
${speedNote(trackers)}
<h2>Curves</h2>
<p>${trackers.map(({ tracker }, i) => keyed(tracker.name, i)).join(' &nbsp; ')}</p>
<div class="plots">${curvePlots(trackers).join('\n')}${speed ?? ''}</div>
${attributes === null ? '' : `<h2>Attributes</h2>\n${attributes}\n<p class="note">${attributeNote()}</p>`}
${timeTable(trackers)}
${agreementTable(evaluation)}
<h2>Sequences</h2>
${sequences.map(({ name, frames: count }) => sequenceDetails(name, count, trackers)).join('\n')}
</body>
</html>
`;
}

function mainTable(trackers: readonly TrackerScores[]): string {
  const { columns, rows } = scoreTable(trackers);
  const heads = columns.map(
    ({ title, protocol, meaning }) =>
      `<th title="${escapeText(meaning)}">${escapeText(title)}${protocol === null ? '' : `<br><small>${protocol}</small>`}</th>`,
  );
  const body = rows.map((cells, i) => {
    const values = cells.map(
      ({ text, isBest }) => `<td${isBest ? ' class="best"' : ''}>${text === '' ? '–' : text}</td>`,
    );
    return `<tr><td>${keyed(trackers[i]!.tracker.name, i)}</td>${values.join('')}</tr>`;
  });
  return `<table><tr><th>tracker</th>${heads.join('')}</tr>${body.join('')}</table>`;
}

function keyed(name: string, i: number): string {
  return `<span class="key" style="background:${seriesColour(i)}"></span>${escapeText(name)}`;
}

function whatWentWrong({ unreadable, trackers }: Evaluation): string {
  const all = [
    ...unreadable.map(({ sequence, reason }) => `${sequence}: ${reason}`),
    ...trackers.flatMap(({ tracker, failures: own }) =>
      own.map(({ sequence, reason }) => `${tracker.name} on ${sequence}: ${reason}`),
    ),
  ];
  const secret = trackers.flatMap(({ tracker, unmeasured }) =>
    unmeasured.length === 0
      ? []
      : [
          `${tracker.name}: ${unmeasured.length} sequences were tracked but cannot be measured here, since the benchmark keeps their boxes`,
        ],
  );
  const list = (title: string, lines: readonly string[]): string => {
    const items = lines.map((line) => `<li>${escapeText(line)}</li>`).join('');
    return lines.length === 0 ? '' : `<div class="warn"><h2>${title}</h2><ul>${items}</ul></div>`;
  };
  return list('Not measured', [...all, ...secret]) + list('Notes', notesOf(trackers));
}

function speedNote(trackers: readonly TrackerScores[]): string {
  const known = trackers.flatMap(({ speed }) => speed ?? []);
  if (known.length === 0) return '';
  const most = Math.max(...known.map(({ atOnce }) => atOnce));
  const isAlone = known.every(({ how }) => how === 'interleaved');
  const how = isAlone
    ? 'Speeds were measured in one run, trackers taking turns on the same frames.'
    : most > 1
      ? `Speeds are those of passes of which up to ${most} ran at the same time.`
      : 'Speeds are those of the passes themselves, one at a time.';
  return `<p class="note">${how}</p>`;
}

function attributeNote(): string {
  const rules = ATTRIBUTES.map(
    ({ short, id, rule }) => `${short} ${id.replaceAll('-', ' ')}: ${rule}`,
  );
  return escapeText(`Computed from the annotation. ${rules.join('; ')}.`);
}

function timeTable(trackers: readonly TrackerScores[]): string {
  const rows = trackers.flatMap(({ tracker, speed }, i) => {
    if (speed === null || speed.shares.inference === 0) return [];
    const { decode, crop, inference, decodeBox } = speed.shares;
    const cells = [decode, crop, inference, decodeBox].map(
      (share) => `<td>${(share * 100).toFixed(1)}</td>`,
    );
    return [`<tr><td>${keyed(tracker.name, i)}</td>${cells.join('')}</tr>`];
  });
  if (rows.length === 0) return '';
  const head = '<th>tracker</th><th>decode</th><th>crop</th><th>inference</th><th>decode box</th>';
  return `<h2>Where the time goes, %</h2>\n<table><tr>${head}</tr>${rows.join('')}</table>`;
}

function agreementTable({ agreements }: Evaluation): string {
  if (agreements.length === 0) return '';
  const rows = agreements.map(({ a, b, meanIou, share, worst }) => {
    const [first] = worst;
    const where =
      first === undefined ? '–' : `${first.sequence}, frames ${first.from} to ${first.to}`;
    const cells = [meanIou.toFixed(3), (share * 100).toFixed(1), where];
    const names = escapeText(`${a} and ${b}`);
    return `<tr><td>${names}</td>${cells.map((cell) => `<td>${escapeText(cell)}</td>`).join('')}</tr>`;
  });
  const head =
    '<th>trackers</th><th>mean IoU of both</th><th>frames above 0.5, %</th><th>largest disagreement</th>';
  return `<h2>Agreement</h2>\n<table><tr>${head}</tr>${rows.join('')}</table>`;
}

function sequenceDetails(name: string, frames: number, trackers: readonly TrackerScores[]): string {
  const rows = trackers.flatMap(({ tracker, sequences }, i) => {
    const scores = sequences.find(({ sequence }) => sequence === name);
    if (scores === undefined) return [];
    const { meanIou, pytracking, got10k, robustness, notes } = scores;
    const cells = [
      pytracking?.successAuc ?? null,
      pytracking?.precision20 ?? null,
      got10k?.averageOverlap ?? null,
      meanIou,
    ].map((share) => `<td>${share === null ? '–' : (share * 100).toFixed(1)}</td>`);
    const counts = [robustness.losses, robustness.longestDriftFree].map((n) => `<td>${n}</td>`);
    const remark = `<td>${escapeText(notes.join('; '))}</td>`;
    return [
      `<tr><td>${keyed(tracker.name, i)}</td>${cells.join('')}${counts.join('')}${remark}</tr>`,
    ];
  });
  if (rows.length === 0) return '';
  const heads = ['SUC', 'PRE', 'AO', 'mean IoU', 'losses', 'longest run', ''];
  const head = `<tr><th>tracker</th>${heads.map((text) => `<th>${text}</th>`).join('')}</tr>`;
  return (
    `<details><summary>${escapeText(name)} (${frames} frames)</summary>` +
    `<table>${head}${rows.join('')}</table>${iouPlot(name, frames, trackers)}</details>`
  );
}
