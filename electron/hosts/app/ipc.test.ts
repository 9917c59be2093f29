import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ipcPipe } from '../../../test/support/ipc-pipe.ts';
import { CALL_CHANNEL } from '../../contract/desktop.ts';
import type { StudioEndpoint } from '../../contract/wire.ts';
import { createBridge } from './bridge.ts';
import { WindowIpc } from './ipc.ts';
import { STUDIO_PAGE } from './studio-scheme.ts';

function connect(call: StudioEndpoint['call'] = () => Promise.resolve('done')) {
  const pipe = ipcPipe();
  const endpoint = { call: vi.fn(call), subscribe: vi.fn(() => () => undefined) };
  const foreign: string[] = [];
  const line = new WindowIpc(pipe.contents, { endpoint, onForeign: (url) => foreign.push(url) });
  const bridge = createBridge({ ipc: pipe.ipc, pathOf: () => '', page: 'here' });
  return { ...pipe, bridge, endpoint, foreign, line };
}
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const call = { page: 'there', id: 1, method: 'status' };

describe('a window’s line', () => {
  it.each([
    ['of another site', { url: 'https://evil.example/', parent: null }],
    ['of another host of the scheme', { url: 'studio://evil/', parent: null }],
    ['of a file', { url: 'file:///index.html', parent: null }],
    ['within the window', { url: STUDIO_PAGE, parent: { url: STUDIO_PAGE } }],
    ['that is gone', null],
  ])('drops what a frame %s sends', async (_, frame) => {
    const { sendFrom, endpoint, foreign } = connect();
    sendFrom(frame, CALL_CHANNEL, call);
    await turn();
    expect(endpoint.call).not.toHaveBeenCalled();
    expect(foreign).toHaveLength(1);
  });

  it.each([
    ['a huge text', { path: 'x'.repeat(3 * 2 ** 20) }],
    [
      'a cycle',
      (() => {
        const a: unknown[] = [];
        a.push(a);
        return a;
      })(),
    ],
    ['a map', new Map([['path', '/']])],
    ['another prototype', JSON.parse('{"__proto__":{"path":"/"}}') as unknown],
  ])('refuses %s before anything reads it', async (_, args) => {
    const { bridge, endpoint } = connect();
    expect(await bridge.call('openProject', args)).toMatchObject({ error: { code: 'bad-input' } });
    expect(endpoint.call).not.toHaveBeenCalled();
    expect(await bridge.call('status')).toEqual({ result: 'done' });
  });

  it('answers no document but the one that called', async () => {
    const { sendFrom, bridge } = connect((method) => Promise.resolve(method));
    const frame = { url: STUDIO_PAGE, parent: null };
    sendFrom(frame, CALL_CHANNEL, { page: 'former', id: 1, method: 'undo' });
    expect(await bridge.call('status')).toEqual({ result: 'status' });
  });

  it('refuses more than so many calls at once, and goes on once they are done', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { bridge } = connect(() => gate);
    const calls = Array.from({ length: 300 }, () => bridge.call('status'));
    await turn();
    release();
    const answers = await Promise.all(calls);
    expect(answers.filter((answer) => 'error' in answer)).toHaveLength(44);
    expect(await bridge.call('status')).toEqual({ result: undefined });
  });

  it('tells nothing of what went wrong inside', async () => {
    const { bridge } = connect(() => Promise.reject(new Error('/home/me/secret')));
    const answer = await bridge.call('status');
    expect(answer).toMatchObject({ error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('survives messages of any kind', async () => {
    const { sendFrom, endpoint, bridge } = connect();
    const frame = { url: STUDIO_PAGE, parent: null };
    const anything = fc.anything({ withBigInt: true, withMap: true, withTypedArray: true });
    for (const message of fc.sample(anything, 300)) {
      try {
        sendFrom(frame, CALL_CHANNEL, message);
      } catch (error) {
        expect(error).toHaveProperty('name', 'DataCloneError');
      }
    }
    await turn();
    expect(endpoint.call).not.toHaveBeenCalled();
    expect(await bridge.call('status')).toEqual({ result: 'done' });
  });
});
