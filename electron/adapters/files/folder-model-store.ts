import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type {
  ModelActivation,
  ModelNotes,
  ModelStore,
  StoredModel,
} from '../../services/ports/model-store.ts';
import { writeAtomically, writeFailed } from './write-atomically.ts';

const MODEL_FILE = 'model.onnx';
const CARD_FILE = 'card.md';
const NOTES_FILE = 'notes.json';
/** Lies beside the model folders of the user's own. */
const ACTIVE_FILE = 'active.json';

/** Says which folders hold shipped models, and which of them is taken when nobody chooses. */
const manifestSchema = z.object({
  version: z.literal(1),
  default: z.string(),
  models: z.array(z.string()),
});

const notesSchema = z.object({
  title: z.string().nullable(),
  origin: z.enum(['imported', 'distilled']),
  standing: z.enum(['promoted', 'candidate']).nullable(),
}) satisfies z.ZodType<ModelNotes>;

const activeSchema = z.array(z.object({ id: z.string(), at: z.string() }));

const IMPORTED: ModelNotes = { title: null, origin: 'imported', standing: null };

/**
 * Models as folders `<id>/model.onnx` and `<id>/card.md`: a shipped folder with its manifest.json, and one of
 * the user's own.
 */
export class FolderModelStore implements ModelStore {
  readonly #shipped: string;
  readonly #own: string;

  /** @param folders absolute paths; the user's own is created when the first model comes. */
  constructor(folders: { readonly shipped: string; readonly own: string }) {
    this.#shipped = folders.shipped;
    this.#own = folders.own;
  }

  async list(): Promise<readonly StoredModel[]> {
    const { models } = await this.#manifest();
    const shipped = models.map((id) => describe(this.#shipped, id, null));
    const own = (await modelFolders(this.#own)).map(async (id) =>
      describe(this.#own, id, await this.#notes(id)),
    );
    return Promise.all([...shipped, ...own]);
  }

  async defaultId(): Promise<string> {
    return (await this.activations()).at(-1)?.id ?? this.shippedDefaultId();
  }

  async shippedDefaultId(): Promise<string> {
    return (await this.#manifest()).default;
  }

  async activations(): Promise<readonly ModelActivation[]> {
    const ids = new Set((await this.list()).map(({ id }) => id));
    return (await this.#activations()).filter(({ id }) => ids.has(id));
  }

  async activate(id: string): Promise<void> {
    await this.#mustExist(id);
    const former = await this.#activations();
    await this.#writeActivations([...former, { id, at: new Date().toISOString() }]);
  }

  async deactivate(): Promise<void> {
    const there = await this.activations();
    if (there.length === 0) {
      throw new StudioError('bad-input', 'There is no former model to return to.');
    }
    await this.#writeActivations(there.slice(0, -1));
  }

  async note(id: string, notes: ModelNotes): Promise<void> {
    await this.#mustBeOwn(id);
    await writeAtomically(path.join(this.#own, id, NOTES_FILE), json(notes));
  }

  async remove(id: string): Promise<void> {
    await this.#mustBeOwn(id);
    const target = path.join(this.#own, id);
    // Under this name nobody sees it any more, however long its files take to go.
    const gone = path.join(this.#own, `.gone-${id}`);
    try {
      await rm(gone, { recursive: true, force: true });
      await rename(target, gone);
      await rm(gone, { recursive: true, force: true });
    } catch (error) {
      throw writeFailed(target, error);
    }
  }

  async readCard(id: string): Promise<string> {
    const model = (await this.list()).find((each) => each.id === id);
    return model === undefined ? '' : readFile(model.card, 'utf8').catch(() => '');
  }

  async add({ id, file, card, notes }: Parameters<ModelStore['add']>[0]): Promise<StoredModel> {
    const taken = (await this.list()).find((model) => model.id === id);
    const target = path.join(this.#own, id);
    if (taken !== undefined) {
      throw new StudioError(
        'bad-input',
        `there is a model "${id}" already (${path.dirname(taken.path)}). Choose another id.`,
      );
    }
    let draft: string | undefined;
    try {
      await mkdir(this.#own, { recursive: true });
      draft = await mkdtemp(path.join(this.#own, '.new-'));
      if (file.external) {
        await writeAtomically(path.join(draft, file.external.location), file.external.parts);
      }
      await writeAtomically(path.join(draft, MODEL_FILE), file.model);
      await writeAtomically(path.join(draft, CARD_FILE), card);
      await writeAtomically(path.join(draft, NOTES_FILE), json(notes ?? IMPORTED));
      await rename(draft, target);
    } catch (error) {
      if (draft !== undefined) await rm(draft, { recursive: true, force: true });
      if (error instanceof StudioError) throw error;
      throw writeFailed(target, error);
    }
    return describe(this.#own, id, notes ?? IMPORTED);
  }

  async #mustExist(id: string): Promise<StoredModel> {
    const models = await this.list();
    const model = models.find((each) => each.id === id);
    if (model !== undefined) return model;
    const known = models.map((each) => each.id).join(', ');
    throw new StudioError('unknown-model', `there is no model "${id}"; there are ${known}.`);
  }

  async #mustBeOwn(id: string): Promise<void> {
    if ((await this.#mustExist(id)).origin !== 'shipped') return;
    throw new StudioError('bad-input', `"${id}" comes with the studio and stays as it is.`);
  }

  /** Models of former versions, and those that were put there by hand, have no notes. */
  async #notes(id: string): Promise<ModelNotes> {
    const file = path.join(this.#own, id, NOTES_FILE);
    try {
      return notesSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch {
      return IMPORTED;
    }
  }

  async #activations(): Promise<readonly ModelActivation[]> {
    try {
      return activeSchema.parse(
        JSON.parse(await readFile(path.join(this.#own, ACTIVE_FILE), 'utf8')),
      );
    } catch {
      return [];
    }
  }

  async #writeActivations(activations: readonly ModelActivation[]): Promise<void> {
    const file = path.join(this.#own, ACTIVE_FILE);
    await mkdir(this.#own, { recursive: true }).catch((cause: unknown) => {
      throw writeFailed(file, cause);
    });
    await writeAtomically(file, json(activations));
  }

  async #manifest(): Promise<z.infer<typeof manifestSchema>> {
    const file = path.join(this.#shipped, 'manifest.json');
    try {
      return manifestSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch (cause) {
      throw new StudioError(
        'bad-model',
        `${file} does not list the shipped models. Install the studio again.`,
        { cause },
      );
    }
  }
}

async function modelFolders(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const ids: string[] = [];
  for (const name of names.sort()) {
    if (name.startsWith('.')) continue;
    const isModel = await stat(path.join(folder, name, MODEL_FILE)).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isModel) ids.push(name);
  }
  return ids;
}

async function describe(
  folder: string,
  id: string,
  notes: ModelNotes | null,
): Promise<StoredModel> {
  const own = path.join(folder, id);
  const files = await readdir(own);
  const sizes = await Promise.all(
    files.map((file) => stat(path.join(own, file)).then(({ size }) => size)),
  );
  return {
    id,
    origin: notes?.origin ?? 'shipped',
    title: notes?.title ?? null,
    standing: notes?.standing ?? null,
    path: path.join(own, MODEL_FILE),
    card: path.join(own, CARD_FILE),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
