import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box } from '../boxes.ts';
import type { SequenceAttribute } from './attributes.ts';
import type { Evaluation, TrackerScores } from './evaluation.ts';
import { measureSequence } from './measure-sequence.ts';
import { narrowEvaluation } from './narrow-evaluation.ts';
import { scoreTracker } from './score-tracker.ts';

const size = { width: 640, height: 360 };
const how = { kind: 'folders', protocols: ['pytracking', 'got10k'], size } as const;
const at = (x: number): Box => ({ x, y: 20, w: 40, h: 40 });
const ATTRIBUTES_OF: readonly (readonly SequenceAttribute[])[] = [
  ['occlusion'],
  ['fast-motion', 'occlusion'],
  [],
];

/** What is found of sequences when each frame is off by so many pixels, a list per sequence. */
function evaluationOf(offsets: readonly (readonly number[])[]): Evaluation {
  const names = offsets.map((_, i) => `s${i}`);
  const attributes = new Map(names.map((name, i) => [name, ATTRIBUTES_OF[i % 3]!]));
  const parts = offsets.map((list, i) => {
    const truth = list.map((_, frame) => at(100 + frame));
    const boxes = list.map((offset, frame) => at(100 + frame + (frame === 0 ? 0 : offset)));
    const sequence = { name: names[i]!, media: '/m', firstFrame: 0, frames: list.length, truth };
    const { scores, overlaps } = measureSequence(boxes, { ...sequence, size: null }, how);
    return { scores: { ...scores, speed: null }, overlaps };
  });
  const tracker: TrackerScores = scoreTracker(
    {
      tracker: {
        ...{ name: 't', origin: 'model', resolution: 128, gmacs: 1, megaParameters: 1 },
        ...{ provider: 'cpu', fallbackReason: null },
      },
      ...{ sequences: parts, failures: [], unmeasured: [], speed: null },
    },
    attributes,
  );
  const run = { from: 1, to: 2, leastIou: 0, frame: 1 };
  return {
    dataset: { name: 'd', kind: 'folders', path: '/d' },
    protocols: ['pytracking', 'got10k'],
    sequences: names.map((name, i) => ({
      ...{ name, frames: offsets[i]!.length, media: '/m', firstFrame: 0 },
      attributes: attributes.get(name)!,
    })),
    unreadable: [],
    trackers: [tracker],
    agreements: [
      {
        ...{ a: 't', b: 'u', sequences: names.length, meanIou: 0.5, share: 0.5 },
        worst: names.map((sequence) => ({ sequence, ...run })),
      },
    ],
    ...{ createdBy: 'test', createdAt: '2020-01-01T00:00:00Z' },
  };
}

const sequences = fc.array(
  fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 30 }),
  { minLength: 1, maxLength: 5 },
);

/** Numbers rounded so far that the order of additions does not show. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'number' ? Number(part.toFixed(9)) : part,
    ),
  );

describe('narrowEvaluation', () => {
  it('leaves a comparison as it is when every sequence stays', () => {
    fc.assert(
      fc.property(sequences, (offsets) => {
        const all = evaluationOf(offsets);
        const names = all.sequences.map(({ name }) => name);
        expect(rounded(narrowEvaluation(all, names))).toEqual(rounded(all));
      }),
      { numRuns: 40 },
    );
  });

  it('gives what measuring only the wanted sequences gives', () => {
    fc.assert(
      fc.property(sequences, fc.nat(), (offsets, seed) => {
        const kept = offsets.map((_, i) => ((seed >> i) & 1) === 1 || i === 0);
        const narrowed = narrowEvaluation(
          evaluationOf(offsets),
          offsets.flatMap((_, i) => (kept[i] ? [`s${i}`] : [])),
        );
        // Names go on in the order of what is left, so figures are compared, not names.
        const figures = ({ pytracking, got10k, meanIou, robustness }: TrackerScores) =>
          rounded({ pytracking, got10k, meanIou, robustness });
        const alone = evaluationOf(offsets.filter((_, i) => kept[i]));
        expect(figures(narrowed.trackers[0]!)).toEqual(figures(alone.trackers[0]!));
      }),
      { numRuns: 40 },
    );
  });

  it('narrows attributes and disagreements along', () => {
    const narrowed = narrowEvaluation(
      evaluationOf([
        [0, 5],
        [0, 10],
        [0, 20],
      ]),
      ['s1', 'nothing'],
    );
    expect(narrowed.sequences.map(({ name }) => name)).toEqual(['s1']);
    expect(narrowed.trackers[0]!.attributes.map((one) => [one.attribute, one.sequences])).toEqual([
      ['occlusion', 1],
      ['fast-motion', 1],
    ]);
    expect(narrowed.agreements[0]!.worst.map(({ sequence }) => sequence)).toEqual(['s1']);
  });

  it('has no means of nothing', () => {
    const [none] = narrowEvaluation(evaluationOf([[0, 5]]), []).trackers;
    expect(none).toMatchObject({ meanIou: null, pytracking: null, got10k: null, attributes: [] });
  });
});
