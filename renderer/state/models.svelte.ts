import type { ModelEntry, ModelList, ModelSpeed } from '../../electron/contract/models.ts';
import type { StudioClient } from '../api/client.ts';
import type { Dialogs } from './dialogs.svelte.ts';
import { formatBytes } from './measures.ts';
import type { Toasts } from './toasts.svelte.ts';

/** What the models' state works on. */
interface ModelsContext {
  readonly client: StudioClient;
  readonly dialogs: Dialogs;
  readonly toasts: Toasts;
  readonly announce: (text: string) => void;
}

/** The models of the studio: which there are, how fast they are, and what a person does with them. */
export class Models {
  /** Null before it was asked for. */
  list = $state.raw<ModelList | null>(null);
  /** Why it is not known which models there are, or null. */
  problem = $state<string | null>(null);
  /** What is being done with a model, in words; null when nothing is. */
  busy = $state<string | null>(null);
  /** Models whose network is being measured. */
  measuring = $state.raw<readonly string[]>([]);
  /** Milliseconds per frame that were measured, by model and then by crop side. */
  speeds = $state.raw<Readonly<Record<string, readonly ModelSpeed[]>>>({});
  readonly #context: ModelsContext;

  constructor(context: ModelsContext) {
    this.#context = context;
    context.client.on('models', () => {
      if (this.list !== null) void this.load();
    });
  }

  /** All models, the active one first. */
  get all(): readonly ModelEntry[] {
    return (this.list?.models ?? []).toSorted((a, b) => Number(b.isActive) - Number(a.isActive));
  }

  /** The model that is taken where nobody has chosen; null while that is not known. */
  get active(): ModelEntry | null {
    return this.list?.models.find(({ isActive }) => isActive) ?? null;
  }

  /** A model by its id, or null. */
  of(modelId: string | null): ModelEntry | null {
    return this.list?.models.find(({ id }) => id === modelId) ?? null;
  }

  /** What a person calls a model; its id where it is not there any more. */
  titleOf(modelId: string): string {
    return this.of(modelId)?.title ?? modelId;
  }

  /** Milliseconds per frame of a model's network at a crop side; null where it was not measured. */
  msAt(modelId: string | null, searchSize: number): number | null {
    const model = this.of(modelId);
    const speed = this.speeds[modelId ?? '']?.find((one) => one.searchSize === searchSize);
    return speed?.msPerFrame ?? (model?.searchSize === searchSize ? model.msPerFrame : null);
  }

  /** Asks the host which models there are. */
  async load(): Promise<void> {
    try {
      this.list = await this.#context.client.models();
      this.problem = null;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  activate(modelId: string): Promise<boolean> {
    return this.#change('Activating', (client) => client.activateModel({ modelId }));
  }

  rollBack(): Promise<boolean> {
    return this.#change('Going back', (client) => client.rollBackModel());
  }

  rename(modelId: string, title: string): Promise<boolean> {
    return this.#change('Renaming', (client) => client.renameModel({ modelId, title }));
  }

  /** Deletes a model once a person has said so. */
  remove(model: ModelEntry): void {
    this.#context.dialogs.openOver({
      kind: 'confirm',
      title: `Delete ${model.title}?`,
      message: `Its files (${formatBytes(model.bytes)}) are deleted, and Undo cannot bring them back. Boxes that it made stay.`,
      accept: 'Delete',
      onAccept: () =>
        void this.#change('Deleting', (client) => client.deleteModel({ modelId: model.id })),
    });
  }

  /** Writes a model as one file. @returns true once it is written */
  export(
    model: ModelEntry,
    format: 'onnx' | 'safetensors',
    path: string,
    overwrite: boolean,
  ): Promise<boolean> {
    return this.#run('Exporting', async (client) => {
      const written = await client.exportModel({ modelId: model.id, format, path, overwrite });
      const text = `${model.title} is in ${written.path} (${formatBytes(written.bytes)}).`;
      this.#context.toasts.show('info', text);
    });
  }

  /** Measures a model's network on this machine, at its own crop side unless told. */
  async measure(modelId: string, searchSizes?: readonly number[]): Promise<void> {
    const model = this.of(modelId);
    if (model === null || this.measuring.includes(modelId)) return;
    this.measuring = [...this.measuring, modelId];
    try {
      const measured = await this.#context.client.measureModel({
        ...{ modelId, searchSizes: searchSizes ?? [model.searchSize] },
      });
      const sizes = measured.map(({ searchSize }) => searchSize);
      const kept = (this.speeds[modelId] ?? []).filter((one) => !sizes.includes(one.searchSize));
      this.speeds = { ...this.speeds, [modelId]: [...kept, ...measured] };
    } catch (error) {
      this.#context.toasts.showError(error);
    } finally {
      this.measuring = this.measuring.filter((id) => id !== modelId);
    }
  }

  #change(what: string, work: (client: StudioClient) => Promise<ModelList>): Promise<boolean> {
    return this.#run(what, async (client) => {
      this.list = await work(client);
      const { active } = this;
      if (active) this.#context.announce(`Active model: ${active.title}`);
    });
  }

  async #run(what: string, work: (client: StudioClient) => Promise<void>): Promise<boolean> {
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
