import path from 'node:path';
import { app, protocol, session, shell } from 'electron';
import { dataFolder } from '../../adapters/files/data-folder.ts';
import type { DesktopApi } from '../../contract/desktop.ts';
import { isStudioError } from '../../contract/errors.ts';
import type { EventMessage, StudioEndpoint } from '../../contract/wire.ts';
import type { Studio } from '../compose.ts';
import { preloadFile, rendererFolder } from '../folders.ts';
import { openStartProject } from '../start-project.ts';
import { studioEndpoint } from '../studio-endpoint.ts';
import { About } from './about.ts';
import { desktopEndpoint } from './desktop-endpoint.ts';
import { askForFiles } from './dialogs.ts';
import { firstProject } from './given-files.ts';
import { guardContents, guardSession } from './guard-contents.ts';
import { JobSignals } from './job-signals.ts';
import { NativeMenu } from './native-menu.ts';
import { schemeHandler } from './protocol.ts';
import { STUDIO_SCHEME } from './studio-scheme.ts';
import { StudioWindow } from './studio-window.ts';

/** The desktop program around the studio: its one window, its menus, and what the system is told. */
export class DesktopApp {
  readonly #studio: Studio;
  readonly #endpoint: StudioEndpoint;
  readonly #menu: NativeMenu;
  readonly #signals: JobSignals;
  readonly #log: (line: string) => void;
  #window: StudioWindow | null = null;
  #projectPath: string | null = null;

  /** The application must be ready. */
  constructor(studio: Studio, log: (line: string) => void) {
    this.#studio = studio;
    this.#log = log;
    const { service, version } = studio;
    guardSession(session.defaultSession);
    app.on('web-contents-created', (_, contents) => guardContents(contents, shell));
    const handler = schemeHandler({ frames: service.frames.handle, rendererFolder });
    protocol.handle(STUDIO_SCHEME, handler);
    const endpoint = studioEndpoint(service, (method, error) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log(`fault in ${method}: ${detail}`);
    });
    this.#endpoint = desktopEndpoint(endpoint, this.#desktopApi());
    const about = new About(version);
    this.#menu = new NativeMenu({
      platform: process.platform,
      onCommand: (id) => this.#window?.tell({ event: 'command', data: { id } }),
      onOpen: (file) => this.openFiles([file]),
      onAbout: about.show,
    });
    this.#signals = new JobSignals(
      () => this.#window?.browserWindow ?? null,
      () => this.showWindow(),
    );
    for (const listener of [about.take, this.#signals.take, this.#takeProject]) {
      service.subscribe(listener);
    }
  }

  /** Opens what the program was started with; without files the project of last time, at first the sample. */
  async start(files: readonly string[]): Promise<void> {
    const { service } = this.#studio;
    this.showWindow();
    const { recent } = await service.status();
    this.#menu.setRecent(recent);
    const given = firstProject(files);
    if (given !== undefined) await this.#open(() => service.openProject({ path: given }));
    else if (files.length === 0) await this.#open(() => openStartProject(this.#studio));
    const others = files.filter((file) => file !== given);
    if (others.length > 0) this.openFiles(others);
  }

  /** Gives files to the window, which knows what to do with them and finishes its edits first. */
  openFiles(paths: readonly string[]): void {
    this.showWindow();
    if (paths.length > 0) this.#window?.tell({ event: 'openFiles', data: { paths } });
  }

  /** Brings the window to the front, or opens it anew. */
  showWindow(): void {
    if (this.#window !== null) {
      this.#window.show();
      return;
    }
    const window = new StudioWindow({
      endpoint: this.#endpoint,
      preloadFile,
      placeFile: path.join(dataFolder(), 'window.json'),
      log: this.#log,
    });
    window.onClosed(() => (this.#window = null));
    this.#window = window;
  }

  /** Ends work that is under way, which keeps what it has found, and closes the project. */
  async dispose(): Promise<void> {
    try {
      await this.#studio.dispose();
    } finally {
      this.#signals.dispose();
    }
  }

  /** What only a desktop host can be asked. Its one window asks. */
  #desktopApi(): DesktopApi {
    return {
      chooseFiles: async (question) =>
        this.#window === null ? [] : askForFiles(this.#window.browserWindow, question),
      setMenu: async (model) => {
        this.#menu.setModel(model);
        this.#window?.ready();
        return Promise.resolve();
      },
      leave: async () => {
        this.#window?.leave();
        return Promise.resolve();
      },
    };
  }

  /** A window without a project is better than none: it says what went wrong. */
  async #open(opening: () => Promise<unknown>): Promise<void> {
    try {
      await opening();
    } catch (error) {
      if (!isStudioError(error)) throw error;
      this.#window?.tell({ event: 'notice', data: { level: 'error', message: error.message } });
    }
  }

  /** Another project is open: the system's list of recent documents and the menu are to know it. */
  readonly #takeProject = (message: EventMessage): void => {
    if (message.event !== 'project') return;
    const project = message.data?.path ?? null;
    if (project === this.#projectPath) return;
    this.#projectPath = project;
    if (project !== null) app.addRecentDocument(project);
    void this.#studio.service.status().then(({ recent }) => this.#menu.setRecent(recent));
  };
}
