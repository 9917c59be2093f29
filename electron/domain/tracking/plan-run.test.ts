import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStudioError } from '../../contract/errors.ts';
import { FRAME_COUNT, projects } from '../../../test/support/random-annotations.ts';
import {
  boxAt,
  dense,
  gone,
  human,
  projectOf,
  tracked,
} from '../../../test/support/tracked-project.ts';
import { planRun } from './plan-run.ts';
import type { RunRequest } from './plan-run.ts';
import { isProtectedAt } from './protection.ts';

const request = (more: Partial<RunRequest>): RunRequest => ({
  ...{ trackIds: [1], frameIndex: 0, direction: 1, until: 'end', frameCount: 24 },
  ...more,
});
const anchor = (frameIndex: number) => ({ frameIndex, box: boxAt(frameIndex) });

describe('planRun', () => {
  const seeded = projectOf([[[5, human(5)]]]);

  it('follows a person’s box to either end', () => {
    const forward = planRun(seeded, request({ frameIndex: 5 }));
    expect(forward).toEqual([{ trackId: 1, anchor: anchor(5), start: null, from: 6, to: 23 }]);
    const backward = planRun(seeded, request({ frameIndex: 5, direction: -1 }));
    expect(backward).toEqual([{ trackId: 1, anchor: anchor(5), start: null, from: 4, to: 0 }]);
  });

  it('goes on from a model’s box with the template of the side it comes from', () => {
    const model = projectOf([[[0, human(0)], ...dense(1, 9), [14, human(14)]]]);
    const [forward] = planRun(model, request({ frameIndex: 9, until: 'protected' }));
    expect(forward).toEqual({ trackId: 1, anchor: anchor(0), start: boxAt(9), from: 10, to: 13 });
    const [backward] = planRun(
      model,
      request({ frameIndex: 9, direction: -1, until: 'protected' }),
    );
    expect(backward).toEqual({ trackId: 1, anchor: anchor(14), start: boxAt(9), from: 8, to: 1 });
  });

  it('takes the template from the other side, or the box itself, where no person has drawn one', () => {
    const later = projectOf([[...dense(1, 9), [14, human(14)]]]);
    expect(planRun(later, request({ frameIndex: 9 }))[0]).toMatchObject({
      anchor: anchor(14),
      start: boxAt(9),
    });
    const alone = projectOf([dense(1, 9)]);
    expect(planRun(alone, request({ frameIndex: 9 }))[0]).toMatchObject({
      anchor: anchor(9),
      start: null,
    });
  });

  it('begins anew beyond each frame of a person, and leaves gaps where the object is absent', () => {
    const model = projectOf([
      [
        [0, human(0)],
        [3, tracked(3, { confirmed: true })],
        [4, human(4)],
        [8, gone],
        [12, tracked(12)],
        [16, human(16)],
      ],
    ]);
    const spans = (more: Partial<RunRequest>) =>
      planRun(model, request(more)).map(({ anchor: { frameIndex }, from, to }) => [
        frameIndex,
        from,
        to,
      ]);
    expect(spans({})).toEqual([
      [0, 1, 2],
      [4, 5, 7],
      [16, 17, 23],
    ]);
    expect(spans({ until: 6 })).toEqual([
      [0, 1, 2],
      [4, 5, 6],
    ]);
    expect(spans({ until: 'protected' })).toEqual([[0, 1, 2]]);
  });

  it('goes round a person’s absence backward, from the last frame that follows from it', () => {
    const model = projectOf([[[0, human(0)], [8, gone], ...dense(12, 20)]]);
    const run = planRun(model, request({ frameIndex: 20, direction: -1 }));
    // Frames 8 to 11 are absent; before them, tracking goes on from the person's box in frame 0: there is none left.
    expect(run).toEqual([{ trackId: 1, anchor: anchor(0), start: boxAt(20), from: 19, to: 12 }]);
  });

  it('passes over tracks with nothing to do, and refuses when that is all of them', () => {
    const model = projectOf([[[0, human(0)]], [...dense(0, 2, human)]]);
    const both = request({ trackIds: [1, 2], until: 'protected' });
    expect(planRun(model, both).map(({ trackId }) => trackId)).toEqual([1]);
    const refused = refusal(() => planRun(model, { ...both, trackIds: [2] }));
    expect(refused).toMatch(/nothing to track: person 2 is human or confirmed in the next frame/);
    expect(refusal(() => planRun(seeded, request({ frameIndex: 5, until: 3 })))).toMatch(
      /between frame 5 of person 1 and frame 3/,
    );
    expect(refusal(() => planRun(model, request({ trackIds: [2], until: 2 })))).toMatch(
      /person 2 is human or confirmed in all|next frame already/,
    );
  });

  it('refuses tracks that cannot be followed from there', () => {
    expect(refusal(() => planRun(seeded, request({})))).toMatch(/person 1 has no box in frame 0/);
    expect(refusal(() => planRun(seeded, request({ trackIds: [7] })))).toMatch(/no track 7/);
    expect(refusal(() => planRun(seeded, request({ trackIds: [] })))).toMatch(/no track is chosen/);
    const locked = projectOf([[[5, human(5)]]], { locked: true });
    expect(refusal(() => planRun(locked, request({ frameIndex: 5 })))).toMatch(/is locked/);
  });

  it('enters no frame of a person, no frame twice, and none beyond the media', () => {
    const requests = fc.record({
      frameIndex: fc.nat({ max: FRAME_COUNT - 1 }),
      direction: fc.constantFrom(1 as const, -1 as const),
      until: fc.oneof(fc.constantFrom('protected' as const, 'end' as const), fc.nat({ max: 30 })),
    });
    let planned = 0;
    fc.assert(
      fc.property(projects, requests, (model, wanted) => {
        const trackIds = [1, 2, 3].filter((id) => model.shownAt(id, wanted.frameIndex)?.box);
        const whole = { ...wanted, trackIds, frameCount: FRAME_COUNT };
        let segments;
        try {
          segments = planRun(model, whole);
        } catch (error) {
          expect(isStudioError(error, 'bad-input')).toBe(true);
          return;
        }
        const seen = new Set<string>();
        for (const { trackId, anchor: template, from, to } of segments) {
          planned++;
          const row = model.row(trackId, template.frameIndex);
          if (row !== undefined) expect(row.box).toEqual(template.box);
          expect((to - from) * wanted.direction).toBeGreaterThanOrEqual(0);
          for (let at = from; at !== to + wanted.direction; at += wanted.direction) {
            expect(isProtectedAt(model, trackId, at)).toBe(false);
            expect(at).toBeGreaterThanOrEqual(0);
            expect(at).toBeLessThan(FRAME_COUNT);
            expect(seen.has(`${trackId} ${at}`)).toBe(false);
            seen.add(`${trackId} ${at}`);
          }
        }
        if (wanted.until !== 'protected') return;
        expect(segments.length).toBeLessThanOrEqual(trackIds.length);
        for (const { from } of segments) expect(from).toBe(wanted.frameIndex + wanted.direction);
      }),
      { numRuns: 500 },
    );
    expect(planned).toBeGreaterThan(100);
  });
});

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isStudioError(error, 'bad-input')) return error.message;
  }
  throw new Error('nothing was refused');
}
