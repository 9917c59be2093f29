import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FRAME_COUNT,
  boxes,
  commands,
  contents,
  idSource,
  projects,
  rows,
} from '../../../test/support/random-annotations.ts';
import { isStudioError } from '../../contract/errors.ts';
import type { FrameRow, Patch } from '../annotation.ts';
import type { Box } from '../boxes.ts';
import { iou } from '../boxes.ts';
import type { EditCommand } from '../edit-command.ts';
import { invert } from './annotation-model.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { planEdit } from './plan-edit.ts';

/** What is seen of a track in every frame, without how it is stored. */
function seen(model: AnnotationModel, trackId: number): Seen[] {
  return Array.from({ length: FRAME_COUNT }, (_, frameIndex) => {
    const shown = model.shownAt(trackId, frameIndex);
    if (shown === null) return null;
    const { box, absent, occluded, confirmed, attributes } = shown;
    return { box, absent, occluded, confirmed, attributes };
  });
}

type Seen = {
  readonly box: Box | null;
  readonly absent: boolean;
  readonly occluded: boolean;
  readonly confirmed: boolean;
  readonly attributes: object;
} | null;

function expectSameBox(actual: Box | null | undefined, expected: Box | null | undefined): void {
  if (!expected || !actual) {
    expect(actual ?? null).toBe(expected ?? null);
    return;
  }
  for (const key of ['x', 'y', 'w', 'h'] as const) {
    expect(Math.abs(actual[key] - expected[key])).toBeLessThan(1e-9);
  }
}

function expectSameSeen(
  actual: readonly Seen[],
  expected: readonly Seen[],
  but: number[] = [],
): void {
  for (let at = 0; at < FRAME_COUNT; at++) {
    if (but.includes(at)) continue;
    expectSameBox(actual[at]?.box, expected[at]?.box);
    expect({ at, ...actual[at], box: 0 }).toEqual({ at, ...expected[at], box: 0 });
  }
}

/** Makes an edit; null when it is refused, which must leave the model as it was. */
function edit(model: AnnotationModel, command: EditCommand, ids = idSource()): Patch | null {
  try {
    const patch = planEdit(model, command, ids);
    model.apply(patch);
    return patch;
  } catch (error) {
    if (!isStudioError(error, 'bad-input')) throw error;
    return null;
  }
}

const frame = fc.nat(FRAME_COUNT - 1);
const range = fc
  .tuple(frame, frame)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const inRange = (at: number, { from, to }: { from: number; to: number }): boolean =>
  at >= from && at <= to;

describe('any sequence of commands', () => {
  it('is planned without a change, keeps the rules of the model, and is taken back exactly', () => {
    let made = 0;
    fc.assert(
      fc.property(projects, fc.array(commands, { maxLength: 12 }), (model, list) => {
        const ids = idSource();
        const history: {
          readonly before: unknown;
          readonly patch: Patch;
          readonly after: unknown;
        }[] = [];
        for (const command of list) {
          const before = contents(model);
          let patch: Patch;
          try {
            patch = planEdit(model, command, ids);
          } catch (error) {
            expect(isStudioError(error, 'bad-input'), String(error)).toBe(true);
            expect(contents(model)).toEqual(before);
            continue;
          }
          expect(contents(model)).toEqual(before);
          expect(patch.title).toMatch(/^[A-Z]/);
          model.apply(patch);
          if (patch.changes.length > 0) made++;
          history.push({ before, patch, after: contents(model) });
          for (const { id, mediaId, labelId } of model.tracks()) {
            expect([model.mediaItem(mediaId)?.id, model.label(labelId)?.id]).toEqual([
              mediaId,
              labelId,
            ]);
            for (const { frameIndex, row } of model.rowsBetween(id, -Infinity, Infinity)) {
              expect(row.box === null).toBe(row.absent);
              expect(frameIndex).toBeGreaterThanOrEqual(0);
              expect(frameIndex).toBeLessThan(FRAME_COUNT);
            }
          }
        }
        for (const { before, patch, after } of history.toReversed()) {
          expect(contents(model)).toEqual(after);
          model.apply(invert(patch));
          expect(contents(model)).toEqual(before);
          model.apply(invert(invert(patch)));
          expect(contents(model)).toEqual(after);
          model.apply(invert(patch));
        }
      }),
      { numRuns: 1000 },
    );
    // Most random commands are refused; about as many as there are runs change something.
    expect(made).toBeGreaterThan(500);
  });
});

describe('setBox', () => {
  it("makes a person's keyframe and keeps what else is said of the frame", () => {
    fc.assert(
      fc.property(projects, frame, boxes, (model, frameIndex, box) => {
        const before = model.shownAt(1, frameIndex);
        edit(model, { type: 'setBox', trackId: 1, frameIndex, box });
        expect(model.row(1, frameIndex)).toEqual({
          ...{ box, source: 'human', keyframe: true, score: null, absent: false },
          confirmed: before?.confirmed ?? false,
          occluded: before?.occluded ?? false,
          attributes: before?.attributes ?? {},
        });
      }),
    );
  });
});

