import type { Command } from './command.ts';
import { WITH_MEDIA } from './conditions.ts';

/** How things are looked at; nothing here changes the project. */
export const VIEW_COMMANDS: readonly Command[] = [
  {
    id: 'view.zoomIn',
    title: 'Zoom in',
    group: 'View',
    keys: ['+', '='],
    repeats: true,
    ...WITH_MEDIA,
    run: ({ player }) => player.stage?.zoomBy(1.25),
  },
  {
    id: 'view.zoomOut',
    title: 'Zoom out',
    group: 'View',
    keys: ['-'],
    repeats: true,
    ...WITH_MEDIA,
    run: ({ player }) => player.stage?.zoomBy(0.8),
  },
  {
    id: 'view.fit',
    title: 'Fit the picture into the window',
    group: 'View',
    keys: ['0'],
    ...WITH_MEDIA,
    run: ({ player }) => player.stage?.fit(),
  },
  {
    id: 'view.actualSize',
    title: 'Actual size (100 %)',
    group: 'View',
    keys: ['A'],
    ...WITH_MEDIA,
    run: ({ player }) => player.stage?.actualSize(),
  },
  {
    id: 'view.reveal',
    title: 'Show the selected box',
    group: 'View',
    keys: ['Z'],
    when: ({ project, actions }) => project.media !== null && actions.canMove,
    needs: 'a selected track with a box',
    run: ({ actions }) => actions.reveal(),
  },
  {
    id: 'view.follow',
    title: 'Camera follows the selected box',
    group: 'View',
    keys: ['W'],
    ...WITH_MEDIA,
    run: ({ view, announce }) => {
      view.follow = !view.follow;
      announce(view.follow ? 'The camera follows the selected box' : 'The camera stays');
    },
  },
  {
    id: 'view.trails',
    title: 'Trails of the box centres',
    group: 'View',
    keys: ['Shift+W'],
    ...WITH_MEDIA,
    run: ({ view, announce }) => {
      view.trails = !view.trails;
      announce(view.trails ? 'Trails on' : 'Trails off');
    },
  },
  {
    id: 'view.theme',
    title: 'Light, dark or the system’s colours',
    group: 'View',
    keys: ['Alt+D'],
    run: ({ view, announce }) => announce(`Colours: ${view.nextTheme()}`),
  },
  {
    id: 'view.contrast',
    title: 'Strong contrast',
    group: 'View',
    keys: ['Alt+C'],
    run: ({ view, announce }) => {
      view.strongContrast = !view.strongContrast;
      announce(view.strongContrast ? 'Strong contrast on' : 'Strong contrast off');
    },
  },
  {
    id: 'view.nextRegion',
    title: 'Go to the next part of the window',
    group: 'View',
    keys: ['F6'],
    run: ({ regions }) => regions.focusNext(1),
  },
  {
    id: 'view.previousRegion',
    title: 'Go to the previous part of the window',
    group: 'View',
    keys: ['Shift+F6'],
    run: ({ regions }) => regions.focusNext(-1),
  },
  {
    id: 'view.cancel',
    title: 'Cancel, select nothing, or go back to labelling',
    group: 'View',
    keys: ['Escape'],
    run: ({ actions, compare }) => {
      if (compare.isOpen) compare.close();
      else actions.cancel();
    },
  },
];
