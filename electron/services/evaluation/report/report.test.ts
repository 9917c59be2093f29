import { describe, expect, it } from 'vitest';
import { parseEvaluation } from '../../../contract/evaluation-file.ts';
import type { Box } from '../../../domain/boxes.ts';
import type { Evaluation, TrackerInfo } from '../../../domain/metrics/evaluation.ts';
import { measureSequence } from '../../../domain/metrics/measure-sequence.ts';
import { mergeEvaluations } from '../../../domain/metrics/merge-evaluations.ts';
import { scoreTracker } from '../../../domain/metrics/score-tracker.ts';
import { sequencesCsv, trackersCsv } from './csv-report.ts';
import { htmlReport } from './html-report.ts';
import {
  attributePlot,
  curvePlots,
  iouPlot,
  speedPlot,
} from '../../../domain/plots/evaluation-plots.ts';
import { scoreTable } from '../../../domain/plots/score-columns.ts';
import { ticksTo } from '../../../domain/plots/svg.ts';
import { REPORT_FILES, writeReport } from './write-report.ts';

const FRAMES = 1000;
const size = { width: 2000, height: 200 };
const at = (x: number): Box => ({ x, y: 20, w: 40, h: 40 });
const truth = Array.from({ length: FRAMES }, (_, i) => (i === 5 ? at(NaN) : at(i)));
const how = { kind: 'folders', protocols: ['pytracking', 'got10k'], size } as const;
const attributes = new Map([['<seq>', ['fast-motion', 'out-of-view'] as const]]);

function tracker(name: string, offset: number, fps: number) {
  const boxes = truth.map((_, i) => at(i + offset));
  const sequence = { name: '<seq>', media: '/s', firstFrame: 0, frames: FRAMES, truth, size };
  const { scores, overlaps } = measureSequence(boxes, sequence, how);
  const info: TrackerInfo = {
    ...{ name, origin: 'model' as const, resolution: 128, gmacs: 1 / 3, megaParameters: 2 },
    ...{ provider: 'cpu', fallbackReason: null },
  };
  const shares = { decode: 0.1, crop: 0.2, inference: 0.6, decodeBox: 0.1 };
  return scoreTracker(
    {
      tracker: info,
      sequences: [{ scores: { ...scores, speed: null }, overlaps }],
      failures: [{ sequence: 'broken', reason: 'picture 7 is missing, "really"' }],
      unmeasured: [],
      speed: {
        ...{ frames: 9, fps, medianMs: 1000 / fps, p95Ms: 2000 / fps, shares },
        ...{ how: 'interleaved', atOnce: 1 },
      },
    },
    attributes,
  );
}

const evaluation: Evaluation = {
  dataset: { name: 'A & B', kind: 'folders', path: '/data' },
  protocols: ['pytracking', 'got10k'],
  sequences: [
    {
      ...{ name: '<seq>', frames: FRAMES, media: '/s', firstFrame: 0 },
      attributes: ['fast-motion', 'out-of-view'],
    },
  ],
  unreadable: [{ sequence: 'gone', reason: 'no pictures' }],
  trackers: [tracker('good', 0, 20), tracker('=bad"', 20, 80)],
  agreements: [],
  createdBy: 'test',
  createdAt: '2020-01-01T00:00:00Z',
};

/** Points of every line of a plot. */
const lines = (svg: string): number[][][] =>
  [...svg.matchAll(/points="([^"]*)"/g)].map(([, points]) =>
    points!.split(' ').map((point) => point.split(',').map(Number)),
  );

describe('the table', () => {
  it('has a column per known figure, the best marked', () => {
    const { columns, rows } = scoreTable(evaluation.trackers);
    const cell = (title: string, row: number) =>
      rows[row]![columns.findIndex((column) => column.title === title)];
    expect(columns.map(({ title }) => title).slice(0, 8)).toEqual([
      ...['resolution', 'SUC', 'NPRE', 'PRE', 'AO', 'SR0.5', 'SR0.75', 'mean IoU'],
    ]);
    // One of a thousand frames is absent.
    expect(cell('SUC', 0)).toEqual({ text: ((100 * 20 * 0.999) / 21).toFixed(1), isBest: true });
    expect(cell('AO', 1)).toEqual({ text: '33.3', isBest: false });
    expect(cell('fps', 1)).toEqual({ text: '80.0', isBest: true });
    expect(cell('median ms', 0)!.isBest).toBe(false);
    // Equal figures share the mark; resolutions are neither good nor bad.
    expect([cell('GMACs', 0)!.isBest, cell('GMACs', 1)!.isBest]).toEqual([true, true]);
    expect(cell('resolution', 0)).toEqual({ text: '128', isBest: false });
    const alone = scoreTable([evaluation.trackers[0]!]);
    expect(alone.rows.flat().some(({ isBest }) => isBest)).toBe(false);
  });
});

