import type { Command } from './command.ts';
import { canEdit } from './boxes.ts';
import type { Studio } from '../state/studio.svelte.ts';

/** Without any object here, Tab walks through the window as elsewhere. */
const hasObjects = ({ project, tracks }: Studio): boolean =>
  project.media !== null && tracks.here.length > 0;
const canEditTrack = (studio: Studio): boolean =>
  canEdit(studio) && studio.selection.primary !== null;

const chooseLabel = (digit: number): Command => ({
  id: `label.${digit}`,
  title: `Label with hot-key ${digit}`,
  group: 'Tracks',
  keys: [String(digit)],
  family: { title: 'Choose the label with this hot-key', keys: ['1 … 9'] },
  when: (studio) => canEdit(studio) && studio.actions.labelOfKey(String(digit)) !== null,
  run: ({ actions, tracks }) => tracks.chooseLabel(actions.labelOfKey(String(digit))!.id),
});

/** Whole tracks. */
export const TRACK_COMMANDS: readonly Command[] = [
  {
    id: 'track.next',
    title: 'Next object in this frame',
    group: 'Tracks',
    keys: ['Tab'],
    scope: 'canvas',
    repeats: true,
    when: hasObjects,
    run: ({ tracks }) => tracks.cycle(1),
  },
  {
    id: 'track.previous',
    title: 'Previous object in this frame',
    group: 'Tracks',
    keys: ['Shift+Tab'],
    scope: 'canvas',
    repeats: true,
    when: hasObjects,
    run: ({ tracks }) => tracks.cycle(-1),
  },
  {
    id: 'track.all',
    title: 'Select all objects in this frame',
    group: 'Tracks',
    keys: ['Ctrl+A'],
    when: ({ project }) => project.media !== null,
    run: ({ tracks }) => tracks.selectAll(),
  },
  {
    id: 'track.merge',
    title: 'Merge selected tracks into the first',
    group: 'Tracks',
    keys: ['M'],
    when: (studio) => canEdit(studio) && studio.selection.ids.length >= 2,
    run: ({ tracks }) => tracks.merge(),
  },
  {
    id: 'track.split',
    title: 'Split the track here',
    group: 'Tracks',
    keys: ['Alt+M'],
    when: canEditTrack,
    run: ({ tracks }) => tracks.split(),
  },
  {
    id: 'track.swap',
    title: 'Swap two selected tracks from here on',
    group: 'Tracks',
    keys: ['Shift+S'],
    when: (studio) => canEdit(studio) && studio.selection.ids.length === 2,
    run: ({ tracks }) => tracks.swap(),
  },
  {
    id: 'track.delete',
    title: 'Delete selected tracks',
    group: 'Tracks',
    keys: ['Shift+Delete', 'Shift+Backspace'],
    when: canEditTrack,
    run: ({ tracks }) => tracks.delete(),
  },
  {
    id: 'track.lock',
    title: 'Lock or unlock selected tracks',
    group: 'Tracks',
    keys: ['L'],
    when: canEditTrack,
    run: ({ tracks }) => tracks.toggle('locked'),
  },
  {
    id: 'track.hide',
    title: 'Hide or show selected tracks',
    group: 'Tracks',
    keys: ['H'],
    when: canEditTrack,
    run: ({ tracks }) => tracks.toggle('hidden'),
  },
  {
    id: 'track.interpolate',
    title: 'Interpolate between keyframes, on or off',
    group: 'Tracks',
    keys: ['I'],
    when: canEditTrack,
    run: ({ tracks }) => tracks.toggle('interpolate'),
  },
  {
    id: 'track.thin',
    title: 'Thin to the fewest keyframes (overlap 0.95)',
    group: 'Tracks',
    keys: ['Alt+T'],
    when: canEditTrack,
    run: ({ tracks }) => tracks.thin(0.95),
  },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(chooseLabel),
];
