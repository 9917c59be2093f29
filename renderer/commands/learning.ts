import type { Command } from './command.ts';
import { WITH_EDITABLE_TRACK, WITH_PROJECT, type Condition } from './conditions.ts';

const WITH_RUN: Condition = {
  when: ({ learning }) => learning.runs.current !== null,
  needs: 'a student in training',
};

/** Students and models: what is learned from corrections, and what becomes of it. */
export const LEARNING_COMMANDS: readonly Command[] = [
  {
    id: 'learning.distill',
    title: 'Distill a student …',
    group: 'Learning',
    keys: ['Alt+S'],
    ...WITH_PROJECT,
    run: ({ learning }) => {
      if (learning.isOpen && learning.tab === 'new') learning.close();
      else learning.open('new');
    },
  },
  {
    id: 'learning.runs',
    title: 'Students in training and former runs …',
    group: 'Learning',
    keys: ['Alt+Shift+S'],
    ...WITH_PROJECT,
    run: ({ learning }) => learning.open('runs'),
  },
  {
    id: 'learning.pause',
    title: 'Pause training, or go on',
    group: 'Learning',
    keys: [],
    ...WITH_RUN,
    run: ({ learning: { runs } }) => runs.togglePause(),
  },
  {
    id: 'learning.stop',
    title: 'Stop training and judge the student …',
    group: 'Learning',
    keys: [],
    ...WITH_RUN,
    run: ({ learning: { runs } }) => {
      if (runs.current) runs.stop(runs.current);
    },
  },
  {
    id: 'learning.again',
    title: 'Track doubtful spans anew by the active model …',
    group: 'Learning',
    keys: [],
    ...WITH_PROJECT,
    run: ({ learning }) => learning.open('again'),
  },
  {
    id: 'learning.checkTeacher',
    title: 'Check the track by the teacher of its model',
    group: 'Learning',
    keys: [],
    ...WITH_EDITABLE_TRACK,
    run: ({ learning }) => void learning.checkWithTeacher(),
  },
  {
    id: 'learning.corrections',
    title: 'Corrections per 1,000 frames …',
    group: 'Learning',
    keys: [],
    ...WITH_PROJECT,
    run: ({ learning }) => learning.open('corrections'),
  },
  {
    id: 'models.manage',
    title: 'Models …',
    group: 'Learning',
    keys: ['Alt+G'],
    run: ({ dialogs }) => dialogs.open({ kind: 'models' }),
  },
  {
    id: 'models.import',
    title: 'Import a model …',
    group: 'Learning',
    keys: [],
    run: ({ files }) => files.importModel(),
  },
];
