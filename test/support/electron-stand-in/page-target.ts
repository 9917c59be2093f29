import type { CdpEvent, Cdp } from './cdp.ts';
import { BINDING, pageScript, PRELOAD_WORLD, preloadScript } from './page-scripts.ts';
import { fromPageUrl, toPageUrl } from './scheme-server.ts';
import { encodeClone } from './wire-clone.ts';

/** What a page reports. */
export interface PageListener {
  readonly onMessage: (channel: string, text: string) => void;
  readonly onOpen: (url: string) => void;
  /** A document wants to go elsewhere; false keeps it. */
  readonly onNavigating: (url: string) => boolean;
  readonly onNavigated: (url: string) => void;
  readonly onLoaded: () => void;
  readonly onCrashed: () => void;
  readonly onGone: () => void;
}

interface WorldContext {
  readonly id: number;
  readonly name: string;
  readonly auxData?: { readonly frameId?: string };
}

interface NavigatedFrame {
  readonly id: string;
  readonly parentId?: string;
  readonly url: string;
}

interface PausedRequest {
  readonly requestId: string;
  readonly request: { readonly url: string };
  readonly frameId: string;
}

interface OpenedTarget {
  readonly targetInfo: {
    readonly targetId: string;
    readonly openerId?: string;
    readonly url: string;
  };
}

/** One page of Chromium with a preload script in a world of its own. */
export class PageTarget {
  readonly targetId: string;
  readonly #cdp: Cdp;
  readonly #sessionId: string;
  readonly #listener: PageListener;
  readonly #unlisten: () => void;
  #mainFrame = '';
  #preloadContext: number | null = null;
  /** Address that the application itself loads, which is not asked about. */
  #loading: string | null = null;
  #url = 'about:blank';

  private constructor(cdp: Cdp, targetId: string, sessionId: string, listener: PageListener) {
    this.targetId = targetId;
    this.#cdp = cdp;
    this.#sessionId = sessionId;
    this.#listener = listener;
    this.#unlisten = cdp.onEvent((event) => this.#hear(event));
  }

