import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FRAME_COUNT,
  boxes,
  contents,
  projects,
} from '../../../test/support/random-annotations.ts';
import {
  boxAt,
  dense,
  found,
  gone,
  human,
  projectOf,
  tracked,
} from '../../../test/support/tracked-project.ts';
import { invert } from '../editing/annotation-model.ts';
import type { AnnotationModel } from '../editing/annotation-model.ts';
import type { Layer, ProposedBox } from './layer.ts';
import { planLayer } from './plan-layer.ts';
import { isProtectedAt } from './protection.ts';

function layer(boxes: Record<number, readonly ProposedBox[]>, more: Partial<Layer> = {}): Layer {
  const map = new Map(Object.entries(boxes).map(([id, list]) => [Number(id), list]));
  const spec = { id: 1, kind: 'track' as const, mediaId: 1, trackIds: [...map.keys()] };
  return { ...spec, modelId: 'tiny-128', boxes: map, ...more };
}

/** Applies a layer, and gives the frames in which a track has changed for the eye. */
function changedFrames(model: AnnotationModel, proposal: Layer): number[] {
  const frames = Array.from({ length: FRAME_COUNT }, (_, i) => i);
  const shown = () => frames.map((at) => JSON.stringify(model.shownAt(1, at)?.box ?? null));
  const before = shown();
  model.apply(planLayer(model, proposal));
  const after = shown();
  return frames.filter((at) => after[at] !== before[at]);
}

