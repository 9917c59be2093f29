import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EditCommand } from '../../electron/domain/edit-command.ts';
import type { EventMessage } from '../../electron/contract/wire.ts';
import { StudioError } from '../../electron/contract/errors.ts';
import type { ProjectStore } from '../../electron/services/ports/project-store.ts';
import { temporaryStudio, videoFixture } from '../support/temporary-studio.ts';
import type { TemporaryStudio } from '../support/temporary-studio.ts';

let studio: TemporaryStudio;
let events: EventMessage[];

beforeEach(async () => {
  studio = await temporaryStudio();
  events = [];
  studio.service.subscribe((message) => events.push(message));
});
afterEach(() => studio.remove());

const project = (): string => studio.at('a.loretrack');
const box = { x: 10, y: 12, w: 30, h: 20 };
const edit = (command: EditCommand) => studio.service.edit({ command });
const label = (name: string): EditCommand => ({
  ...{ type: 'addLabel', name, color: '#e69f00', hotkey: null, attributes: [] },
});

/** A project with a video, a label and a track of two keyframes. */
async function labelled(): Promise<number> {
  await studio.service.createProject({ path: project() });
  const [item] = await studio.service.addMedia({ paths: [videoFixture('bframes.mp4')] });
  await edit(label('cat'));
  await edit({ type: 'addTrack', mediaId: item!.id, labelId: 1, frameIndex: 0, box });
  await edit({ type: 'setBox', trackId: 1, frameIndex: 8, box: { ...box, x: 18 } });
  return item!.id;
}

describe('a project', () => {
  it('keeps everything over a restart, undo included', async () => {
    const mediaId = await labelled();
    const before = await studio.service.tracks({ mediaId });
    await studio.service.closeProject();
    const state = await studio.service.openProject({ path: project() });
    expect(state).toMatchObject({
      name: 'a',
      revision: 4,
      labels: [{ name: 'cat' }],
      trackCounts: { [mediaId]: 1 },
      readOnlyReason: null,
    });
    expect(await studio.service.tracks({ mediaId })).toEqual(before);
    for (let i = 0; i < 4; i++) expect(await studio.service.undo()).not.toBeNull();
    expect(await studio.service.undo()).toBeNull();
    expect((await studio.service.status()).project).toMatchObject({ media: [], labels: [] });
    for (let i = 0; i < 4; i++) await studio.service.redo();
    expect(await studio.service.tracks({ mediaId })).toEqual(before);
    expect((await studio.service.frameTable({ mediaId })).keyFrames).toEqual([0, 10, 20, 30]);
  });

  it('is refused to a second host, and stays open in the first', async () => {
    await labelled();
    const other = await temporaryStudio();
    await expect(other.service.openProject({ path: project() })).rejects.toMatchObject({
      code: 'bad-input',
    });
    await other.remove();
    expect((await edit(label('dog'))).revision).toBe(5);
  });

  it('stays open when another one cannot be opened', async () => {
    await labelled();
    for (const file of ['none.loretrack', 'recent.json']) {
      await expect(studio.service.openProject({ path: studio.at(file) })).rejects.toThrow(file);
    }
    await expect(studio.service.createProject({ path: project() })).rejects.toThrow(/exists/);
    expect((await studio.service.status()).project?.path).toBe(project());
    expect((await edit(label('dog'))).revision).toBe(5);
  });

  it('can be opened again by a second window of the same host', async () => {
    await labelled();
    const state = await studio.service.openProject({ path: project() });
    expect(state.revision).toBe(4);
    expect(studio.stores).toHaveLength(1);
  });

  it('is remembered, the latest first', async () => {
    await studio.service.createProject({ path: studio.at('one.loretrack') });
    await studio.service.createProject({ path: studio.at('two.loretrack') });
    await studio.service.openProject({ path: studio.at('one.loretrack') });
    const { recent } = await studio.service.status();
    expect(recent.map(({ name, exists }) => [name, exists])).toEqual([
      ['one', true],
      ['two', true],
    ]);
    await writeFile(studio.at('recent.json'), '{ damaged');
    expect((await studio.service.status()).recent).toEqual([]);
  });

  it('is needed for most things, and paths must be whole', async () => {
    await expect(studio.service.tracks({ mediaId: 1 })).rejects.toThrow(/No project is open/);
    await expect(studio.service.addMedia({ paths: [videoFixture('vfr.mp4')] })).rejects.toThrow(
      /No project is open/,
    );
    await expect(studio.service.createProject({ path: 'a.loretrack' })).rejects.toThrow(/absolute/);
  });
});

