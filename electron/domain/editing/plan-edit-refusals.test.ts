import { describe, expect, it } from 'vitest';
import { idSource, labels, media } from '../../../test/support/random-annotations.ts';
import { isStudioError } from '../../contract/errors.ts';
import type { FrameRow, ProjectTrack } from '../annotation.ts';
import type { EditCommand } from '../edit-command.ts';
import { AnnotationModel } from './annotation-model.ts';
import { planEdit } from './plan-edit.ts';

const box = { x: 10, y: 10, w: 20, h: 20 };
const row: FrameRow = {
  box,
  source: 'model:tiny-128',
  confirmed: false,
  score: 0.9,
  occluded: false,
  absent: false,
  keyframe: true,
  attributes: {},
};
const absent: FrameRow = { ...row, box: null, absent: true };

function track(id: number, more: Partial<ProjectTrack> = {}): ProjectTrack {
  const flags = { interpolate: true, locked: false, hidden: false };
  return { id, mediaId: 1, labelId: 1, color: null, attributes: {}, ...flags, ...more };
}

/** 1 and 2 can be edited, 3 is locked, 4 has gaps, 5 is only ever absent, 6 is of another video. */
const model = new AnnotationModel({
  labels: [...labels, { id: 3, name: 'unused', color: '#000000', hotkey: '7', attributes: [] }],
  media,
  tracks: [
    {
      ...track(1),
      rows: new Map([
        [2, row],
        [10, row],
      ]),
    },
    { ...track(2), rows: new Map([[4, row]]) },
    { ...track(3, { locked: true }), rows: new Map([[4, row]]) },
    {
      ...track(4, { interpolate: false }),
      rows: new Map([
        [2, row],
        [5, row],
        [9, row],
      ]),
    },
    { ...track(5, { labelId: 2 }), rows: new Map([[2, absent]]) },
    { ...track(6, { mediaId: 2 }), rows: new Map([[2, row]]) },
  ],
});

type Refusal = readonly [command: EditCommand, message: RegExp];
const on = { trackId: 1, frameIndex: 2 } as const;
const label = { name: 'cat', color: '#010203', hotkey: null, attributes: [] } as const;
const attribute = { name: 'a', scope: 'track', kind: 'choice', choices: ['x'] } as const;