describe('planLayer', () => {
  it('writes dense rows of the model', () => {
    const model = projectOf([[[0, human(0)]]]);
    const [first, second] = found(1, 2) as [ProposedBox, ProposedBox];
    const boxes = [
      { ...second, passIou: 0.7 },
      { ...first, modelIou: 0.6 },
    ];
    const patch = planLayer(model, layer({ 1: boxes }));
    expect(patch.title).toBe('Track person 1, frames 1 to 2');
    expect(patch.changes.map((change) => change.kind === 'row' && change.after)).toEqual([
      tracked(1, { modelIou: 0.6 }),
      tracked(2, { passIou: 0.7 }),
    ]);
  });

  it('is named after what it does', () => {
    const model = projectOf([[[0, human(0)]], [[0, human(0)]], [...dense(0, 3)]]);
    const title = (boxes: Record<number, ProposedBox[]>, more: Partial<Layer> = {}) =>
      planLayer(model, layer(boxes, more)).title;
    expect(title({ 1: found(4, 9), 2: found(2, 5) })).toBe('Track 2 objects, frames 2 to 9');
    expect(title({ 1: found(4, 4) }, { kind: 'repair' })).toBe('Repair person 1, frame 4');
    expect(title({ 3: found(1, 2) }, { kind: 'check' })).toBe('Check person 3');
    expect(title({ 1: found(0, 0) })).toBe('Track nothing');
  });

  it('leaves frames of a person alone, also absences that follow from one', () => {
    const model = projectOf([
      [
        [2, human(2)],
        [4, gone],
        [8, tracked(8)],
        [9, tracked(9, { confirmed: true })],
      ],
    ]);
    const rows = layer({ 1: found(1, 10, () => 50) });
    expect(changedFrames(model, rows)).toEqual([1, 3, 8, 10]);
    expect(model.row(1, 6)).toBeUndefined();
  });

  it('passes over tracks that are locked or gone', () => {
    const locked = projectOf([[[0, human(0)]]], { locked: true });
    const patch = planLayer(locked, layer({ 1: found(1, 2), 7: found(1, 2) }));
    expect(patch.changes).toEqual([]);
  });

  it('takes over occlusion and attributes of its frame, else of the nearest row', () => {
    const [sits, left] = [{ sits: true }, { pose: 'left' }];
    const model = projectOf([
      [
        [2, { ...human(2), occluded: true, attributes: sits }],
        [8, { ...human(8), attributes: left }],
      ],
    ]);
    model.apply(planLayer(model, layer({ 1: [...found(0, 1), ...found(4, 5), ...found(9, 10)] })));
    const flags = [0, 4, 9].map((at) => model.row(1, at)!);
    expect(flags.map(({ occluded }) => occluded)).toEqual([true, true, false]);
    expect(flags.map(({ attributes }) => attributes)).toEqual([sits, sits, left]);
  });

  it('keeps what is interpolated beside it as it was', () => {
    const model = projectOf([
      [
        [0, human(0)],
        [20, human(20)],
      ],
    ]);
    expect(changedFrames(model, layer({ 1: found(8, 12, () => 70) }))).toEqual([8, 9, 10, 11, 12]);
    expect([7, 13].map((at) => model.row(1, at)?.source)).toEqual(['interpolated', 'interpolated']);
    expect([6, 14].map((at) => model.row(1, at))).toEqual([undefined, undefined]);
  });

  it('does not let a track be interpolated where it was empty', () => {
    const model = projectOf([[[5, human(5)]]]);
    const apart = layer({ 1: [...found(1, 2), ...found(10, 11), ...found(15, 16)] });
    expect(changedFrames(model, apart)).toEqual([1, 2, 10, 11, 15, 16]);
    const gaps = projectOf([[[5, human(5)]]], { interpolate: false });
    expect(changedFrames(gaps, apart)).toEqual([1, 2, 10, 11, 15, 16]);
    expect([...gaps.frames(1)]).toEqual([1, 2, 5, 10, 11, 15, 16]);
  });

  it('says in a check how far the boxes that are there were agreed with', () => {
    const confirmed = tracked(3, { confirmed: true });
    const model = projectOf([
      [
        [0, human(0)],
        [1, tracked(1, { modelIou: 0.4 })],
        [2, tracked(2)],
        [3, confirmed],
      ],
    ]);
    const checked = found(0, 3, (at) => (at === 2 ? 40 : at)).map((box) => ({
      ...box,
      passIou: 0.5,
    }));
    const patch = planLayer(model, layer({ 1: checked }, { kind: 'check' }));
    // Frame 2 has another box by now; 0 and 3 are a person's.
    expect(patch.changes).toMatchObject([
      { frameIndex: 1, after: { box: boxAt(1), score: 0.9, modelIou: 0.4, passIou: 0.5 } },
    ]);
  });

  it('changes no frame of a person, nothing outside the layer, and can be taken back', () => {
    const places = fc.uniqueArray(fc.nat({ max: FRAME_COUNT - 1 }), { maxLength: 12 });
    const kinds = fc.constantFrom('track' as const, 'repair' as const, 'check' as const);
    let written = 0;
    fc.assert(
      fc.property(projects, places, boxes, kinds, (model, frames, box, kind) => {
        const before = contents(model);
        const shown = Array.from({ length: FRAME_COUNT }, (_, at) => model.shownAt(1, at));
        const isPersons = shown.map((_, at) => isProtectedAt(model, 1, at));
        const proposed = frames.map((frameIndex) => ({ frameIndex, box, score: 0.4 }));
        const patch = planLayer(model, layer({ 1: proposed }, { kind }));
        model.apply(patch);
        shown.forEach((old, at) => {
          const now = model.shownAt(1, at);
          if (isPersons[at]) expect(now).toEqual(old);
          else if (kind !== 'check' && frames.includes(at)) {
            expect(now).toMatchObject({
              box,
              source: 'model:tiny-128',
              score: 0.4,
              isStored: true,
            });
            written++;
          } else {
            expect(now?.box == null).toBe(old?.box == null);
            if (now?.box && old?.box) {
              const [a, b] = [Object.values(now.box), Object.values(old.box)] as [
                number[],
                number[],
              ];
              a.forEach((side, i) => expect(side).toBeCloseTo(b[i]!, 9));
              expect([now.occluded, now.attributes]).toEqual([old.occluded, old.attributes]);
            }
          }
        });
        model.apply(invert(patch));
        expect(contents(model)).toEqual(before);
      }),
      { numRuns: 500 },
    );
    expect(written).toBeGreaterThan(500);
  });
});
