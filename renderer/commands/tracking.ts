import type { Command } from './command.ts';
import { canEdit, WITH_EDITABLE_TRACK, WITH_MOVABLE_BOX, type Condition } from './conditions.ts';

const WITH_OBJECT: Condition = {
  when: (studio) =>
    canEdit(studio) && (studio.selection.primary !== null || studio.tracks.here.length === 1),
  needs: 'a selected object with a box in this frame',
};
const WITH_PROPOSAL: Condition = {
  when: (studio) => canEdit(studio) && studio.tracking.proposal !== null,
  needs: 'a proposal that waits',
};
const WITH_DOUBTS: Condition = {
  when: ({ doubts }) => doubts.items.length > 0,
  needs: 'a doubtful frame',
};

/** Trackers: following objects, repairing what a correction shows to be wrong, and going through what is doubtful. */
export const TRACKING_COMMANDS: readonly Command[] = [
  {
    id: 'tracking.forward',
    title: 'Track forward',
    group: 'Tracking',
    keys: ['T'],
    ...WITH_OBJECT,
    run: ({ tracking }) => tracking.track(1),
  },
  {
    id: 'tracking.backward',
    title: 'Track backward',
    group: 'Tracking',
    keys: ['Shift+T'],
    ...WITH_OBJECT,
    run: ({ tracking }) => tracking.track(-1),
  },
  {
    id: 'tracking.toEnd',
    title: 'Track forward to the end, past protected frames',
    group: 'Tracking',
    keys: ['Alt+Shift+T'],
    ...WITH_OBJECT,
    run: ({ tracking }) => tracking.track(1, 'end'),
  },
  {
    id: 'tracking.stop',
    title: 'Stop tracking and keep what is done',
    group: 'Tracking',
    keys: [],
    when: ({ layers }) => layers.running.length > 0,
    needs: 'tracking under way',
    run: ({ tracking }) => tracking.stop(),
  },
  {
    id: 'proposal.accept',
    title: 'Accept the proposal',
    group: 'Tracking',
    keys: ['Enter'],
    ...WITH_PROPOSAL,
    run: ({ tracking }) => tracking.accept(),
  },
  {
    id: 'proposal.discard',
    title: 'Discard the proposal',
    group: 'Tracking',
    keys: [],
    ...WITH_PROPOSAL,
    run: ({ tracking }) => tracking.discard(),
  },
  {
    id: 'proposal.before',
    title: 'Before or after the proposal',
    group: 'Tracking',
    keys: ['P'],
    ...WITH_PROPOSAL,
    run: ({ layers, announce }) => {
      layers.showsBefore = !layers.showsBefore;
      announce(layers.showsBefore ? 'Without the proposal' : 'With the proposal');
    },
  },
  {
    id: 'tracking.repair',
    title: 'Repair the frames beside this keyframe',
    group: 'Tracking',
    keys: ['U'],
    ...WITH_EDITABLE_TRACK,
    run: ({ tracking }) => tracking.repairHere(),
  },
  {
    id: 'tracking.interpolate',
    title: 'Interpolate from the keyframe before to the one after',
    group: 'Tracking',
    keys: ['Shift+U'],
    ...WITH_EDITABLE_TRACK,
    run: ({ tracking }) => tracking.interpolateHere(),
  },
  {
    id: 'box.absentOn',
    title: 'Absent from here to the next checked frame',
    group: 'Tracking',
    keys: ['Shift+O'],
    ...WITH_EDITABLE_TRACK,
    run: ({ actions }) => actions.markAbsentOn(),
  },
  {
    id: 'tracking.snap',
    title: 'Snap the box to the tracker’s',
    group: 'Tracking',
    keys: ['B'],
    ...WITH_MOVABLE_BOX,
    run: ({ tracking }) => tracking.snap(),
  },
  {
    id: 'tracking.checkBackward',
    title: 'Check the track by a pass from the other side',
    group: 'Tracking',
    keys: ['Alt+B'],
    ...WITH_EDITABLE_TRACK,
    run: ({ tracking }) => tracking.check('backward'),
  },
  {
    id: 'tracking.checkModel',
    title: 'Check the track by a second model',
    group: 'Tracking',
    keys: ['Alt+Shift+B'],
    when: (studio) => WITH_EDITABLE_TRACK.when(studio) && studio.tracker.second !== null,
    needs: 'a selected track and a second model',
    run: ({ tracking }) => tracking.check('model'),
  },
  {
    id: 'doubt.next',
    title: 'Next doubtful frame',
    group: 'Tracking',
    keys: ['X'],
    ...WITH_DOUBTS,
    run: ({ doubts }) => doubts.next(),
  },
  {
    id: 'doubt.previous',
    title: 'Previous doubtful frame',
    group: 'Tracking',
    keys: ['Shift+X'],
    ...WITH_DOUBTS,
    run: ({ doubts }) => doubts.previous(),
  },
  {
    id: 'doubt.confirm',
    title: 'Confirm what is doubtful here, then the next doubtful frame',
    group: 'Tracking',
    keys: ['S'],
    ...WITH_EDITABLE_TRACK,
    run: ({ doubts }) => doubts.confirmAndNext(),
  },
  {
    id: 'doubt.confirmUpTo',
    title: 'Confirm all from the last checked frame to here',
    group: 'Tracking',
    keys: ['Shift+Y'],
    ...WITH_EDITABLE_TRACK,
    run: ({ doubts }) => doubts.confirmUpToHere(),
  },
];
