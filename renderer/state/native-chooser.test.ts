import { expect, it, vi } from 'vitest';
import type { DesktopBridge } from '../../electron/contract/desktop.ts';
import { parseDesktopCall } from '../../electron/contract/desktop-schema.ts';
import type { ChooserRequest } from './dialogs.svelte.ts';
import { chooseNatively, questionOf } from './native-chooser.ts';

const request = (more: Partial<ChooserRequest>): ChooserRequest => ({
  ...{ title: 'Choose', accept: 'Take', kinds: ['project'], onChoose: vi.fn(), ...more },
});
const answering = (paths: readonly string[]): DesktopBridge => ({
  call: async (method, args) => {
    parseDesktopCall(method as 'chooseFiles', args);
    return Promise.resolve({ result: paths });
  },
  on: () => () => undefined,
  pathOf: () => '',
});
const saveAs = { name: 'New', extension: '.loretrack' };

it.each([
  ['a project', {}, 'open', null],
  ['a project in a folder', { from: '/a' }, 'open', '/a'],
  ['a folder', { kinds: [], folders: true }, 'openFolder', null],
  ['videos or folders', { kinds: ['video'], folders: true }, 'openEither', null],
  ['where to save', { saveAs, from: '/a' }, 'save', '/a/New.loretrack'],
  ['where to save, anywhere', { saveAs }, 'save', 'New.loretrack'],
] as const)('asks for %s', (_, more, kind, from) => {
  expect(questionOf(request(more))).toMatchObject({ kind, from });
});

it('completes the name of a file to be saved, and of no other', async () => {
  const save = request({ saveAs });
  await chooseNatively(answering(['/a/b']), save);
  expect(save.onChoose).toHaveBeenCalledWith(['/a/b.loretrack']);
  const again = request({ saveAs });
  await chooseNatively(answering(['/a/b.LORETRACK']), again);
  expect(again.onChoose).toHaveBeenCalledWith(['/a/b.LORETRACK']);
  const open = request({});
  await chooseNatively(answering(['/a/b']), open);
  expect(open.onChoose).toHaveBeenCalledWith(['/a/b']);
});

it('does nothing when it was cancelled', async () => {
  const open = request({});
  await chooseNatively(answering([]), open);
  expect(open.onChoose).not.toHaveBeenCalled();
});
