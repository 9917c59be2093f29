import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DesktopProgram, StartDesktop } from '../desktop-program.ts';
import { buildForDesktop } from '../studio-hosts/desktop-studio.ts';
import { call, callBridge, leaveSample, PATIENCE } from './desktop-project.ts';

/** Registers what a window that has been taken over must not get. */
export function describeHostileWindow(startProgram: StartDesktop): void {
  vi.setConfig({ testTimeout: PATIENCE, hookTimeout: 2 * PATIENCE });
  let home: string;
  let program: DesktopProgram;

  beforeAll(async () => {
    await buildForDesktop();
    home = await mkdtemp(path.join(tmpdir(), 'loretrack-hostile-'));
    program = await startProgram({ home });
    await leaveSample(program);
    await program.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { opened });
      shell.openExternal = (url) => {
        opened.push(url);
        return Promise.resolve();
      };
    });
  });
  afterAll(async () => {
    await program.kill();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  const inPage = (expression: string): Promise<unknown> => program.page.evaluate(expression);
  /** The outcome of a promise in the page, as a text. */
  const outcome = (expression: string): Promise<unknown> =>
    // Later, because the debugging protocol exempts what it runs itself from the policy.
    inPage(`new Promise((resolve) => setTimeout(resolve))
      .then(() => ${expression})
      .then(String, (error) => 'refused: ' + error.name)`);
  const stillThere = async (): Promise<void> => {
    expect((await call(program, 'status')).project).toBeNull();
    expect(await inPage('location.href')).toMatch(/^[a-z]+:\/\/[a-z-]*app[a-z.]*\/$/);
    await program.page.getByRole('button', { name: /^New project/ }).waitFor();
  };

  describe('calls', () => {
    it.each([
      'nothing',
      'subscribe',
      'frames',
      'dispose',
      '__proto__',
      'constructor',
      'toString',
      '',
    ])('of the method %j are refused', async (method) => {
      expect(await callBridge(program, method)).toMatchObject({ error: { code: 'bad-input' } });
    });

    it.each([
      ['huge', `{ path: '/' + 'x'.repeat(6 * 2 ** 20) }`],
      ['huge in number', `{ path: Array.from({ length: 600_000 }, () => 0) }`],
      ['with another prototype', `JSON.parse('{"__proto__":{"path":"/tmp/x.loretrack"}}')`],
      ['with a constructor', `JSON.parse('{"constructor":{"prototype":{"polluted":1}}}')`],
      ['of another kind', `new Map([['path', '/tmp/x.loretrack']])`],
      ['with more than is asked for', `{ path: '/tmp/x.loretrack', more: 1 }`],
      ['with a path that ends early', `{ path: '/tmp/x\\0.loretrack' }`],
    ])('with arguments that are %s are refused', async (_, args) => {
      const answer = await inPage(`loretrackDesktop.call('openProject', ${args})`);
      expect(answer).toMatchObject({ error: { code: 'bad-input' } });
      expect(await inPage('({}).polluted')).toBeUndefined();
      expect(await program.evaluate(() => Reflect.get({}, 'polluted') as unknown)).toBeUndefined();
      await stillThere();
    });

    it('of the desktop’s own methods are checked as well', async () => {
      for (const [method, args] of [
        ['chooseFiles', { kind: 'run', title: '' }],
        [
          'setMenu',
          { file: [[{ id: 'x', title: 'x', chord: null, enabled: true, role: 'quit' }]] },
        ],
        ['leave', { now: true }],
      ] as const) {
        const answer = await callBridge(program, method, args);
        expect(answer).toMatchObject({ error: { code: 'bad-input' } });
      }
      await stillThere();
    });
  });

  describe('the page', () => {
    it('has the bridge, and nothing of Electron or Node', async () => {
      expect(await inPage('Object.keys(loretrackDesktop).sort()')).toEqual([
        'call',
        'on',
        'pathOf',
      ]);
      const names = ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron', 'global'];
      for (const name of names) expect(await inPage(`typeof ${name}`)).toBe('undefined');
      await inPage('(() => { try { loretrackDesktop = 1 } catch {} })()');
      await inPage('(() => { try { loretrackDesktop.call = 1 } catch {} })()');
      await stillThere();
    });

    it('lets no frame be framed, no text be run, and nobody be reached', async () => {
      expect(await outcome(`fetch('https://example.org/')`)).toBe('refused: TypeError');
      expect(await outcome(`eval('1')`)).toBe('refused: EvalError');
      const script = `(() => {
        const script = document.createElement('script');
        script.textContent = 'globalThis.ran = true';
        document.body.append(script);
        const frame = document.createElement('iframe');
        frame.src = 'https://example.org/';
        document.body.append(frame);
        const known = typeof frame.contentWindow.loretrackDesktop;
        frame.remove();
        return [typeof globalThis.ran, known];
      })()`;
      expect(await inPage(script)).toEqual(['undefined', 'undefined']);
    });

    it('is served under its policy, and its scheme leads nowhere else', async () => {
      const policy = `fetch('/').then(({ headers }) => headers.get('content-security-policy'))`;
      expect(await inPage(policy)).toMatch(/^default-src 'none'; script-src 'self'/);
      expect(await inPage(policy)).not.toMatch(/unsafe|\*|https?:/);
      for (const address of [
        '/../../package.json',
        '/%2e%2e/%2e%2e/package.json',
        '/..%2f..%2fpackage.json',
        '//etc/passwd',
        '/assets/',
        '/frame/1/0',
        '/frame/../../package.json',
      ]) {
        const text = JSON.stringify(address);
        const status = `fetch(location.origin + ${text}).then(({ status }) => status)`;
        expect(await inPage(status)).toBe(404);
      }
      expect(await inPage(`fetch('/', { method: 'POST' }).then(({ status }) => status)`)).toBe(405);
    });
  });

  describe('leaving the page', () => {
    const opened = (): Promise<unknown> =>
      program.evaluate(() => Reflect.get(globalThis, 'opened') as unknown);

    it.each([
      'https://example.org/',
      'http://127.0.0.1:1/',
      'file:///etc/passwd',
      'data:text/html,x',
    ])('for %s is denied', async (url) => {
      await inPage(`void (location.href = ${JSON.stringify(url)})`);
      await stillThere();
    });

    it('opens no window, and only known pages outside', async () => {
      const allowed = 'https://onnxruntime.ai/docs/';
      for (const url of ['https://example.org/', 'file:///etc/passwd', '/', allowed]) {
        expect(await inPage(`window.open(${JSON.stringify(url)}) === null`)).toBe(true);
      }
      await expect.poll(opened).toEqual([allowed]);
      const windows = await program.evaluate(
        ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
      );
      expect(windows).toBe(1);
      await stillThere();
    });

    it('is of no use for permissions', async () => {
      for (const name of [
        'geolocation',
        'camera',
        'microphone',
        'notifications',
        'clipboard-read',
      ]) {
        const state = `navigator.permissions.query({ name: '${name}' }).then(({ state }) => state)`;
        expect(await inPage(state)).toBe('denied');
      }
    });
  });
}
