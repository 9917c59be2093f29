import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import schema from '../../../docs/track.schema.json' with { type: 'json' };
import { isStudioError } from '../../contract/errors.ts';
import type { Track, TrackDocument, TrackFrame } from '../track.ts';
import { parseTrackJson, serialiseTrackJson } from './track-json.ts';

const validate = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
}).compile(schema);

/** JSON has no -0. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const side = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const text = fc.string({ unit: 'binary' });
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null });
const FRAME_COUNT = 50;

const attributes = fc
  .array(fc.tuple(fc.oneof(text, fc.constant('__proto__')), fc.oneof(text, number, fc.boolean())))
  .map((entries): Readonly<Record<string, string | number | boolean>> =>
    Object.fromEntries(entries),
  );

const frames: fc.Arbitrary<TrackFrame> = fc
  .tuple(
    fc.record({
      frameIndex: fc.nat({ max: FRAME_COUNT - 1 }),
      pts: fc.maxSafeInteger().map((value) => value + 0),
      timeSec: number,
      box: orNull(fc.record({ x: number, y: number, w: side, h: side })),
      source: fc.oneof(
        fc.constantFrom('human' as const, 'interpolated' as const, 'imported' as const),
        fc.string({ minLength: 1 }).map((id) => `model:${id}` as const),
      ),
      confirmed: fc.boolean(),
      score: orNull(fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0)),
      occluded: fc.boolean(),
      absent: fc.boolean(),
      keyframe: fc.boolean(),
    }),
    fc.option(attributes),
  )
  .map(([frame, more]): TrackFrame => (more === null ? frame : { ...frame, attributes: more }))
  .map((frame) => (frame.box === null ? { ...frame, absent: true } : frame));

const tracks: fc.Arbitrary<Track> = fc.record({
  id: fc.integer({ min: 1, max: 1e9 }),
  label: text,
  color: orNull(fc.stringMatching(/^#[0-9a-fA-F]{6}$/)),
  attributes,
  frames: fc
    .uniqueArray(frames, { selector: ({ frameIndex }) => frameIndex, maxLength: 6 })
    .map((list) => list.sort((a, b) => a.frameIndex - b.frameIndex)),
});

const documents: fc.Arbitrary<TrackDocument> = fc.record({
  media: fc.record({
    name: text,
    path: orNull(text),
    width: fc.integer({ min: 1 }),
    height: fc.integer({ min: 1 }),
    fps: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    frameCount: fc.constant(FRAME_COUNT),
    timeBase: fc.record({ num: fc.integer({ min: 1 }), den: fc.integer({ min: 1 }) }),
  }),
  model: orNull(fc.record({ id: text, sha256: orNull(fc.stringMatching(/^[0-9a-f]{64}$/)) })),
  tracks: fc.uniqueArray(tracks, { selector: ({ id }) => id, maxLength: 4 }),
  incompleteReason: orNull(text),
  createdBy: text,
  createdAt: orNull(text),
});

const example: TrackDocument = {
  media: {
    name: 'swan.mp4',
    path: null,
    width: 640,
    height: 360,
    fps: 25,
    frameCount: 3,
    timeBase: { num: 1, den: 12800 },
  },
  model: { id: 'tiny-128', sha256: null },
  tracks: [
    {
      id: 1,
      label: 'swan',
      color: '#00bcd4',
      attributes: { side: 'left' },
      frames: [
        {
          frameIndex: 0,
          pts: 0,
          timeSec: 0,
          box: { x: 95.18, y: 54.75, w: 287.03, h: 234 },
          source: 'human',
          confirmed: true,
          score: null,
          occluded: false,
          absent: false,
          keyframe: true,
        },
        {
          frameIndex: 2,
          pts: 1024,
          timeSec: 0.08,
          box: null,
          source: 'model:tiny-128',
          confirmed: false,
          score: 0.12,
          occluded: false,
          absent: true,
          keyframe: false,
        },
      ],
    },
  ],
  incompleteReason: 'the file is damaged after frame 2',
  createdBy: 'LoReTrack Studio 0.1.0',
  createdAt: '2025-01-31T12:00:00Z',
};

/** The example as JSON with the value at a path of keys replaced, or removed when undefined. */
function broken(path: readonly (string | number)[], value: unknown): string {
  const root = JSON.parse(serialiseTrackJson(example)) as Record<string | number, unknown>;
  const holder = path
    .slice(0, -1)
    .reduce((at, key) => at[key] as Record<string | number, unknown>, root);
  holder[path.at(-1)!] = value;
  return JSON.stringify(root);
}