describe('an edit', () => {
  it('that cannot be written has changed nothing and told nobody', async () => {
    const mediaId = await labelled();
    const store = studio.stores.at(-1)! as { -readonly [K in keyof ProjectStore]: ProjectStore[K] };
    const commit = store.commit.bind(store);
    store.commit = () => {
      throw new StudioError('write-failed', 'the disk is full');
    };
    const before = await studio.service.tracks({ mediaId });
    events = [];
    const move: EditCommand = { type: 'setBox', trackId: 1, frameIndex: 8, box };
    await expect(edit(move)).rejects.toMatchObject({ code: 'write-failed' });
    await expect(studio.service.importAnnotations({ mediaId, path: project() })).rejects.toThrow();
    expect(events).toEqual([]);
    expect(await studio.service.tracks({ mediaId })).toEqual(before);
    store.commit = commit;
    // The plan is made from the model: were it ahead of the file, the file would refuse this.
    expect((await edit(move)).revision).toBe(5);
    expect((await studio.service.tracks({ mediaId }))[0]!.boxes.slice(-4)).toEqual([
      10, 12, 30, 20,
    ]);
  });

  it('is there in the file before it is told', async () => {
    const mediaId = await labelled();
    const seen: unknown[] = [];
    studio.service.subscribe(({ event }) => {
      if (event === 'edit')
        seen.push(studio.stores.at(-1)!.revision, studio.stores.at(-1)!.tracksOf(mediaId).length);
    });
    await edit({ type: 'addTrack', mediaId, labelId: 1, frameIndex: 3, box });
    await studio.service.undo();
    expect(seen).toEqual([5, 2, 6, 1]);
    expect(events.slice(-2)).toMatchObject([
      { event: 'edit', data: { kind: 'edit', revision: 5 } },
      { event: 'edit', data: { kind: 'undo', revision: 6 } },
    ]);
  });

  it('that many windows make at once is made one after the other', async () => {
    await labelled();
    const results = await Promise.all(Array.from({ length: 60 }, (_, i) => edit(label(`l${i}`))));
    expect(results.map(({ revision }) => revision)).toEqual(results.map((_, i) => 5 + i));
    expect(new Set((await studio.service.status()).project!.labels.map(({ id }) => id)).size).toBe(
      61,
    );
  });

  it('of nothing is no step', async () => {
    await labelled();
    events = [];
    await edit({ type: 'updateTrack', trackId: 1, locked: false });
    expect((await studio.service.status()).project?.revision).toBe(4);
    expect(events).toEqual([]);
  });
});

describe('media', () => {
  it.each(['text.mp4', 'empty.mp4', 'audio-only.m4a', 'none.mp4'])(
    'that is no video changes nothing: %s',
    async (name) => {
      await studio.service.createProject({ path: project() });
      await expect(studio.service.addMedia({ paths: [videoFixture(name)] })).rejects.toThrow(name);
      expect((await studio.service.status()).project).toMatchObject({ revision: 0, media: [] });
      const progress = events.filter(({ event }) => event === 'progress');
      expect(progress.at(-1)).toMatchObject({ data: { isFinished: true } });
    },
  );

  it('is added as far as it can be read, the rest told', async () => {
    await studio.service.createProject({ path: project() });
    const names = ['vfr.mp4', 'text.mp4', 'bframes.mp4'];
    const added = await studio.service.addMedia({ paths: names.map(videoFixture) });
    expect(added.map(({ name }) => name)).toEqual(['vfr.mp4', 'bframes.mp4']);
    expect(events.filter(({ event }) => event === 'notice')).toMatchObject([
      { data: { level: 'error', message: expect.stringContaining('text.mp4') as string } },
    ]);
    const done = events.flatMap((message) =>
      message.event === 'progress' ? [message.data.done] : [],
    );
    expect(done).toEqual([0, 1, 2, 3]);
    expect((await studio.service.undo())?.patch.title).toBe('Add bframes.mp4');
    expect((await studio.service.redo())?.patch.title).toBe('Add bframes.mp4');
    expect((await studio.service.frameTable({ mediaId: 2 })).pts).toHaveLength(
      added[1]!.frameCount,
    );
  });

  it('is not added twice', async () => {
    const mediaId = await labelled();
    await expect(studio.service.addMedia({ paths: [videoFixture('bframes.mp4')] })).rejects.toThrow(
      /already/,
    );
    await studio.service.removeMedia({ mediaId });
    expect(await studio.service.addMedia({ paths: [videoFixture('bframes.mp4')] })).toHaveLength(1);
  });

  it('is removed with its tracks, and comes back with them', async () => {
    const mediaId = await labelled();
    const before = await studio.service.tracks({ mediaId });
    await studio.service.removeMedia({ mediaId });
    await expect(studio.service.tracks({ mediaId })).rejects.toThrow(/no video/);
    await studio.service.undo();
    expect(await studio.service.tracks({ mediaId })).toEqual(before);
  });
});