describe('deleteBox', () => {
  it('leaves the frame without a box and every other one as it was', () => {
    fc.assert(
      fc.property(projects, frame, (model, frameIndex) => {
        const before = seen(model, 1);
        edit(model, { type: 'deleteBox', trackId: 1, frameIndex });
        const after = seen(model, 1);
        expect(after[frameIndex]?.box ?? null).toBeNull();
        if (model.track(1)!.interpolate) expectSameSeen(after, before, [frameIndex]);
        else {
          for (let at = 0; at < FRAME_COUNT; at++) {
            if (at !== frameIndex) expectSameBox(after[at]?.box, before[at]?.box);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('deleteBox at the end of a track', () => {
  it('keeps the absence before it, frame by frame', () => {
    const [model] = fc.sample(projects, 1);
    const track = { ...model!.annotatedTrack(1)!, interpolate: true };
    const box = { x: 10, y: 10, w: 20, h: 20 };
    const human = { ...plain, box, score: null, keyframe: true };
    const gone = { ...human, box: null, absent: true };
    model!.setTracks(1, [
      {
        ...track,
        rows: new Map<number, FrameRow>([
          [3, gone],
          [9, human],
        ]),
      },
    ]);
    edit(model!, { type: 'deleteBox', trackId: 1, frameIndex: 9 });
    expect([2, 3, 8, 9].map((at) => model!.shownAt(1, at)?.absent)).toEqual([
      ...[undefined, true, true, undefined],
    ]);
  });
});

describe('toggleKeyframe', () => {
  it('stores what is seen without moving anything, or removes what is stored', () => {
    fc.assert(
      fc.property(projects, frame, (model, frameIndex) => {
        const [before, shown] = [seen(model, 1), model.shownAt(1, frameIndex)];
        const patch = edit(model, { type: 'toggleKeyframe', trackId: 1, frameIndex });
        if (shown?.keyframe === true) {
          expect(model.row(1, frameIndex) === undefined).toBe(patch !== null);
        } else {
          expectSameSeen(seen(model, 1), before);
          expect(model.row(1, frameIndex)?.source).toBe(shown === null ? undefined : 'human');
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('setAbsent', () => {
  it('takes the box away in its span only', () => {
    fc.assert(
      fc.property(projects, range, (model, span) => {
        const { interpolate } = model.track(1)!;
        const before = seen(model, 1);
        edit(model, { type: 'setAbsent', trackId: 1, absent: true, ...span });
        seen(model, 1).forEach((after, at) => {
          if (inRange(at, span)) expect(after).toMatchObject({ box: null, absent: true });
          else if (before[at] !== null) {
            expectSameBox(after?.box, before[at]!.box);
            expect(after?.absent).toBe(before[at]!.absent);
          } else if (!interpolate) expect(after?.box ?? null).toBeNull();
        });
      }),
      { numRuns: 300 },
    );
  });

  it('brings a box back wherever the object was absent in its span, and nowhere else', () => {
    fc.assert(
      fc.property(projects, range, (model, span) => {
        const before = seen(model, 1);
        const stored = new Map(model.annotatedTrack(1)!.rows);
        const hasBox = before.some((shown) => shown?.box);
        const wasAbsent = before.some((shown, at) => inRange(at, span) && shown?.absent);
        const patch = edit(model, { type: 'setAbsent', trackId: 1, absent: false, ...span });
        expect(patch === null).toBe(wasAbsent && !hasBox);
        if (patch === null) return;
        expect(patch.changes.length > 0).toBe(wasAbsent);
        seen(model, 1).forEach((after, at) => {
          if (before[at]?.absent) expect(after?.absent).toBe(!inRange(at, span));
          if (before[at]?.absent && inRange(at, span)) expect(after?.box).not.toBeNull();
          if (before[at] === null) expect(after).toBeNull();
          if (stored.get(at)?.box) expect(model.row(1, at)).toEqual(stored.get(at));
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('setOccluded', () => {
  it('changes the boxes of its span only, and moves none', () => {
    fc.assert(
      fc.property(projects, range, fc.boolean(), (model, span, occluded) => {
        const before = seen(model, 1);
        edit(model, { type: 'setOccluded', trackId: 1, occluded, ...span });
        const expected = before.map((shown, at) =>
          shown?.box && inRange(at, span) ? { ...shown, occluded } : shown,
        );
        expectSameSeen(seen(model, 1), expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('confirm', () => {
  it('agrees with what is seen in its span, and only there', () => {
    fc.assert(
      fc.property(projects, range, fc.boolean(), (model, span, confirmed) => {
        const before = seen(model, 1);
        edit(model, { type: 'confirm', trackId: 1, confirmed, ...span });
        const expected = before.map((shown, at) =>
          shown !== null && inRange(at, span) ? { ...shown, confirmed } : shown,
        );
        expectSameSeen(seen(model, 1), expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('splitTrack', () => {
  it('shares out what is seen; the left part keeps the id', () => {
    fc.assert(
      fc.property(projects, frame, (model, frameIndex) => {
        const before = seen(model, 1);
        const [first, last] = [model.frames(1)[0]!, model.frames(1).at(-1)!];
        const patch = edit(model, { type: 'splitTrack', trackId: 1, frameIndex });
        expect(patch === null).toBe(frameIndex <= first || frameIndex > last);
        if (patch === null) return;
        const nothing = before.map(() => null);
        expectSameSeen(seen(model, 1), [
          ...before.slice(0, frameIndex),
          ...nothing.slice(frameIndex),
        ]);
        expectSameSeen(seen(model, 4), [
          ...nothing.slice(0, frameIndex),
          ...before.slice(frameIndex),
        ]);
        expect(model.track(4)).toEqual({ ...model.track(1), id: 4, color: null });
      }),
      { numRuns: 500 },
    );
  });
});

describe('swapTracks', () => {
  it('exchanges what is seen from a frame on, and is its own opposite', () => {
    fc.assert(
      fc.property(projects, frame, (model, frameIndex) => {
        const [a, b] = [seen(model, 1), seen(model, 2)];
        const command = { type: 'swapTracks', trackIds: [1, 2], frameIndex } as const;
        edit(model, command);
        const [aNow, bNow] = [seen(model, 1), seen(model, 2)];
        for (let at = 0; at < FRAME_COUNT; at++) {
          const [left, right] = at < frameIndex ? [a, b] : [b, a];
          expectSameBox(aNow[at]?.box, left[at]?.box);
          expectSameBox(bNow[at]?.box, right[at]?.box);
        }
        edit(model, command);
        expectSameSeen(seen(model, 1), a);
        expectSameSeen(seen(model, 2), b);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('mergeTracks', () => {
  it("keeps every box in the first track; a person's wins, then a confirmed one, then the earlier track's", () => {
    fc.assert(
      fc.property(projects, (model) => {
        const all = [2, 1, 3].map((id) => seen(model, id));
        const shown = [2, 1, 3].map((id) =>
          Array.from({ length: FRAME_COUNT }, (_, at) => model.shownAt(id, at)),
        );
        edit(model, { type: 'mergeTracks', trackIds: [2, 1, 3] });
        expect(model.tracks().map(({ id }) => id)).toEqual([2]);
        const after = seen(model, 2);
        for (let at = 0; at < FRAME_COUNT; at++) {
          const candidates = shown.map((list) => list[at]).filter((one) => one?.box);
          const winner =
            candidates.find((one) => one?.source === 'human') ??
            candidates.find((one) => one?.confirmed) ??
            candidates[0];
          if (winner) expectSameBox(after[at]?.box, winner.box);
          else if (all.some((list) => list[at]?.absent)) expect(after[at]?.box).toBeNull();
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** A project whose first track moves so little that most of its frames can be dropped. */
const smooth = fc
  .tuple(projects, fc.array(fc.tuple(rows, fc.nat(9)), { minLength: 24, maxLength: 24 }))
  .map(([model, list]) => {
    const track = model.annotatedTrack(1)!;
    const calm = list.map(([row, chance], at): [number, FrameRow | null] => {
      if (chance === 0) return [at, null];
      const { box, ...more } = row;
      const moved = box && chance > 1 ? { x: at, y: 2 * at + (at % 3) / 4, w: 40, h: 30 } : box;
      return [
        at,
        chance > 3 ? { ...more, ...plain, box: moved ?? stillBox } : { ...more, box: moved },
      ];
    });
    const stored = calm.flatMap(([at, row]) => (row === null ? [] : [[at, row] as const]));
    model.setTracks(1, [{ ...track, rows: new Map(stored) }]);
    return model;
  });
const stillBox = { x: 20, y: 20, w: 40, h: 30 };
const plain = {
  absent: false,
  confirmed: false,
  occluded: false,
  attributes: {},
  source: 'imported',
} as const;

describe('thinTrack', () => {
  it('keeps what persons did, who is where within the overlap, and everything else that is seen', () => {
    let dropped = 0;
    fc.assert(
      fc.property(smooth, fc.constantFrom(0.3, 0.7, 0.95), (model, minIou) => {
        const before = seen(model, 1);
        const stored = model.annotatedTrack(1)!.rows;
        edit(model, { type: 'thinTrack', trackId: 1, minIou });
        for (const [at, row] of stored) {
          if (row.source === 'human' || row.confirmed) expect(model.row(1, at)).toBe(row);
        }
        const { rows: after } = model.annotatedTrack(1)!;
        dropped += Math.max(0, stored.size - after.size);
        for (const row of after.values()) {
          expect(row.keyframe || row.source === 'human' || row.confirmed).toBe(true);
        }
        seen(model, 1).forEach((now, at) => {
          const then = before[at];
          if (!then?.box) expect(now?.box ?? null).toBeNull();
          else expect(iou(now!.box!, then.box)).toBeGreaterThanOrEqual(minIou);
          if (then) expect(now).toMatchObject({ absent: then.absent, occluded: then.occluded });
          if (then) expect(now?.attributes).toEqual(then.attributes);
        });
      }),
      { numRuns: 500 },
    );
    expect(dropped).toBeGreaterThan(500);
  });
});