describe('serialiseTrackJson', () => {
  it('reads back exactly what it wrote, which the schema accepts', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const json = serialiseTrackJson(document);
        expect(parseTrackJson(json, 'tracks.json')).toEqual(document);
        expect([validate(JSON.parse(json)), validate.errors]).toEqual([true, null]);
      }),
      { numRuns: 200 },
    );
  });

  it('writes one line per frame', () => {
    const lines = serialiseTrackJson(example).split('\n');
    expect(lines.filter((line) => line.trim().startsWith('{"frame":'))).toEqual([
      '        {"frame":0,"pts":0,"timeSec":0,"bbox":[95.18,54.75,287.03,234],"source":"human","confirmed":true,"score":null,"keyframe":true},',
      '        {"frame":2,"pts":1024,"timeSec":0.08,"bbox":null,"source":"model:tiny-128","confirmed":false,"score":0.12,"keyframe":false,"absent":true}]}',
    ]);
    expect(JSON.parse(serialiseTrackJson(example))).toMatchObject({
      format: 'loretrack-tracks',
      version: 1,
      complete: false,
      reason: 'the file is damaged after frame 2',
    });
  });

  it('refuses to write what could not be read again', () => {
    const [track] = example.tracks;
    const box = { x: NaN, y: 0, w: 1, h: 1 };
    const frames = [{ ...track!.frames[0]!, box }];
    const document = { ...example, tracks: [{ ...track!, frames }] };
    expect(() => serialiseTrackJson(document)).toThrow(/tracks\[0\]\.frames\[0\]\.bbox\[0\]/);
  });
});

describe('parseTrackJson', () => {
  it('ignores keys that it does not know, and fills in those that may be left out', () => {
    expect(parseTrackJson(broken(['tracks', 0, 'frames', 0, 'mask'], [1]), 'x')).toEqual(example);
    const bare = parseTrackJson(broken(['tracks', 0, 'attributes'], undefined), 'x');
    expect(bare.tracks[0]!.attributes).toEqual({});
  });

  it.each([
    [['format'], 'coco', /x\.json: format should be "loretrack-tracks", found "coco"/],
    [['version'], 2, /version 2 track file .* update the program/],
    [['version'], undefined, /version should be an integer from 1, found nothing/],
    [['media', 'width'], 0, /media\.width should be an integer from 1, found 0/],
    [['media', 'fps'], 0, /media\.fps/],
    [['media', 'timeBase', 'den'], 1.5, /media\.timeBase\.den/],
    [['media'], [], /media should be an object, found \[\]/],
    [['model'], 'tiny', /model should be an object/],
    [['complete'], 1, /complete should be true or false/],
    [['reason'], undefined, /reason should be text, found nothing/],
    [['tracks'], {}, /tracks should be a list/],
    [['tracks', 0, 'id'], 0, /tracks\[0\]\.id should be an integer from 1/],
    [
      ['tracks', 1],
      { id: 1, label: 'twin', frames: [] },
      /tracks\[1\]\.id should be an id that no other/,
    ],
    [['tracks', 0, 'color'], 'red', /tracks\[0\]\.color should be a colour/],
    [['tracks', 0, 'attributes', 'a b'], null, /attributes\.a b should be text, a number/],
    [['tracks', 0, 'frames', 1, 'frame'], 0, /frames\[1\]\.frame should be above 0/],
    [['tracks', 0, 'frames', 1, 'frame'], 3, /frames\[1\]\.frame should be below frameCount, 3/],
    [['tracks', 0, 'frames', 0, 'bbox'], null, /frames\[0\]\.bbox should be a box/],
    [['tracks', 0, 'frames', 0, 'bbox'], [1, 2, 3], /bbox should be four numbers/],
    [['tracks', 0, 'frames', 0, 'bbox', 2], -1, /bbox\[2\] should be a width of at least 0/],
    [['tracks', 0, 'frames', 0, 'source'], 'model:', /source should be human, interpolated/],
    [['tracks', 0, 'frames', 0, 'score'], 1.01, /score should be a number from 0 to 1/],
    [['tracks', 0, 'frames', 0, 'confirmed'], undefined, /confirmed should be true or false/],
  ] as const)('refuses %j = %j', (path, value, message) => {
    const json = broken(path, value);
    expect(() => parseTrackJson(json, 'x.json')).toThrow(message);
  });

  it('gives a typed error, never another one, for damaged files', () => {
    const good = serialiseTrackJson(example);
    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(8), fc.string(), (at, cut, insert) => {
        try {
          parseTrackJson(good.slice(0, at) + insert + good.slice(at + cut), 'x.json');
        } catch (error) {
          expect(isStudioError(error, 'bad-input')).toBe(true);
          expect((error as Error).message).toMatch(/^x\.json/);
        }
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(() => parseTrackJson(json, 'x.json')).toThrow(/^x\.json/);
      }),
    );
  });
});

describe('the schema', () => {
  it.each([
    [['version'], 2],
    [['reason'], undefined],
    [['media', 'width'], 0],
    [['tracks', 0, 'frames', 0, 'bbox'], null],
    [
      ['tracks', 0, 'frames', 0, 'bbox'],
      [1, 2, 3],
    ],
    [
      ['tracks', 0, 'frames', 0, 'bbox'],
      [1, 2, 3, -4],
    ],
    [['tracks', 0, 'frames', 0, 'source'], 'robot'],
    [['tracks', 0, 'frames', 0, 'score'], 2],
  ] as const)('refuses %j = %j as the parser does', (path, value) => {
    const json = broken(path, value);
    expect(validate(JSON.parse(json))).toBe(false);
    expect(() => parseTrackJson(json, 'x.json')).toThrow();
  });
});