describe('plots', () => {
  it('draw every curve to scale', () => {
    const [success, precision, norm, got10k] = curvePlots(evaluation.trackers).map(lines);
    expect(
      [success, precision, norm, got10k].map((plot) => plot!.map(({ length }) => length)),
    ).toEqual([
      ...[
        [21, 21],
        [51, 51],
        [51, 51],
        [101, 101],
      ],
    ]);
    // The second tracker's overlap is 1/3: above the thresholds to 0.3, the seventh, and no further.
    const heights = success![1]!.map(([, y]) => y!);
    const [top, bottom] = [26, 240];
    expect(heights[6]).toBeCloseTo(bottom - 0.999 * (bottom - top), 0);
    expect(heights[7]).toBeCloseTo(bottom - 0.001 * (bottom - top), 0);
    expect(success![0]![20]![0]).toBe(368);
    const only = evaluation.trackers.map((one) => ({ ...one, got10k: null }));
    expect(curvePlots(only)).toHaveLength(3);
  });

  it('thin long sequences to their worst frames, with a gap where nothing is true', () => {
    const short = lines(iouPlot('<seq>', 8, [shortened(8)]));
    expect(short.map(({ length }) => length)).toEqual([4, 2]);
    const long = lines(iouPlot('<seq>', FRAMES, evaluation.trackers));
    expect(long[0]!.length).toBeLessThanOrEqual(400);
    expect(long).toHaveLength(2);
  });

  it('show attributes and speed', () => {
    const bars = attributePlot(evaluation.trackers)!;
    expect(bars.match(/<rect /g)).toHaveLength(4);
    expect(bars).toMatch(/FM \(1\)/);
    const dots = speedPlot(evaluation.trackers)!;
    const centres = [...dots.matchAll(/cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect(centres).toEqual([128, 368]);
    const slow = evaluation.trackers.map((one) => ({ ...one, speed: null, attributes: [] }));
    expect([speedPlot(slow), attributePlot(slow)]).toEqual([null, null]);
  });

  it('have round ticks', () => {
    expect(ticksTo(0.5)).toBeAllclose([0, 0.1, 0.2, 0.3, 0.4, 0.5], { atol: 1e-12 });
    expect(ticksTo(83)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticksTo(0)).toEqual([0, 1]);
  });
});

describe('the page', () => {
  const html = htmlReport(evaluation);

  it('needs nothing else and runs nothing', () => {
    expect(html).not.toMatch(/<script|<link|<img|src=|https?:|@import|url\(/);
    expect(html).toMatch(/Content-Security-Policy" content="default-src 'none'/);
  });

  it('has names as text only', () => {
    expect(html).not.toMatch(/<seq>/);
    expect(html).toMatch(/&lt;seq&gt; \(1000 frames\)/);
    expect(html).toMatch(/Trackers on A &amp; B/);
  });

  it('names what failed, and every protocol', () => {
    expect(html).toMatch(/gone: no pictures/);
    expect(html).toMatch(/good on broken: picture 7 is missing, &quot;really&quot;/);
    expect(html).toMatch(/SUC<br><small>pytracking/);
    expect(html).toMatch(/AO<br><small>got10k/);
  });

  it('closes what it opens', () => {
    for (const tag of [
      'table',
      'tr',
      'td',
      'th',
      'svg',
      'div',
      'details',
      'p',
      'ul',
      'li',
      'text',
    ]) {
      const opened = html.match(new RegExp(`<${tag}[ >]`, 'g'))?.length;
      expect([tag, html.match(new RegExp(`</${tag}>`, 'g'))?.length]).toEqual([tag, opened]);
    }
  });
});

describe('tables as CSV', () => {
  it('name the protocols, and quote what needs it', () => {
    const [head, good, bad] = trackersCsv(evaluation).split('\r\n');
    expect(head).toMatch(/SUC \[pytracking\],.*AO \[got10k\]/);
    expect(good!.split(',')[0]).toBe('good');
    expect(bad).toMatch(/^"'=bad""",128,/);
    const rows = sequencesCsv(evaluation).trimEnd().split('\r\n');
    expect(rows).toHaveLength(5);
    expect(rows[2]).toMatch(/^good,broken,,.*"failed: picture 7 is missing, ""really"""$/);
  });
});

describe('files of a report', () => {
  const texts = new Map<string, string>();
  const files = {
    read: (path: string) => Promise.resolve(texts.get(path) ?? null),
    write: (path: string, text: string) => Promise.resolve(void texts.set(path, text)),
  };

  it('are all written, and can be made again from the JSON', async () => {
    await writeReport(files, '/out', evaluation);
    expect([...texts.keys()].sort()).toEqual(
      Object.values(REPORT_FILES)
        .map((name) => `/out/${name}`)
        .sort(),
    );
    const read = parseEvaluation(texts.get('/out/evaluation.json')!, 'e.json');
    expect(read).toEqual(evaluation);
    expect(htmlReport(read)).toBe(texts.get('/out/report.html'));
  });

  it.each([
    ['words', 'is not JSON'],
    ['{}', 'format'],
    ['{"format":"loretrack-evaluation","version":9}', 'version'],
    ['{"format":"loretrack-evaluation","version":1}', 'dataset'],
  ])('are refused where they are %s', (text, message) => {
    expect(() => parseEvaluation(text, 'e.json')).toThrow(new RegExp(`e.json.*${message}`));
  });

  it('can stand in one table when they are of the same sequences', () => {
    const other = { ...evaluation, trackers: [tracker('new', 5, 10), tracker('good', 9, 10)] };
    const names = (one: Evaluation) => one.trackers.map((entry) => entry.tracker.name);
    const both = mergeEvaluations([evaluation, other]);
    expect(names(both)).toEqual(['=bad"', 'new', 'good']);
    expect(both.trackers[2]!.speed!.fps).toBe(10);
    const changes: Partial<Evaluation>[] = [
      { dataset: { ...evaluation.dataset, name: 'else' } },
      { sequences: [] },
      { protocols: ['got10k'] },
    ];
    for (const change of changes) {
      expect(() => mergeEvaluations([evaluation, { ...evaluation, ...change }])).toThrow(
        /different/,
      );
    }
    expect(() => mergeEvaluations([])).toThrow(/no evaluation/);
  });
});

/** The first tracker's scores of only so many frames. */
function shortened(frames: number) {
  const [good] = evaluation.trackers;
  const [scores] = good!.sequences;
  return { ...good!, sequences: [{ ...scores!, ious: scores!.ious.slice(0, frames) }] };
}
