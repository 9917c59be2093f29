import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { guardContents, guardSession } from '../../electron/hosts/app/guard-contents.ts';
import { nodesOf, readSource, shippedSources } from './shipped-sources.ts';
import { windowFaults, windowsOf } from './window-rules.ts';

const sources = shippedSources();

const preferences = {
  ...{ sandbox: 'true', contextIsolation: 'true', nodeIntegration: 'false' },
  ...{ nodeIntegrationInSubFrames: 'false', nodeIntegrationInWorker: 'false' },
  ...{ webviewTag: 'false', webSecurity: 'true' },
};

const faults = (values: Readonly<Record<string, string>>, more = ''): readonly string[] => {
  const written = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
  const code = `new BrowserWindow({ webPreferences: { ${written.join(', ')} ${more} } })`;
  return windowFaults(readSource('electron/a.ts', code));
};

describe('windows', () => {
  it('are sandboxed, isolated and without Node', () => {
    expect(sources.flatMap(windowsOf).length).toBeGreaterThan(0);
    expect(sources.flatMap(windowFaults)).toEqual([]);
  });

  it('are told from windows that are not', () => {
    expect(faults(preferences)).toEqual([]);
    for (const [name, value] of Object.entries(preferences)) {
      const turned = value === 'true' ? 'false' : 'true';
      expect(faults({ ...preferences, [name]: turned })).toHaveLength(1);
      const rest = Object.entries(preferences).filter(([each]) => each !== name);
      expect(faults(Object.fromEntries(rest))).toHaveLength(1);
    }
    expect(faults(preferences, ', ...others')).toHaveLength(1);
    expect(faults(preferences, ', allowRunningInsecureContent: true')).toHaveLength(1);
    for (const code of ['new BrowserWindow()', 'new WebContentsView({ webPreferences })']) {
      expect(windowFaults(readSource('electron/a.ts', code))).toHaveLength(1);
    }
  });

  it('are sandboxed before the first is made, and guarded whoever makes them', () => {
    const host = sources.filter(({ name }) => name.startsWith('electron/hosts/app/'));
    const code = host.flatMap(nodesOf).map((node) => node.getText());
    expect(code).toContain('app.enableSandbox()');
    expect(code).toContain('guardSession(session.defaultSession)');
    expect(
      code.some((text) => /^app\.on\('web-contents-created'.*guardContents\(/s.test(text)),
    ).toBe(true);
  });
});

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];

/** Contents that remember what they are told, and what was opened for them. */
function guarded() {
  const opened: string[] = [];
  const contents = Object.assign(new EventEmitter(), {
    openHandler: undefined as OpenHandler | undefined,
    setWindowOpenHandler(handler: OpenHandler) {
      this.openHandler = handler;
    },
  });
  const shell = {
    openExternal: (url: string) => {
      opened.push(url);
      return Promise.resolve();
    },
  };
  guardContents(contents as unknown as WebContents, shell);
  const isPrevented = (event: string, url: string): boolean => {
    let prevented = false;
    contents.emit(event, { url, preventDefault: () => (prevented = true) });
    return prevented;
  };
  const open = (url: string) => contents.openHandler!({ url } as Parameters<OpenHandler>[0]).action;
  return { opened, isPrevented, open };
}

describe('the guard of a window', () => {
  it('keeps it on its page', () => {
    const { isPrevented } = guarded();
    for (const url of [
      'https://example.com/',
      'file:///etc/passwd',
      'studio://other/',
      'data:,a',
    ]) {
      expect(isPrevented('will-navigate', url)).toBe(true);
    }
    expect(isPrevented('will-navigate', 'studio://app/')).toBe(false);
    expect(isPrevented('will-redirect', 'studio://app/')).toBe(true);
    expect(isPrevented('will-attach-webview', 'studio://app/')).toBe(true);
  });

  it('opens no window, and outside only what is allowed', () => {
    const { open, opened } = guarded();
    for (const url of ['https://example.com/', 'studio://app/', 'file:///etc/passwd']) {
      expect(open(url)).toBe('deny');
    }
    expect(opened).toEqual([]);
    expect(open('https://onnxruntime.ai/docs/')).toBe('deny');
    expect(opened).toEqual(['https://onnxruntime.ai/docs/']);
  });

  it('denies what pages can ask for', () => {
    const asked: Record<string, (...given: never[]) => unknown> = {};
    const session = Object.assign(new EventEmitter(), {
      setPermissionRequestHandler: (handler: () => void) => (asked['request'] = handler),
      setPermissionCheckHandler: (handler: () => boolean) => (asked['check'] = handler),
      setDevicePermissionHandler: (handler: () => boolean) => (asked['device'] = handler),
    });
    guardSession(session as unknown as Session);
    const check = asked['check'] as (contents: null, permission: string) => boolean;
    const names = ['media', 'geolocation', 'notifications', 'midi', 'usb', 'hid', 'openExternal'];
    expect(names.filter((name) => check(null, name))).toEqual([]);
    const request = asked['request'] as (
      contents: null,
      permission: string,
      answer: (isGranted: boolean) => void,
    ) => void;
    const answers: boolean[] = [];
    for (const name of names) request(null, name, (isGranted) => answers.push(isGranted));
    expect(answers).toEqual(names.map(() => false));
    expect((asked['device'] as () => boolean)()).toBe(false);
  });
});
