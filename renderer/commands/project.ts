import type { Command } from './command.ts';
import { canEdit } from './boxes.ts';
import type { Studio } from '../state/studio.svelte.ts';

const hasProject = ({ state }: Studio): boolean => state.project !== null;
const isWritable = ({ state }: Studio): boolean =>
  state.project !== null && state.project.readOnlyReason === null;
const hasMedia = ({ project }: Studio): boolean => project.media !== null;

/** The project file and what goes in and out of it. */
export const PROJECT_COMMANDS: readonly Command[] = [
  {
    id: 'edit.undo',
    title: 'Undo',
    group: 'Project',
    keys: ['Ctrl+Z'],
    repeats: true,
    when: (studio) => isWritable(studio) && studio.state.project?.undoTitle !== null,
    run: ({ actions }) => actions.undo(),
  },
  {
    id: 'edit.redo',
    title: 'Redo',
    group: 'Project',
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    repeats: true,
    when: (studio) => isWritable(studio) && studio.state.project?.redoTitle !== null,
    run: ({ actions }) => actions.redo(),
  },
  {
    id: 'project.saved',
    title: 'Say that everything is saved',
    group: 'Project',
    keys: ['Ctrl+S'],
    when: hasProject,
    run: ({ files }) => files.saySaved(),
  },
  {
    id: 'project.saveCopy',
    title: 'Save a copy …',
    group: 'Project',
    keys: ['Ctrl+Shift+S'],
    when: hasProject,
    run: ({ files }) => files.saveCopy(),
  },
  {
    id: 'project.create',
    title: 'New project …',
    group: 'Project',
    keys: ['Alt+N'],
    run: ({ files }) => files.createProject(),
  },
  {
    id: 'project.open',
    title: 'Open project …',
    group: 'Project',
    keys: ['Ctrl+O'],
    run: ({ files }) => files.openProject(),
  },
  {
    id: 'project.close',
    title: 'Close project',
    group: 'Project',
    keys: [],
    when: hasProject,
    run: ({ files }) => files.closeProject(),
  },
  {
    id: 'media.add',
    title: 'Add videos or image folders …',
    group: 'Project',
    keys: ['Ctrl+Shift+O'],
    when: isWritable,
    run: ({ files }) => files.addMedia(),
  },
  {
    id: 'label.add',
    title: 'New label …',
    group: 'Project',
    keys: ['Alt+L'],
    when: isWritable,
    run: ({ dialogs }) => dialogs.open({ kind: 'label', label: null }),
  },
  {
    id: 'annotations.export',
    title: 'Export annotations …',
    group: 'Project',
    keys: ['Ctrl+E'],
    when: hasMedia,
    run: ({ files }) => files.exportAnnotations(),
  },
  {
    id: 'annotations.import',
    title: 'Import annotations …',
    group: 'Project',
    keys: ['Ctrl+I'],
    when: canEdit,
    run: ({ files }) => files.importAnnotations(),
  },
];