describe('annotations', () => {
  it.each(['json', 'coco'] as const)('come back from %s as they went', async (format) => {
    const mediaId = await labelled();
    const out = studio.at('out.json');
    const written = await studio.service.exportAnnotations({
      mediaId,
      format,
      path: out,
      overwrite: false,
    });
    expect(written).toEqual({
      ...{ path: out, tracks: 1, boxes: 9, files: 1, pictures: 0 },
      difference: null,
    });
    const report = await studio.service.importAnnotations({ mediaId, path: out });
    expect(report).toEqual({ tracks: 1, boxes: 9, warnings: [] });
    const [own, imported] = await studio.service.tracks({ mediaId });
    expect(imported).toEqual({ ...own, track: { ...own!.track, id: 2 } });
    expect((await studio.service.undo())?.patch.title).toMatch(/^Import/);
  });

  it('replace no file unasked, and never one of the project', async () => {
    const mediaId = await labelled();
    const out = studio.at('out.json');
    await writeFile(out, 'kept');
    const request = { mediaId, format: 'json', path: out, overwrite: false } as const;
    await expect(studio.service.exportAnnotations(request)).rejects.toThrow(/exists already/);
    expect(await readFile(out, 'utf8')).toBe('kept');
    await studio.service.exportAnnotations({ ...request, overwrite: true });
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ format: 'loretrack-tracks' });
    const bytes = (await stat(videoFixture('bframes.mp4'))).size;
    for (const own of [project(), videoFixture('bframes.mp4')]) {
      await expect(
        studio.service.exportAnnotations({ ...request, path: own, overwrite: true }),
      ).rejects.toThrow(/belongs to the project/);
    }
    expect((await stat(videoFixture('bframes.mp4'))).size).toBe(bytes);
  });

  it.each([
    ['no JSON', '{ "format": '],
    ['another JSON', '{"a":1}'],
    ['a list', '[1,2]'],
    ['a newer version', '{"format":"loretrack-tracks","version":99}'],
    ['bytes', '\uFFFD\u0000'],
  ])('are refused when they are %s, naming the file', async (_, text) => {
    const mediaId = await labelled();
    const file = studio.at('foreign.json');
    await writeFile(file, text);
    await expect(studio.service.importAnnotations({ mediaId, path: file })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('foreign.json') as string,
    });
    expect((await studio.service.status()).project?.revision).toBe(4);
  });

  it('are refused of a file that is no text', async () => {
    const mediaId = await labelled();
    const file = videoFixture('vfr.mp4');
    await expect(studio.service.importAnnotations({ mediaId, path: file })).rejects.toThrow(
      /vfr\.mp4/,
    );
  });
});

describe('folders', () => {
  it('are listed by kind, folders first, numbers in order', async () => {
    for (const name of [
      '10.mp4',
      '9.mp4',
      'x.loretrack',
      'y.json',
      'z.JPG',
      'note.txt',
      '.hidden',
    ]) {
      await writeFile(studio.at(name), 'x');
    }
    const {
      path: folder,
      parent,
      entries,
    } = await studio.service.listFolder({ path: studio.folder });
    expect([folder, parent]).toEqual([studio.folder, path.dirname(studio.folder)]);
    expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
      ['9.mp4', 'video'],
      ['10.mp4', 'video'],
      ['note.txt', 'other'],
      ['x.loretrack', 'project'],
      ['y.json', 'annotations'],
      ['z.JPG', 'image'],
    ]);
    expect((await studio.service.listFolder({ path: null })).entries).toBeInstanceOf(Array);
    expect((await studio.service.listFolder({ path: '/' })).parent).toBeNull();
    await expect(studio.service.listFolder({ path: studio.at('none') })).rejects.toThrow(/none/);
  });

  it('that may not be written to open their projects read-only', async () => {
    await labelled();
    await studio.service.closeProject();
    await chmod(project(), 0o444);
    const state = await studio.service.openProject({ path: project() });
    // Whoever may write anything may write this as well.
    if (process.getuid?.() === 0) return;
    expect(state.readOnlyReason).not.toBeNull();
    await expect(edit(label('dog'))).rejects.toMatchObject({ code: 'write-failed' });
  });
});