const refusals: readonly Refusal[] = [
  [{ type: 'addTrack', mediaId: 9, labelId: 1, frameIndex: 0, box }, /no video 9/],
  [{ type: 'addTrack', mediaId: 1, labelId: 9, frameIndex: 0, box }, /no label 9/],
  [
    { type: 'addTrack', mediaId: 1, labelId: 1, frameIndex: 24, box },
    /clip-1\.mp4 has no frame 24: its frames are 0\.\.23/,
  ],
  [
    { type: 'addTrack', mediaId: 1, labelId: 1, frameIndex: 0, box: { ...box, w: NaN } },
    /not a number/,
  ],
  [{ type: 'setBox', ...on, trackId: 9, box }, /no track 9/],
  [{ type: 'setBox', ...on, trackId: 3, box }, /track 3 is locked: unlock it/],
  [{ type: 'setBox', ...on, frameIndex: 1.5, box }, /no frame 1\.5/],
  [{ type: 'setBox', ...on, frameIndex: -1, box }, /no frame -1/],
  [{ type: 'setBox', ...on, box: { ...box, w: 0 } }, /is empty/],
  [{ type: 'setBox', ...on, box: { ...box, x: 95 } }, /outside the frame of 100 x 80/],
  [{ type: 'deleteBox', ...on, trackId: 3 }, /locked/],
  [{ type: 'deleteBox', ...on, frameIndex: 24 }, /no frame 24/],
  [{ type: 'deleteTracks', trackIds: [1, 3] }, /track 3 is locked/],
  [{ type: 'deleteTracks', trackIds: [7] }, /no track 7/],
  [{ type: 'toggleKeyframe', ...on, frameIndex: 20 }, /nothing in frame 20: draw a box/],
  [{ type: 'toggleKeyframe', ...on }, /at an end of the track/],
  [{ type: 'toggleKeyframe', trackId: 4, frameIndex: 5 }, /does not interpolate/],
  [{ type: 'setAbsent', trackId: 1, absent: true, from: 5, to: 4 }, /5\.\.4 run backwards/],
  [{ type: 'setAbsent', trackId: 1, absent: true, from: 5, to: 24 }, /no frame 24/],
  [
    { type: 'setAbsent', trackId: 5, absent: false, from: 0, to: 5 },
    /no box anywhere: draw one in frame 2/,
  ],
  [{ type: 'setOccluded', trackId: 3, occluded: true, from: 0, to: 5 }, /locked/],
  [{ type: 'confirm', trackId: 1, confirmed: true, from: -1, to: 5 }, /no frame -1/],
  [{ type: 'setAttribute', ...on, name: 'size', value: 1 }, /person has no attribute "size"/],
  [{ type: 'setAttribute', ...on, name: 'name', value: 'Bo' }, /belongs to a whole track/],
  [
    { type: 'setAttribute', trackId: 1, frameIndex: null, name: 'sits', value: true },
    /to single frames/,
  ],
  [
    { type: 'setAttribute', trackId: 1, frameIndex: null, name: 'name', value: 3 },
    /takes text, not 3/,
  ],
  [
    { type: 'setAttribute', trackId: 1, frameIndex: null, name: 'age', value: NaN },
    /a finite number/,
  ],
  [{ type: 'setAttribute', ...on, name: 'sits', value: 'yes' }, /yes or no, not "yes"/],
  [{ type: 'setAttribute', ...on, name: 'pose', value: 'up' }, /one of "left", "right", not "up"/],
  [{ type: 'setAttribute', ...on, name: 'constructor', value: 'up' }, /no attribute "constructor"/],
  [
    { type: 'setAttribute', ...on, frameIndex: 20, name: 'sits', value: true },
    /nothing in frame 20/,
  ],
  [{ type: 'updateTrack', trackId: 3, labelId: 2 }, /locked/],
  [{ type: 'updateTrack', trackId: 1, labelId: 9 }, /no label 9/],
  [{ type: 'updateTrack', trackId: 1, color: 'red' }, /"red" is not a colour/],
  [{ type: 'splitTrack', trackId: 1, frameIndex: 2 }, /cannot be split in frame 2: nothing before/],
  [{ type: 'splitTrack', trackId: 1, frameIndex: 11 }, /cannot be split in frame 11: nothing from/],
  [{ type: 'mergeTracks', trackIds: [1] }, /choose two different ones/],
  [{ type: 'mergeTracks', trackIds: [1, 2, 1] }, /choose two different ones/],
  [{ type: 'mergeTracks', trackIds: [1, 6] }, /different videos/],
  [{ type: 'mergeTracks', trackIds: [1, 3] }, /locked/],
  [{ type: 'swapTracks', trackIds: [1, 1], frameIndex: 3 }, /cannot be swapped/],
  [{ type: 'swapTracks', trackIds: [1, 6], frameIndex: 3 }, /different videos/],
  [{ type: 'swapTracks', trackIds: [1, 2], frameIndex: 30 }, /no frame 30/],
  [{ type: 'thinTrack', trackId: 1, minIou: 1 }, /overlap of 1 /],
  [{ type: 'thinTrack', trackId: 1, minIou: NaN }, /overlap of NaN/],
  [{ type: 'addLabel', ...label, name: '  ' }, /needs a name/],
  [{ type: 'addLabel', ...label, name: ' dog ' }, /label dog already/],
  [{ type: 'addLabel', ...label, color: '#fff' }, /write it like #00bcd4/],
  [{ type: 'addLabel', ...label, hotkey: 'a' }, /one digit/],
  [{ type: 'addLabel', ...label, hotkey: '1' }, /chooses the label person already/],
  [{ type: 'addLabel', ...label, attributes: [attribute, attribute] }, /two attributes "a"/],
  [
    { type: 'addLabel', ...label, attributes: [{ ...attribute, name: ' ' }] },
    /attribute needs a name/,
  ],
  [{ type: 'addLabel', ...label, attributes: [{ ...attribute, choices: [] }] }, /needs choices/],
  [{ type: 'addLabel', ...label, attributes: [{ ...attribute, kind: 'text' }] }, /is no choice/],
  [
    { type: 'addLabel', ...label, attributes: [{ ...attribute, choices: ['x', 'x'] }] },
    /choice twice/,
  ],
  [{ type: 'updateLabel', labelId: 9, name: 'x' }, /no label 9/],
  [{ type: 'updateLabel', labelId: 2, name: 'person' }, /label person already/],
  [{ type: 'removeLabel', labelId: 1 }, /label person cannot be removed while 5 tracks have it/],
  [{ type: 'removeLabel', labelId: 2 }, /while track 5 has it/],
];

describe('planEdit refuses', () => {
  it.each(refusals)('%j', (command, message) => {
    let error: unknown;
    try {
      planEdit(model, command, idSource());
    } catch (thrown) {
      error = thrown;
    }
    expect(isStudioError(error, 'bad-input')).toBe(true);
    expect((error as Error).message).toMatch(message);
  });
});

describe('planEdit calls what it does', () => {
  it.each<[EditCommand, string]>([
    [{ type: 'addTrack', mediaId: 1, labelId: 2, frameIndex: 0, box }, 'Add dog 4'],
    [{ type: 'setBox', ...on, box: { ...box, x: 11 } }, 'Move box'],
    [{ type: 'setBox', ...on, box: { ...box, w: 11 } }, 'Resize box'],
    [{ type: 'setBox', ...on, frameIndex: 20, box }, 'Draw box'],
    [{ type: 'deleteBox', ...on }, 'Delete box'],
    [{ type: 'deleteTracks', trackIds: [2, 2] }, 'Delete track 2'],
    [{ type: 'deleteTracks', trackIds: [1, 2] }, 'Delete 2 tracks'],
    [{ type: 'toggleKeyframe', ...on, frameIndex: 3 }, 'Add keyframe'],
    [{ type: 'setAbsent', trackId: 1, absent: true, from: 4, to: 5 }, 'Mark absent'],
    [{ type: 'setOccluded', trackId: 1, occluded: true, from: 4, to: 5 }, 'Mark occluded'],
    [{ type: 'confirm', trackId: 1, confirmed: true, from: 4, to: 5 }, 'Confirm'],
    [{ type: 'setAttribute', ...on, name: 'pose', value: 'left' }, 'Set pose'],
    [{ type: 'updateTrack', trackId: 1, labelId: 2 }, 'Change label of track 1'],
    [{ type: 'updateTrack', trackId: 3, locked: false, labelId: 2 }, 'Change label of track 3'],
    [{ type: 'updateTrack', trackId: 3, hidden: true }, 'Hide track 3'],
    [{ type: 'updateTrack', trackId: 4, interpolate: true }, 'Interpolate track 4'],
    [{ type: 'splitTrack', trackId: 1, frameIndex: 5 }, 'Split track 1'],
    [{ type: 'mergeTracks', trackIds: [1, 2] }, 'Merge track 2 into 1'],
    [{ type: 'mergeTracks', trackIds: [1, 2, 4] }, 'Merge 3 tracks'],
    [{ type: 'swapTracks', trackIds: [1, 2], frameIndex: 3 }, 'Swap tracks 1 and 2'],
    [{ type: 'thinTrack', trackId: 4, minIou: 0.95 }, 'Thin track 4'],
    [{ type: 'addLabel', ...label, hotkey: '3', name: ' cat ' }, 'Add label cat'],
    [{ type: 'updateLabel', labelId: 1, name: 'pedestrian' }, 'Rename label person'],
    [{ type: 'updateLabel', labelId: 1, hotkey: null }, 'Change label person'],
    [{ type: 'removeLabel', labelId: 3 }, 'Remove label unused'],
  ])('%j', (command, title) => {
    const patch = planEdit(model, command, idSource());
    expect(patch.title).toBe(title);
    expect(patch.changes.length).toBeGreaterThan(0);
  });

  it.each<EditCommand>([
    { type: 'deleteBox', ...on, frameIndex: 20 },
    { type: 'deleteTracks', trackIds: [] },
    { type: 'setAbsent', trackId: 1, absent: false, from: 0, to: 9 },
    { type: 'setOccluded', trackId: 1, occluded: false, from: 0, to: 1 },
    { type: 'confirm', trackId: 1, confirmed: false, from: 0, to: 20 },
    { type: 'setAttribute', ...on, frameIndex: 5, name: 'sits', value: null },
    { type: 'updateTrack', trackId: 1 },
    { type: 'updateLabel', labelId: 1, name: 'person' },
  ])('has nothing to do for %j', (command) => {
    expect(planEdit(model, command, idSource()).changes).toEqual([]);
  });
});

describe('planEdit orders changes', () => {
  it('so that no frame is ever without its track', () => {
    const kinds = (command: EditCommand): string[] =>
      planEdit(model, command, idSource()).changes.map(
        (change) => `${change.kind}${change.after === null ? '-' : '+'}`,
      );
    expect(kinds({ type: 'addTrack', mediaId: 1, labelId: 1, frameIndex: 0, box })).toEqual([
      'track+',
      'row+',
    ]);
    expect(kinds({ type: 'deleteTracks', trackIds: [1] })).toEqual(['row-', 'row-', 'track-']);
  });
});
