import type { ProjectState, RecentProject } from '../../contract/api.ts';
import { StudioError } from '../../contract/errors.ts';
import { projectName } from '../../contract/project-file.ts';
import type { MediaIdentities } from '../ports/media-identity.ts';
import type { ProjectStore, ProjectStores } from '../ports/project-store.ts';
import type { RecentProjects } from '../ports/recent-projects.ts';
import type { EventHub } from './event-hub.ts';
import { ProjectSession } from './project-session.ts';

/** Opens, creates and closes projects; there is at most one open at a time. */
export class ProjectService {
  readonly #stores: ProjectStores;
  readonly #recent: RecentProjects;
  readonly #identities: MediaIdentities;
  readonly #events: EventHub;
  readonly #beforeLeave: () => Promise<void>;
  readonly #onLeave: () => Promise<void>;
  #session: ProjectSession | null = null;
  #changing: Promise<unknown> = Promise.resolve();

  constructor(ports: {
    readonly stores: ProjectStores;
    readonly recent: RecentProjects;
    readonly identities: MediaIdentities;
    readonly events: EventHub;
    /** Ends work on the project that is about to be left, which is still open. */
    readonly beforeLeave: () => Promise<void>;
    /** Lets go of whatever belongs to the project that is being left. */
    readonly onLeave: () => Promise<void>;
  }) {
    this.#stores = ports.stores;
    this.#recent = ports.recent;
    this.#identities = ports.identities;
    this.#events = ports.events;
    this.#beforeLeave = ports.beforeLeave;
    this.#onLeave = ports.onLeave;
  }

  /** The open project. @throws StudioError bad-input when there is none */
  get session(): ProjectSession {
    if (this.#session !== null) return this.#session;
    throw new StudioError('bad-input', 'No project is open: create or open one first.');
  }

  get hasSession(): boolean {
    return this.#session !== null;
  }

  recent(): Promise<readonly RecentProject[]> {
    return this.#recent.list();
  }

  create(path: string): Promise<ProjectState> {
    return this.#change(() => this.#stores.create(path));
  }

  open(path: string): Promise<ProjectState> {
    return this.#change(async () => {
      // A project cannot be open twice, so the one that is open already is simply shown again.
      if (this.#session?.store.path === path) return this.#session.store;
      return this.#stores.open(path);
    });
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#leave();
      this.#events.emit('project', null);
    });
  }

  saveCopy(path: string): Promise<void> {
    return this.#inTurn(() => this.session.store.saveCopy(path));
  }

  /** The open project as windows show it, or null. */
  async state(): Promise<ProjectState | null> {
    if (this.#session === null) return null;
    const { store, model } = this.#session;
    const items = model.media();
    const found = await Promise.all(items.map(({ path }) => this.#identities.exists(path)));
    // Read after the wait and in one go, so that nothing of an edit meanwhile is half in it.
    const isMissing = new Map(items.map(({ path }, i) => [path, found[i] === false]));
    return {
      path: store.path,
      name: projectName(store.path),
      revision: store.revision,
      media: model
        .media()
        .map((item) => ({ ...item, isMissing: isMissing.get(item.path) ?? false })),
      labels: model.labels(),
      trackCounts: store.trackCounts(),
      undoTitle: store.undoTitle,
      redoTitle: store.redoTitle,
      readOnlyReason: store.readOnlyReason,
    };
  }

  /** Tells all windows the project's state anew. */
  async announce(): Promise<void> {
    this.#events.emit('project', await this.state());
  }

  /** Opens what `open` gives in the place of the open project, which stays open when that fails. */
  #change(open: () => Promise<ProjectStore>): Promise<ProjectState> {
    return this.#inTurn(async () => {
      const store = await open();
      if (this.#session?.store !== store) {
        let session: ProjectSession;
        try {
          session = new ProjectSession(store, this.#events);
        } catch (error) {
          store.close();
          throw error;
        }
        await this.#leave();
        this.#session = session;
      }
      await this.#recent.add(store.path);
      const state = (await this.state())!;
      this.#events.emit('project', state);
      return state;
    });
  }

  async #leave(): Promise<void> {
    if (this.#session !== null) await this.#beforeLeave();
    this.#session?.close();
    this.#session = null;
    await this.#onLeave();
  }

  #inTurn<T>(work: () => Promise<T> | T): Promise<T> {
    const result = this.#changing.then(work);
    this.#changing = result.catch(() => undefined);
    return result;
  }
}
