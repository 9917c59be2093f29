import fc from 'fast-check';
import {
  AnnotationsBuilder,
  type VideoAnnotations,
} from '../../electron/domain/formats/video-annotations.ts';
import type { BoxRow } from '../../electron/domain/formats/box-table.ts';

/** Frames of every random video. */
export const RANDOM_FRAMES = 30;

const side = fc.double({ min: 0.5, max: 300, noNaN: true });
const edge = fc.double({ min: -200, max: 700, noNaN: true }).map((value) => value + 0);
const box = fc.record({ x: edge, y: edge, w: side, h: side });
const word = fc.stringMatching(/^[a-z][a-z0-9äß]{0,7}$/);
const text = fc.oneof(
  word,
  fc.constantFrom('a b', 'a,b', 'say "x"', '<&>', "it's", 'true', '3', '-1.5', 'x;y', '日本'),
);
const value = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
);

/** Names that some format gives a meaning, and others. */
const attributeName = fc.constantFrom(
  ...['pose', 'a b', 'cover', 'visibility', 'ignored', 'seconds', 'occluded', 'track_id', 'score'],
  ...['keyframe', '__proto__', 'constructor'],
);
const attributes = fc
  .array(fc.tuple(attributeName, value), { minLength: 1, maxLength: 3 })
  .map((entries) => Object.fromEntries(entries));

const row = fc
  .record({
    box: fc.option(box, { freq: 6 }),
    source: fc.constantFrom('human', 'imported', 'model:tiny-128', 'interpolated'),
    confirmed: fc.boolean(),
    score: fc.option(
      fc.oneof(
        fc.double({ min: 0, max: 1, noNaN: true }).map((n) => n + 0),
        fc.constant(1),
      ),
    ),
    occluded: fc.boolean(),
    keyframe: fc.boolean(),
    attributes: fc.option(attributes, { freq: 3 }),
  })
  .map(({ attributes: more, source, ...rest }) => ({
    ...rest,
    source: source,
    absent: rest.box === null,
    ...(more && { attributes: more }),
  }));

const track = fc.record({
  id: fc.integer({ min: 1, max: 99_999 }),
  label: text,
  color: fc.option(fc.constantFrom('#00bcd4', '#abcdef')),
  attributes: fc.oneof(fc.constant({}), attributes),
  /** Runs of frames, of which some are interpolated between two boxes. */
  frames: fc.uniqueArray(fc.nat({ max: RANDOM_FRAMES - 1 }), { minLength: 1, maxLength: 12 }),
  rows: fc.array(row, { minLength: 12, maxLength: 12 }),
  run: fc.option(fc.tuple(box, box, fc.integer({ min: 2, max: 6 }))),
});

/** Annotations of one video of 640 x 480 pixels, with everything that a project can say. */
export const videoAnnotations: fc.Arbitrary<VideoAnnotations> = fc
  .tuple(
    fc.uniqueArray(track, { selector: ({ id }) => id, minLength: 1, maxLength: 4 }),
    fc.constantFrom(25, 30000 / 1001),
  )
  .map(([tracks, fps]) => {
    const builder = new AnnotationsBuilder();
    for (const { frames, rows, run, ...rest } of tracks) {
      const place = builder.track(rest);
      const taken = new Map<number, Omit<BoxRow, 'frameIndex'>>();
      for (const [i, frame] of frames.entries()) taken.set(frame, rows[i]!);
      if (run !== null)
        for (const [frame, between] of interpolatedRun(run)) taken.set(frame, between);
      for (const [frameIndex, rest] of taken) {
        builder.add(
          place,
          { ...rest, frameIndex, pts: frameIndex * 512, timeSec: frameIndex / 25 },
          0,
        );
      }
    }
    return builder.build(() => 'random', {
      facts: {
        name: 'walk.mp4',
        ...{ width: 640, height: 480, fps, frameCount: RANDOM_FRAMES },
        timeBase: { num: 1, den: 12_800 },
      },
      origin: {
        model: { id: 'tiny-128', sha256: null },
        createdBy: 'test',
        createdAt: '2025-01-31T12:00:00Z',
        incompleteReason: null,
      },
      keepsEmpty: true,
    });
  });

interface Edges {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Two keyframes from frame 10 on, and the boxes that follow from them. */
function* interpolatedRun([a, b, length]: readonly [Edges, Edges, number]): Generator<
  [number, Omit<BoxRow, 'frameIndex'>]
> {
  for (let i = 0; i <= length; i++) {
    const t = i / length;
    const isEnd = i === 0 || i === length;
    const mix = (key: keyof Edges): number => a[key] + (b[key] - a[key]) * t;
    yield [
      10 + i,
      {
        box: { x: mix('x'), y: mix('y'), w: mix('w'), h: mix('h') },
        source: isEnd ? 'human' : 'interpolated',
        ...{ confirmed: isEnd, score: null, occluded: false, absent: false, keyframe: isEnd },
      },
    ];
  }
}
