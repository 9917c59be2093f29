import type { Command } from './command.ts';
import type { Studio } from '../state/studio.svelte.ts';
import { WITH_MEDIA, WITH_TRACK } from './conditions.ts';
import { frameSecondsAway } from './seconds.ts';
import { shuttle } from './shuttle.ts';

const step = (id: string, title: string, keys: readonly string[], frames: number): Command => ({
  id,
  title,
  keys,
  group: 'Frames',
  repeats: true,
  ...WITH_MEDIA,
  run: ({ player }) => player.step(frames),
});

const second = (id: string, title: string, keys: readonly string[], by: 1 | -1): Command => ({
  id,
  title,
  keys,
  group: 'Frames',
  repeats: true,
  ...WITH_MEDIA,
  run: ({ player, project }) => {
    const { table } = project;
    if (table) player.seek(frameSecondsAway(table, player.frameIndex, by));
  },
});

function goToEnd({ player, project, selection }: Studio, end: 1 | -1): void {
  const frames = selection.primary === null ? null : project.model.frames(selection.primary);
  const found = frames?.at(end === 1 ? -1 : 0);
  if (found !== undefined) player.seek(found);
}

/** Moving through time. */
export const FRAME_COMMANDS: readonly Command[] = [
  step('frame.previous', 'Previous frame', ['D', 'ArrowLeft', ','], -1),
  step('frame.next', 'Next frame', ['F', 'ArrowRight', '.'], 1),
  step('frame.back10', 'Back 10 frames', ['C'], -10),
  step('frame.forward10', 'Forward 10 frames', ['V'], 10),
  step('frame.back30', 'Back 30 frames', ['PageUp'], -30),
  step('frame.forward30', 'Forward 30 frames', ['PageDown'], 30),
  second('frame.backSecond', 'Back 1 second', ['Ctrl+ArrowLeft'], -1),
  second('frame.forwardSecond', 'Forward 1 second', ['Ctrl+ArrowRight'], 1),
  {
    id: 'frame.first',
    title: 'First frame',
    group: 'Frames',
    keys: ['Home'],
    ...WITH_MEDIA,
    run: ({ player }) => player.seek(0),
  },
  {
    id: 'frame.last',
    title: 'Last frame',
    group: 'Frames',
    keys: ['End'],
    ...WITH_MEDIA,
    run: ({ player }) => player.seek(Infinity),
  },
  {
    id: 'frame.goTo',
    title: 'Go to frame …',
    group: 'Frames',
    keys: ['G'],
    ...WITH_MEDIA,
    run: ({ player }) => player.askForFrame(),
  },
  {
    id: 'keyframe.previous',
    title: 'Previous keyframe of the track',
    group: 'Frames',
    keys: ['E'],
    repeats: true,
    ...WITH_TRACK,
    run: ({ tracks }) => tracks.goToKeyframe(-1),
  },
  {
    id: 'keyframe.next',
    title: 'Next keyframe of the track',
    group: 'Frames',
    keys: ['R'],
    repeats: true,
    ...WITH_TRACK,
    run: ({ tracks }) => tracks.goToKeyframe(1),
  },
  {
    id: 'track.first',
    title: 'First frame of the track',
    group: 'Frames',
    keys: ['Shift+Home'],
    ...WITH_TRACK,
    run: (studio) => goToEnd(studio, -1),
  },
  {
    id: 'track.last',
    title: 'Last frame of the track',
    group: 'Frames',
    keys: ['Shift+End'],
    ...WITH_TRACK,
    run: (studio) => goToEnd(studio, 1),
  },
  {
    id: 'play.toggle',
    title: 'Play or pause',
    group: 'Frames',
    keys: ['Space'],
    ...WITH_MEDIA,
    run: ({ player }) => player.toggle(1),
  },
  {
    id: 'play.backward',
    title: 'Play backward or pause',
    group: 'Frames',
    keys: ['Shift+Space'],
    ...WITH_MEDIA,
    run: ({ player }) => player.toggle(-1),
  },
  {
    id: 'play.slower',
    title: 'Play slower',
    group: 'Frames',
    keys: ['['],
    ...WITH_MEDIA,
    run: ({ player }) => player.changeSpeed(-1),
  },
  {
    id: 'play.faster',
    title: 'Play faster',
    group: 'Frames',
    keys: [']'],
    ...WITH_MEDIA,
    run: ({ player }) => player.changeSpeed(1),
  },
  {
    id: 'play.shuttleBackward',
    title: 'Shuttle: play backward, or one step slower',
    group: 'Frames',
    keys: [],
    ...WITH_MEDIA,
    run: ({ player }) => shuttle(player, -1),
  },
  {
    id: 'play.shuttleForward',
    title: 'Shuttle: play forward, or one step faster',
    group: 'Frames',
    keys: [],
    ...WITH_MEDIA,
    run: ({ player }) => shuttle(player, 1),
  },
  {
    id: 'range.start',
    title: 'Range begins at this frame',
    group: 'Frames',
    keys: ['Alt+I'],
    ...WITH_MEDIA,
    run: ({ player }) => player.setRangeEnd('from'),
  },
  {
    id: 'range.end',
    title: 'Range ends at this frame',
    group: 'Frames',
    keys: ['Alt+O'],
    ...WITH_MEDIA,
    run: ({ player }) => player.setRangeEnd('to'),
  },
];
