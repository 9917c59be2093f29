import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { ModelStore, StoredModel } from '../../services/ports/model-store.ts';
import { writeAtomically, writeFailed } from './write-atomically.ts';

const MODEL_FILE = 'model.onnx';
const CARD_FILE = 'card.md';

/** Says which folders hold shipped models, and which of them is taken when nobody chooses. */
const manifestSchema = z.object({
  version: z.literal(1),
  default: z.string(),
  models: z.array(z.string()),
});

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
    const shipped = models.map((id) => describe(this.#shipped, id, 'shipped'));
    const own = (await modelFolders(this.#own)).map((id) => describe(this.#own, id, 'imported'));
    return Promise.all([...shipped, ...own]);
  }

  async defaultId(): Promise<string> {
    return (await this.#manifest()).default;
  }

  async add({ id, file, card }: Parameters<ModelStore['add']>[0]): Promise<StoredModel> {
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
      await rename(draft, target);
    } catch (error) {
      if (draft !== undefined) await rm(draft, { recursive: true, force: true });
      if (error instanceof StudioError) throw error;
      throw writeFailed(target, error);
    }
    return describe(this.#own, id, 'imported');
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
  origin: StoredModel['origin'],
): Promise<StoredModel> {
  const own = path.join(folder, id);
  const files = await readdir(own);
  const sizes = await Promise.all(
    files.map((file) => stat(path.join(own, file)).then(({ size }) => size)),
  );
  return {
    id,
    origin,
    path: path.join(own, MODEL_FILE),
    card: path.join(own, CARD_FILE),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}
