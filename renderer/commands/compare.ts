import type { Command } from './command.ts';
import type { Studio } from '../state/studio.svelte.ts';

const inView = { group: 'Comparison', mode: 'compare', needs: 'the compare view' } as const;
const inFrames = {
  ...inView,
  when: ({ compare }: Studio): boolean =>
    compare.page === 'frames' && compare.player.sequence !== null,
  needs: 'a sequence in the compare view',
} as const;
const inResults = {
  ...inView,
  when: ({ compare }: Studio): boolean => compare.evaluation !== null,
  needs: 'a comparison in the compare view',
} as const;

const step = (id: string, title: string, keys: readonly string[], by: number): Command => ({
  ...{ id: `compare.${id}`, title, keys, repeats: true, ...inFrames },
  run: ({ compare }) => compare.player.step(by),
});

/** Comparing trackers; keys but the first's count only while the compare view is open. */
export const COMPARE_COMMANDS: readonly Command[] = [
  {
    id: 'compare.open',
    title: 'Compare trackers …',
    group: 'Comparison',
    keys: ['Alt+V'],
    run: ({ compare }) => {
      if (compare.isOpen) compare.close();
      else void compare.open();
    },
  },
  {
    ...{ id: 'compare.close', title: 'Back to labelling', keys: [], ...inView },
    run: ({ compare }) => compare.close(),
  },
  {
    ...{ id: 'compare.scores', title: 'Scores and plots', keys: ['G'], ...inResults },
    run: ({ compare }) => void compare.turnTo('scores'),
  },
  {
    ...{ id: 'compare.frames', title: 'Frames with the boxes', keys: ['R'], ...inResults },
    run: ({ compare }) => void compare.turnTo('frames'),
  },
  step('nextFrame', 'Next frame of the sequence', ['ArrowRight', 'F'], 1),
  step('previousFrame', 'Previous frame of the sequence', ['ArrowLeft', 'D'], -1),
  step('forward10', 'Ten frames forward in the sequence', ['V'], 10),
  step('back10', 'Ten frames back in the sequence', ['C'], -10),
  {
    ...{ id: 'compare.play', title: 'Play the sequence, or stop', keys: ['Space'], ...inFrames },
    run: ({ compare }) => compare.player.toggle(),
  },
  {
    ...{ id: 'compare.dip', title: 'Deepest dip of the sequence', keys: ['B'], ...inFrames },
    run: ({ compare }) => void compare.goToDip(),
  },
  {
    ...{ id: 'compare.nextDisagreement', title: 'Next disagreement', keys: ['X'], ...inResults },
    run: ({ compare }) => void compare.walkQueue(1),
  },
  {
    ...{ id: 'compare.previousDisagreement', title: 'Previous disagreement' },
    ...{ keys: ['Shift+X'], ...inResults },
    run: ({ compare }) => void compare.walkQueue(-1),
  },
  {
    ...{ id: 'compare.layout', title: 'One picture, or one for each tracker', keys: ['S'] },
    ...inFrames,
    run: ({ compare: { player } }) => {
      player.layout = player.layout === 'overlay' ? 'beside' : 'overlay';
    },
  },
  {
    ...{ id: 'compare.close-up', title: 'Object large, or the whole picture', keys: ['Z'] },
    ...inFrames,
    run: ({ compare: { player } }) => {
      player.isClose = !player.isClose;
    },
  },
  {
    ...{ id: 'compare.maps', title: 'What the networks see', keys: ['M'], ...inFrames },
    run: ({ compare }) => compare.player.toggleMaps(),
  },
  {
    ...{ id: 'compare.label', title: 'Open this frame for labelling', keys: ['Enter'], ...inView },
    when: ({ compare }) => compare.page === 'frames' && compare.inProject !== null,
    needs: 'a sequence of the open project in the compare view',
    run: (studio) => {
      const place = studio.compare.inProject;
      if (place === null) return;
      studio.compare.close();
      void studio.openMedia(place.mediaId).then(() => studio.player.seek(place.frameIndex));
    },
  },
];
