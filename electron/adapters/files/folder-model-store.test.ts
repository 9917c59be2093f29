import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderModelStore } from './folder-model-store.ts';

let folder: string;
let store: FolderModelStore;
const model = { model: Uint8Array.of(1, 2, 3) };
const distilled = { title: 'Night', origin: 'distilled', standing: 'candidate' } as const;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'models-'));
  const shipped = path.join(folder, 'shipped');
  await mkdir(path.join(shipped, 'tiny'), { recursive: true });
  await writeFile(path.join(shipped, 'tiny', 'model.onnx'), 'x');
  await writeFile(
    path.join(shipped, 'manifest.json'),
    JSON.stringify({ version: 1, default: 'tiny', models: ['tiny'] }),
  );
  store = new FolderModelStore({ shipped, own: path.join(folder, 'own') });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ids = async (): Promise<string[]> => (await store.list()).map(({ id }) => id);

describe('the model store', () => {
  it('keeps what is noted of a model', async () => {
    await store.add({ id: 'a', file: model, card: '# a' });
    await store.add({ id: 'b', file: model, card: '# b', notes: distilled });
    const noted = (await store.list()).map(({ id, origin, title, standing }) => [
      ...[id, origin, title, standing],
    ]);
    expect(noted).toEqual([
      ['tiny', 'shipped', null, null],
      ['a', 'imported', null, null],
      ['b', 'distilled', 'Night', 'candidate'],
    ]);
    await store.note('b', { ...distilled, standing: 'promoted' });
    expect((await store.list())[2]).toMatchObject({ standing: 'promoted', title: 'Night' });
    expect(await store.readCard('b')).toBe('# b');
  });

  it('goes back from one active model to the former', async () => {
    for (const id of ['a', 'b']) await store.add({ id, file: model, card: '' });
    expect(await store.defaultId()).toBe('tiny');
    await expect(store.deactivate()).rejects.toThrow(/no former model/);
    await store.activate('a');
    await store.activate('b');
    expect(await store.defaultId()).toBe('b');
    await store.deactivate();
    expect(await store.defaultId()).toBe('a');
    await store.deactivate();
    expect(await store.defaultId()).toBe('tiny');
    await expect(store.activate('c')).rejects.toThrow(/no model "c"; there are tiny, a, b/);
  });

  it('takes no model that is gone, nor one that never came to be whole', async () => {
    await store.add({ id: 'a', file: model, card: '' });
    await store.activate('a');
    await store.remove('a');
    expect([await store.defaultId(), await ids()]).toEqual(['tiny', ['tiny']]);
    expect(await store.activations()).toEqual([]);
    // What a crash leaves behind while a model is added, or deleted.
    for (const name of ['.new-1', '.gone-a']) {
      await mkdir(path.join(folder, 'own', name));
      await writeFile(path.join(folder, 'own', name, 'model.onnx'), 'half');
    }
    expect(await ids()).toEqual(['tiny']);
    await store.add({ id: 'a', file: model, card: '' });
    await store.remove('a');
    expect(await readdir(path.join(folder, 'own'))).toEqual(['.new-1', 'active.json']);
  });

  it('leaves shipped models alone', async () => {
    await expect(store.remove('tiny')).rejects.toThrow(/comes with the studio/);
    await expect(store.note('tiny', distilled)).rejects.toThrow(/comes with the studio/);
    await store.activate('tiny');
    expect(await store.defaultId()).toBe('tiny');
  });
});
