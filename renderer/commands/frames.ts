import type { Command } from './command.ts';
import type { Studio } from '../state/studio.svelte.ts';

const hasMedia = ({ project }: Studio): boolean => project.media !== null;
const hasTrack = (studio: Studio): boolean => hasMedia(studio) && studio.selection.primary !== null;

const step = (id: string, title: string, keys: readonly string[], frames: number): Command => ({
  id,
  title,
  keys,
  group: 'Frames',
  repeats: true,
  when: hasMedia,
  run: ({ player }) => player.step(frames),
});

/** Moving through time. */
export const FRAME_COMMANDS: readonly Command[] = [
  step('frame.previous', 'Previous frame', ['D', 'ArrowLeft', ','], -1),
  step('frame.next', 'Next frame', ['F', 'ArrowRight', '.'], 1),
  step('frame.back10', 'Back 10 frames', ['C'], -10),
  step('frame.forward10', 'Forward 10 frames', ['V'], 10),
  step('frame.back30', 'Back 30 frames', ['PageUp'], -30),
  step('frame.forward30', 'Forward 30 frames', ['PageDown'], 30),
  {
    id: 'frame.first',
    title: 'First frame',
    group: 'Frames',
    keys: ['Home'],
    when: hasMedia,
    run: ({ player }) => player.seek(0),
  },
  {
    id: 'frame.last',
    title: 'Last frame',
    group: 'Frames',
    keys: ['End'],
    when: hasMedia,
    run: ({ player }) => player.seek(Infinity),
  },
  {
    id: 'frame.goTo',
    title: 'Go to frame …',
    group: 'Frames',
    keys: ['G'],
    when: hasMedia,
    run: ({ player }) => player.askForFrame(),
  },
  {
    id: 'keyframe.previous',
    title: 'Previous keyframe of the track',
    group: 'Frames',
    keys: ['E'],
    repeats: true,
    when: hasTrack,
    run: ({ tracks }) => tracks.goToKeyframe(-1),
  },
  {
    id: 'keyframe.next',
    title: 'Next keyframe of the track',
    group: 'Frames',
    keys: ['R'],
    repeats: true,
    when: hasTrack,
    run: ({ tracks }) => tracks.goToKeyframe(1),
  },
  {
    id: 'play.toggle',
    title: 'Play or pause',
    group: 'Frames',
    keys: ['Space'],
    when: hasMedia,
    run: ({ player }) => player.toggle(1),
  },
  {
    id: 'play.backward',
    title: 'Play backward or pause',
    group: 'Frames',
    keys: ['Shift+Space'],
    when: hasMedia,
    run: ({ player }) => player.toggle(-1),
  },
  {
    id: 'play.slower',
    title: 'Play slower',
    group: 'Frames',
    keys: ['['],
    when: hasMedia,
    run: ({ player }) => player.changeSpeed(-1),
  },
  {
    id: 'play.faster',
    title: 'Play faster',
    group: 'Frames',
    keys: [']'],
    when: hasMedia,
    run: ({ player }) => player.changeSpeed(1),
  },
  {
    id: 'range.start',
    title: 'Range begins at this frame',
    group: 'Frames',
    keys: ['Alt+I'],
    when: hasMedia,
    run: ({ player }) => player.setRangeEnd('from'),
  },
  {
    id: 'range.end',
    title: 'Range ends at this frame',
    group: 'Frames',
    keys: ['Alt+O'],
    when: hasMedia,
    run: ({ player }) => player.setRangeEnd('to'),
  },
];