  static async open(
    cdp: Cdp,
    {
      width,
      height,
      preload,
    }: { readonly width: number; readonly height: number; readonly preload: string },
    listener: PageListener,
  ): Promise<PageTarget> {
    const { targetId } = await cdp.send<{ targetId: string }>('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      ...{ width, height },
    });
    const { sessionId } = await cdp.send<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    const page = new PageTarget(cdp, targetId, sessionId, listener);
    await page.#prepare(width, height, preload);
    return page;
  }

  get url(): string {
    return this.#url;
  }

  async load(url: string): Promise<void> {
    this.#loading = toPageUrl(url);
    const { errorText } = await this.#send<{ errorText?: string }>('Page.navigate', {
      url: this.#loading,
    });
    if (errorText !== undefined) throw new Error(`${errorText} (${url})`);
  }

  reload(): void {
    this.#loading = toPageUrl(this.#url);
    void this.#send('Page.reload').catch(() => undefined);
  }

  /** Hands a message to the preload world; lost where no document listens, as over Electron's line. */
  receive(channel: string, args: readonly unknown[]): void {
    const text = encodeClone(args);
    if (this.#preloadContext === null) return;
    const words = [channel, text].map((word) => JSON.stringify(word)).join(', ');
    this.evaluateInPreload(`electronReceive(${words})`).catch(() => undefined);
  }

  evaluateInPreload(expression: string): Promise<unknown> {
    return this.#send('Runtime.evaluate', { expression, contextId: this.#preloadContext });
  }

  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.#send<{
      result: { value?: unknown };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  crash(): void {
    // Never answered: the process that would do so is gone.
    this.#send('Page.crash').catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#cdp.send('Target.closeTarget', { targetId: this.targetId }).catch(() => undefined);
  }

  async setPermission(name: string, isGranted: boolean, origin: string): Promise<void> {
    const setting = isGranted ? 'granted' : 'denied';
    await this.#cdp.send('Browser.setPermission', { permission: { name }, setting, origin });
  }

  #send<Result = unknown>(method: string, params: object = {}): Promise<Result> {
    return this.#cdp.send<Result>(method, params, this.#sessionId);
  }

  async #prepare(width: number, height: number, preload: string): Promise<void> {
    const { frameTree } = await this.#send<{ frameTree: { frame: { id: string } } }>(
      'Page.getFrameTree',
    );
    this.#mainFrame = frameTree.frame.id;
    const atStart = 'Page.addScriptToEvaluateOnNewDocument';
    await Promise.all([
      this.#send('Page.enable'),
      this.#send('Runtime.enable'),
      this.#send('Inspector.enable'),
      this.#send('Emulation.setDeviceMetricsOverride', {
        ...{ width, height, deviceScaleFactor: 1, mobile: false },
      }),
      this.#send('Runtime.addBinding', { name: BINDING, executionContextName: PRELOAD_WORLD }),
      this.#send(atStart, { source: pageScript() }),
      this.#send(atStart, { source: preloadScript(preload), worldName: PRELOAD_WORLD }),
      this.#send('Fetch.enable', { patterns: [{ resourceType: 'Document' }] }),
      this.#cdp.send('Target.setDiscoverTargets', { discover: true }),
    ]);
  }

  #hear({ method, params, sessionId }: CdpEvent): void {
    if (method === 'Target.targetDestroyed') this.#takeEnd(params as { targetId: string });
    if (method === 'Target.targetCreated') this.#refuseOpened(params as OpenedTarget);
    if (sessionId !== this.#sessionId) return;
    switch (method) {
      case 'Runtime.bindingCalled':
        this.#takeMessage((params as { payload: string }).payload);
        return;
      case 'Runtime.executionContextCreated':
        this.#takeContext((params as { context: WorldContext }).context);
        return;
      case 'Runtime.executionContextsCleared':
        this.#preloadContext = null;
        return;
      case 'Fetch.requestPaused':
        this.#decide(params as PausedRequest);
        return;
      case 'Page.frameNavigated':
        this.#takeNavigation((params as { frame: NavigatedFrame }).frame);
        return;
      case 'Page.loadEventFired':
        this.#listener.onLoaded();
        return;
      case 'Inspector.targetCrashed':
        this.#preloadContext = null;
        this.#listener.onCrashed();
        return;
    }
  }

  #takeEnd({ targetId }: { readonly targetId: string }): void {
    if (targetId !== this.targetId) return;
    this.#unlisten();
    this.#listener.onGone();
  }

  #takeMessage(payload: string): void {
    const message = JSON.parse(payload) as { channel: string; args: string } | { open: string };
    if ('open' in message) this.#listener.onOpen(fromPageUrl(message.open));
    else this.#listener.onMessage(message.channel, message.args);
  }

  #takeContext(context: WorldContext): void {
    const isMain = context.auxData?.frameId === this.#mainFrame;
    if (isMain && context.name === PRELOAD_WORLD) this.#preloadContext = context.id;
  }

  #takeNavigation(frame: NavigatedFrame): void {
    if (frame.parentId !== undefined) return;
    this.#mainFrame = frame.id;
    this.#url = fromPageUrl(frame.url);
    this.#listener.onNavigated(this.#url);
  }

  /** Requests for documents wait here until the application has decided. */
  #decide({ requestId, request, frameId }: PausedRequest): void {
    const isOwn =
      this.#loading !== null && request.url.split('#')[0] === this.#loading.split('#')[0];
    if (isOwn) this.#loading = null;
    const isAllowed =
      isOwn || frameId !== this.#mainFrame || this.#listener.onNavigating(fromPageUrl(request.url));
    const decision = isAllowed
      ? this.#send('Fetch.continueRequest', { requestId })
      : this.#send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    decision.catch(() => undefined);
  }

  #refuseOpened({ targetInfo: target }: OpenedTarget): void {
    if (target.openerId !== this.targetId) return;
    this.#listener.onOpen(fromPageUrl(target.url));
    void this.#cdp.send('Target.closeTarget', { targetId: target.targetId }).catch(() => undefined);
  }
}
