import type { ProjectState, StudioApi } from '../../electron/contract/api.ts';
import { PROJECT_EXTENSION } from '../../electron/contract/project-file.ts';
import type { MediaItem } from '../../electron/domain/annotation.ts';
import { desktopBridge } from './desktop.ts';
import type { ChooserRequest } from './dialogs.svelte.ts';
import { chooseNatively } from './native-chooser.ts';
import { fileName, folderOf } from './paths.ts';
import type { EditorContext } from './editor-context.ts';
import type { EditorActions } from './editor-actions.svelte.ts';

type ExportRequest = Parameters<StudioApi['exportAnnotations']>[0];
type ImportRequest = Parameters<StudioApi['importAnnotations']>[0];

/** The project file, media and annotations: what asks the host about files. */
export class FileActions {
  /** What the host is doing that a person waits for, or null. */
  busy = $state<string | null>(null);
  readonly #context: EditorContext;
  readonly #actions: EditorActions;
  readonly #show: (mediaId: number) => Promise<void>;

  /** @param show shows a media item of the project */
  constructor(
    context: EditorContext,
    actions: EditorActions,
    show: (mediaId: number) => Promise<void>,
  ) {
    this.#context = context;
    this.#actions = actions;
    this.#show = show;
  }

  /** @param media videos and image folders to add once it is there */
  createProject(media: readonly string[] = []): void {
    this.#choose({
      title: 'New project',
      accept: 'Create',
      kinds: ['project'],
      saveAs: { name: 'New project', extension: PROJECT_EXTENSION },
      from: media[0] === undefined ? this.#folder() : folderOf(media[0]),
      onChoose: ([path]) =>
        void this.#run('Creating the project', (api) => api.createProject({ path: path! })).then(
          (done) => (done && media.length > 0 ? this.add(media) : undefined),
        ),
    });
  }

  openProject(): void {
    this.#choose({
      title: 'Open project',
      accept: 'Open',
      kinds: ['project'],
      from: this.#folder(),
      onChoose: ([path]) => void this.open(path!),
    });
  }

  open(path: string): Promise<boolean> {
    return this.#run(`Opening ${fileName(path)}`, (api) => api.openProject({ path }));
  }

  closeProject(): void {
    void this.#run('Closing the project', (api) => api.closeProject());
  }

  saveCopy(): void {
    const name = this.#context.state.project?.name ?? 'project';
    this.#choose({
      title: 'Save a copy',
      accept: 'Save copy',
      kinds: ['project'],
      saveAs: { name: `${name} copy`, extension: PROJECT_EXTENSION },
      from: this.#folder(),
      onChoose: ([path]) => {
        void this.#run('Saving a copy', (api) => api.saveCopy({ path: path! })).then((done) => {
          if (done) this.#context.toasts.show('info', `A copy is at ${path!}.`);
        });
      },
    });
  }

  saySaved(): void {
    const { toasts, state } = this.#context;
    this.#actions.preview.flush();
    const message = state.project?.readOnlyReason
      ? 'Nothing to save: this project is open for reading only.'
      : 'Everything is saved already: each edit is on disk before you see it.';
    toasts.show('info', message);
  }

  addMedia(): void {
    this.#choose({
      title: 'Add videos or image folders',
      accept: 'Add',
      kinds: ['video'],
      multiple: true,
      folders: true,
      from: this.#folder(),
      onChoose: (paths) => void this.add(paths),
    });
  }

  /** Adds videos and image folders, and shows the first of them. */
  async add(paths: readonly string[]): Promise<void> {
    let added: readonly MediaItem[] = [];
    await this.#run('Adding media', async (api) => (added = await api.addMedia({ paths })));
    if (added[0]) await this.#show(added[0].id);
  }

  relink(media: MediaItem): void {
    this.#choose({
      title: `Where is ${media.name} now?`,
      accept: 'Use this file',
      kinds: media.kind === 'video' ? ['video'] : [],
      folders: media.kind === 'images',
      from: this.#folder(),
      onChoose: ([path]) =>
        void this.#run('Checking the file', (api) =>
          api.relinkMedia({ mediaId: media.id, path: path! }),
        ),
    });
  }

  removeMedia(media: ProjectState['media'][number]): void {
    const count = this.#context.state.project?.trackCounts[media.id] ?? 0;
    const tracks = count === 0 ? 'It has no tracks.' : `Its ${count} tracks go with it.`;
    this.#context.dialogs.open({
      kind: 'confirm',
      title: `Remove ${media.name} from the project?`,
      message: `${tracks} The file itself stays on disk, and Undo brings everything back.`,
      accept: 'Remove',
      onAccept: () =>
        void this.#run('Removing media', (api) => api.removeMedia({ mediaId: media.id })),
    });
  }

  exportAnnotations(): void {
    const { media } = this.#context.project;
    if (media) this.#context.dialogs.open({ kind: 'export', media });
  }

  /** @returns true once the files are written, and read back */
  export(media: MediaItem, request: Omit<ExportRequest, 'mediaId'>): Promise<boolean> {
    return this.#run('Exporting', async (api) => {
      const done = await api.exportAnnotations({ mediaId: media.id, ...request });
      const { toasts } = this.#context;
      const pictures = done.pictures > 0 ? ` and ${done.pictures} pictures` : '';
      const wrote = `${done.tracks} tracks with ${done.boxes} boxes${pictures} are in ${done.path}.`;
      if (done.difference === null) {
        toasts.show('info', `${wrote} Read back: all that the format can hold is there.`);
      } else {
        toasts.show('error', `${wrote} Read back, not all is the same: ${done.difference}.`);
      }
    });
  }

  importAnnotations(): void {
    this.#chooseAnnotations({
      kinds: ['annotations', 'other'],
      only: { name: 'Annotations', extensions: ['json', 'xml', 'csv', 'txt'] },
    });
  }

  importAnnotationFolder(): void {
    this.#chooseAnnotations({ kinds: [], folders: true });
  }

  #chooseAnnotations(what: Pick<ChooserRequest, 'kinds' | 'folders' | 'only'>): void {
    const { media } = this.#context.project;
    if (!media) return;
    this.#choose({
      title: `Import annotations into ${media.name}`,
      accept: 'Look into it',
      ...what,
      from: this.#folder(),
      onChoose: ([path]) => this.lookIntoAnnotations(media, path!),
    });
  }

  /** Shows what a file or folder would bring, and how. */
  lookIntoAnnotations(media: MediaItem, path: string): void {
    this.#context.dialogs.open({ kind: 'import', media, path });
  }

  /** @returns true once the tracks are in the project */
  import(media: MediaItem, request: Omit<ImportRequest, 'mediaId'>): Promise<boolean> {
    const name = fileName(request.path);
    return this.#run(`Importing ${name}`, async (api) => {
      const report = await api.importAnnotations({ mediaId: media.id, ...request });
      const found = `${report.tracks} tracks with ${report.boxes} boxes came from ${name}.`;
      const level = report.warnings.length > 0 ? 'warning' : 'info';
      this.#context.toasts.show(level, [found, ...report.warnings].join(' '));
    });
  }

  /** Lets a person choose a checkpoint, and looks into it. */
  importModel(): void {
    this.#choose({
      title: 'Import a model',
      accept: 'Look into it',
      kinds: ['other'],
      only: { name: 'Models', extensions: ['onnx', 'safetensors', 'pth', 'tar', 'pt'] },
      from: this.#folder(),
      onChoose: ([path]) => this.#context.dialogs.openOver({ kind: 'importModel', path: path! }),
    });
  }

  /** With the system's own dialogs where there are any. */
  #choose(request: ChooserRequest): void {
    const { dialogs, toasts } = this.#context;
    const bridge = desktopBridge();
    if (bridge === null) dialogs.choose(request);
    else {
      chooseNatively(bridge, request).catch((error: unknown) => {
        toasts.showError(error);
      });
    }
  }

  #folder(): string | null {
    const { project, status } = this.#context.state;
    const path = project?.path ?? status?.recent[0]?.path;
    return path === undefined ? null : folderOf(path);
  }

  async #run(
    what: string,
    work: (api: EditorContext['client']) => Promise<unknown>,
  ): Promise<boolean> {
    this.#actions.preview.flush();
    this.busy = what;
    try {
      await work(this.#context.client);
      return true;
    } catch (error) {
      this.#context.toasts.showError(error);
      return false;
    } finally {
      this.busy = null;
    }
  }
}
