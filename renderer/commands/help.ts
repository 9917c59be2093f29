import type { Command } from './command.ts';
import { WITH_MEDIA } from './conditions.ts';

/** Finding one's way: which commands there are, and their keys. */
export const HELP_COMMANDS: readonly Command[] = [
  {
    id: 'palette',
    title: 'All commands …',
    group: 'Help',
    keys: ['Ctrl+K', 'Ctrl+Shift+P'],
    scope: 'everywhere',
    run: ({ dialogs }) => dialogs.open({ kind: 'palette' }),
  },
  {
    id: 'help',
    title: 'Keys and help',
    group: 'Help',
    keys: ['?', 'F1'],
    run: ({ dialogs }) => dialogs.open({ kind: 'help' }),
  },
  {
    id: 'keys.change',
    title: 'Change keys …',
    group: 'Help',
    keys: ['Alt+K'],
    run: ({ dialogs }) => dialogs.open({ kind: 'keys' }),
  },
  {
    id: 'tour.show',
    title: 'Show the tour',
    group: 'Help',
    keys: [],
    ...WITH_MEDIA,
    run: ({ tour }) => tour.start(),
  },
];
