import { describe, expect, it } from 'vitest';
import { human, projectOf, tracked } from '../../../test/support/tracked-project.ts';
import type { ImportedFrame, ImportedTracks } from '../formats/imported-tracks.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { planImport, type ImportRule } from './plan-import.ts';

function frame(frameIndex: number, x: number, more: Partial<ImportedFrame> = {}): ImportedFrame {
  return {
    ...{ frameIndex, box: { x, y: 20, w: 10, h: 10 }, source: 'imported', confirmed: false },
    ...{ score: null, occluded: false, absent: false, keyframe: false },
    ...more,
  };
}

function fileOf(...tracks: (readonly [id: number, ...ImportedFrame[]])[]): ImportedTracks {
  return {
    media: null,
    tracks: tracks.map(([id, ...frames]) => ({
      ...{ id, label: 'person', color: null, attributes: {}, frames },
    })),
  };
}

function imported(model: AnnotationModel, file: ImportedTracks, rule: ImportRule) {
  let next = 10;
  const plan = planImport(
    model,
    file,
    1,
    {
      nextTrackId: () => next++,
      nextLabelId: () => 99,
    },
    rule,
  );
  model.apply(plan.patch);
  return plan;
}

/** Left edges of what a track shows in frames 0..last; null where nothing is known. */
function edges(model: AnnotationModel, trackId: number, last: number): (number | null)[] {
  return Array.from({ length: last + 1 }, (_, at) => model.shownAt(trackId, at)?.box?.x ?? null);
}

/** Track 1: a person's frame 0, a model's frames 1 and 2, a person's frame 3. */
const project = () =>
  projectOf([
    [
      [0, human(0)],
      [1, tracked(1)],
      [2, tracked(2)],
      [3, human(3)],
    ],
  ]);

describe('conflict rules', () => {
  const file = fileOf([1, frame(2, 50), frame(3, 60), frame(4, 70)]);

  it('add: a track beside the one that is there', () => {
    const model = project();
    const plan = imported(model, file, 'add');
    expect(plan).toMatchObject({ tracks: 1, merged: 0, conflicts: 0 });
    expect(edges(model, 1, 4)).toEqual([0, 1, 2, 3, null]);
    expect(model.tracks(1).map(({ id }) => id)).toEqual([1, 10]);
    expect(edges(model, 10, 4)).toEqual([null, null, 50, 60, 70]);
  });

  it('fill: only frames of which nothing is known', () => {
    const model = project();
    const plan = imported(model, file, 'fill');
    expect(plan).toMatchObject({ merged: 1, conflicts: 2, kept: 2 });
    expect(edges(model, 1, 4)).toEqual([0, 1, 2, 3, 70]);
    expect(model.row(1, 4)?.source).toBe('imported');
  });

  it('replace: all but a person’s frames', () => {
    const model = project();
    const plan = imported(model, file, 'replace');
    expect(plan).toMatchObject({ merged: 1, conflicts: 2, kept: 1 });
    expect(edges(model, 1, 4)).toEqual([0, 1, 50, 3, 70]);
  });

  it('replace: a person’s frame by another one of a person', () => {
    const model = project();
    imported(model, fileOf([1, frame(3, 60, { source: 'human' })]), 'replace');
    expect(edges(model, 1, 3)).toEqual([0, 1, 2, 60]);
  });

  it('leaves frames between that are not known, and interpolated ones as they were', () => {
    const model = projectOf([
      [
        [0, human(0)],
        [4, human(8)],
      ],
    ]);
    imported(model, fileOf([1, frame(9, 90)]), 'fill');
    expect(edges(model, 1, 9)).toEqual([0, 2, 4, 6, 8, null, null, null, null, 90]);
  });

  it('passes over tracks of another label, and leaves locked ones alone', () => {
    const model = project();
    const other = fileOf([1, frame(4, 70)]);
    imported(model, { ...other, tracks: [{ ...other.tracks[0]!, label: 'dog' }] }, 'fill');
    expect(edges(model, 1, 4)).toEqual([0, 1, 2, 3, null]);
    const locked = projectOf([[[0, human(0)]]], { locked: true });
    const plan = imported(locked, fileOf([1, frame(4, 70)]), 'replace');
    expect(edges(locked, 1, 4)).toEqual([0, null, null, null, null]);
    expect(plan.warnings).toContainEqual(expect.stringMatching(/locked/));
  });

  it('says nothing of frames in which both agree', () => {
    const model = project();
    const plan = imported(model, fileOf([1, frame(1, 1), frame(2, 2)]), 'replace');
    expect(plan).toMatchObject({ merged: 1, conflicts: 0, kept: 0 });
    expect(plan.patch.changes).toEqual([]);
  });
});

describe('ids', () => {
  it('stay where the project never had them', () => {
    const model = project();
    imported(model, fileOf([3, frame(0, 1)], [57, frame(0, 2)], [12, frame(0, 3)]), 'add');
    expect(model.tracks(1).map(({ id }) => id)).toEqual([1, 12, 57, 58]);
    expect(edges(model, 57, 0)).toEqual([2]);
    expect(edges(model, 58, 0)).toEqual([1]);
  });
});
