import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, connect } from 'node:net';
import type { Socket as TcpSocket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { StudioApi } from '../../electron/contract/api.ts';
import { StudioError } from '../../electron/contract/errors.ts';
import { STUDIO_METHODS } from '../../electron/contract/methods.ts';
import type { TrackColumns } from '../../electron/contract/track-columns.ts';
import type { EventMessage } from '../../electron/contract/wire.ts';
import { createBridge } from '../../electron/hosts/app/bridge.ts';
import { WindowIpc } from '../../electron/hosts/app/ipc.ts';
import { studioEndpoint } from '../../electron/hosts/studio-endpoint.ts';
import type { StudioSource } from '../../electron/hosts/studio-endpoint.ts';
import { startWebHost } from '../../electron/hosts/web/web-host.ts';
import { bridgeTransport } from '../../renderer/api/bridge-transport.ts';
import { createClient } from '../../renderer/api/client.ts';
import type { StudioClient } from '../../renderer/api/client.ts';
import { inMemoryTransport } from '../../renderer/api/in-memory-transport.ts';
import { socketTransport } from '../../renderer/api/socket-transport.ts';
import type { Socket } from '../../renderer/api/socket-transport.ts';
import type { Transport } from '../../renderer/api/transport.ts';
import { ipcPipe } from '../support/ipc-pipe.ts';
import { callComparison } from '../support/scenarios/comparison-calls.ts';
import { callLearning } from '../support/scenarios/learning-calls.ts';
import { temporaryStudio, videoFixture } from '../support/temporary-studio.ts';
import type { TemporaryStudio } from '../support/temporary-studio.ts';

/** A transport under test: how windows reach a host through it, and how their connections break. */
interface Carrier {
  connect(): Transport;
  /** Cuts every connection; later ones work again. Null where there is nothing that could break. */
  readonly cut: (() => void) | null;
  close(): Promise<void>;
}

async function inMemory(source: StudioSource): Promise<Carrier> {
  const endpoint = studioEndpoint(source);
  const close = (): Promise<void> => Promise.resolve();
  return Promise.resolve({ connect: () => inMemoryTransport(endpoint), cut: null, close });
}

/** The web host behind a relay that can be cut. */
async function webSocket(source: StudioSource): Promise<Carrier> {
  const host = await startWebHost({
    endpoint: studioEndpoint(source),
    frames: () => Promise.resolve(new Response(null, { status: 404 })),
    rendererFolder: '/nonexistent',
    port: 0,
  });
  const wires = new Set<TcpSocket>();
  const relay = createServer((near) => {
    const far = connect(host.port, '127.0.0.1');
    for (const wire of [near, far]) {
      wires.add(wire);
      wire.on('error', () => undefined);
      wire.on('close', () => void wires.delete(wire));
    }
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const { port } = relay.address() as AddressInfo;
  const open = async (): Promise<Socket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/messages`, {
      headers: { host: `127.0.0.1:${host.port}`, authorization: `Bearer ${host.token}` },
    });
    socket.on('error', () => undefined);
    const opened = await Promise.race([
      once(socket, 'open').then(() => true),
      once(socket, 'close').then(() => false),
    ]);
    if (!opened) throw new StudioError('disconnected', 'The studio does not answer.');
    return socket;
  };
  return {
    connect: () => socketTransport(open),
    cut: () => {
      for (const wire of wires) wire.destroy();
    },
    async close() {
      for (const wire of wires) wire.destroy();
      relay.close();
      await host.close();
    },
  };
}

/** The desktop host's line between main process and window, one window per connection. */
async function electronIpc(source: StudioSource): Promise<Carrier> {
  const endpoint = studioEndpoint(source);
  const lines: WindowIpc[] = [];
  return Promise.resolve({
    connect() {
      const { contents, ipc } = ipcPipe();
      const foreign = (url: string): void => expect.fail(`refused as foreign: ${url}`);
      lines.push(new WindowIpc(contents, { endpoint, onForeign: foreign }));
      const page = `page ${lines.length}`;
      return bridgeTransport(createBridge({ ipc, pathOf: () => '', page }));
    },
    cut: null,
    close() {
      for (const line of lines) line.close();
      return Promise.resolve();
    },
  });
}

let studio: TemporaryStudio;
let carrier: Carrier;
const clients: StudioClient[] = [];

function client(): StudioClient {
  const made = createClient(carrier.connect());
  clients.push(made);
  return made;
}

/** The studio's services with some methods replaced. */
function withMethods(methods: Partial<StudioApi>): StudioSource {
  const source = {
    ...Object.fromEntries(
      STUDIO_METHODS.map((name) => [name, studio.service[name].bind(studio.service)]),
    ),
    subscribe: (listener: (message: EventMessage) => void) => studio.service.subscribe(listener),
    ...methods,
  };
  return source as unknown as StudioSource;
}

beforeEach(async () => {
  studio = await temporaryStudio();
});
afterEach(async () => {
  for (const made of clients.splice(0)) made.close();
  await carrier.close();
  await studio.remove();
});

describe.each([
  ['in-memory', inMemory],
  ['WebSocket', webSocket],
  ['Electron IPC', electronIpc],
])('the %s transport', (_, carry) => {
  it('carries every method', async () => {
    carrier = await carry(studio.service);
    const api = client();
    const called = new Set<string>();
    const call = <M extends keyof StudioApi>(
      method: M,
      ...args: Parameters<StudioApi[M]>
    ): ReturnType<StudioApi[M]> => {
      called.add(method);
      return (api[method] as (...all: unknown[]) => ReturnType<StudioApi[M]>)(...args);
    };
    const created = await call('createProject', { path: studio.at('a.loretrack') });
    expect(created).toMatchObject({ name: 'a', revision: 0, media: [], readOnlyReason: null });
    const [item] = await call('addMedia', { paths: [videoFixture('bframes.mp4')] });
    const mediaId = item!.id;
    const table = await call('frameTable', { mediaId });
    expect(table.pts).toHaveLength(item!.frameCount);
    expect(table.keyFrames[0]).toBe(0);
    const label = { name: 'cat', color: '#e69f00', hotkey: '1', attributes: [] };
    await call('edit', { command: { type: 'addLabel', ...label } });
    const box = { x: 3.25, y: 4, w: 10, h: 8 };
    const added = await call('edit', {
      command: { type: 'addTrack', mediaId, labelId: 1, frameIndex: 2, box },
    });
    expect(added).toMatchObject({ revision: 3, redoTitle: null });
    expect(await call('tracks', { mediaId })).toMatchObject([
      { frames: [2], boxes: [3.25, 4, 10, 8] },
    ]);
    expect((await call('undo'))?.revision).toBe(4);
    expect((await call('redo'))?.revision).toBe(5);
    expect(await call('redo')).toBeNull();
    const out = { path: studio.at('out.json'), overwrite: false };
    const formats = await call('annotationFormats');
    expect(formats.map(({ id }) => id)).toEqual(expect.arrayContaining(['json', 'coco', 'mot']));
    const preview = await call('previewExport', { mediaId, format: 'mot' });
    expect(preview).toMatchObject({ tracks: 1, boxes: 1 });
    const exported = await call('exportAnnotations', { mediaId, format: 'json', ...out });
    const one = { tracks: 1, boxes: 1 };
    expect(exported).toEqual({
      ...{ path: out.path, ...one, files: 1, pictures: 0, difference: null },
    });
    const foreseen = await call('previewImport', { mediaId, path: out.path });
    expect(foreseen).toMatchObject({ ...one, format: 'json', warnings: [] });
    const imported = await call('importAnnotations', { mediaId, path: out.path });
    expect(imported).toEqual({ ...one, warnings: [] });
    const { models } = await call('trackers');
    const tracker = { modelId: models[0]!.id, device: 'cpu' } as const;
    const run = { mediaId, trackIds: [1], frameIndex: 2, direction: 1, until: 'end' } as const;
    const layer = await call('startTracking', { ...run, tracker });
    expect(layer).toMatchObject({ kind: 'track', status: 'running', trackIds: [1] });
    expect(await call('layers', { mediaId })).toMatchObject([{ state: { id: layer.id } }]);
    await call('discardLayer', { layerId: layer.id });
    await expect(call('stopLayer', { layerId: layer.id })).rejects.toThrow(/gone/);
    await expect(call('acceptLayer', { layerId: layer.id })).rejects.toThrow(/gone/);
    const onTrack = { trackId: 1, range: null, tracker };
    await expect(call('checkTrack', { ...onTrack, how: 'backward' })).rejects.toThrow(/nothing/);
    const corrected = { revision: 0, frameIndexes: [2], accept: 'ask' } as const;
    expect(await call('repairTrack', { ...onTrack, ...corrected })).toBeNull();
    const proposed = await call('proposeBox', { trackId: 1, frameIndex: 3, box, tracker });
    expect(proposed.score).toBeGreaterThan(0);
    const at = (name: string): string => studio.at(name);
    await callLearning(call, at);
    await callComparison(call, at);
    await call('saveCopy', { path: studio.at('b.loretrack') });
    await call('relinkMedia', { mediaId, path: videoFixture('bframes.mp4') });
    expect((await call('removeMedia', { mediaId })).patch.title).toBe('Remove bframes.mp4');
    expect((await call('status')).project?.media).toEqual([]);
    await call('closeProject');
    expect((await api.status()).project).toBeNull();
    expect((await call('openProject', { path: studio.at('b.loretrack') })).trackCounts).toEqual({
      [mediaId]: 2,
    });
    const { entries } = await call('listFolder', { path: studio.folder });
    expect(entries.find(({ name }) => name === 'b.loretrack')).toMatchObject({ kind: 'project' });
    expect([...called].sort()).toEqual([...STUDIO_METHODS].sort());
  });

  it('keeps the code and message of errors, and answers on', async () => {
    carrier = await carry(
      withMethods({
        undo: () => Promise.reject(new StudioError('write-failed', 'the disk is full')),
        redo: () => Promise.reject(new TypeError('a slip of ours')),
      }),
    );
    const api = client();
    const disk = await api.undo().catch((error: unknown) => error);
    expect(disk).toBeInstanceOf(StudioError);
    expect(disk).toMatchObject({ code: 'write-failed', message: 'the disk is full' });
    const slip = await api.redo().catch((error: unknown) => error);
    expect(slip).toBeInstanceOf(StudioError);
    expect(slip).toMatchObject({ code: 'internal' });
    const missing = studio.at('none.loretrack');
    await expect(api.openProject({ path: missing })).rejects.toThrow(missing);
    const wrong = { mediaId: 'one' } as unknown as { mediaId: number };
    await expect(api.tracks(wrong)).rejects.toMatchObject({ code: 'bad-input' });
    expect((await api.status()).project).toBeNull();
  });

  it('tells every window of every edit in order, before the call that made it ends', async () => {
    carrier = await carry(studio.service);
    const [first, second] = [client(), client()];
    const heard: Record<'first' | 'second', number[]> = { first: [], second: [] };
    await Promise.all([first.status(), second.status()]);
    first.on('edit', ({ revision }) => heard.first.push(revision));
    second.on('edit', ({ revision }) => heard.second.push(revision));
    await first.createProject({ path: studio.at('a.loretrack') });
    const edits = Array.from({ length: 40 }, (_, i) => {
      const api = i % 2 === 0 ? first : second;
      return api
        .edit({
          command: {
            type: 'addLabel',
            name: `l${i}`,
            color: '#000000',
            hotkey: null,
            attributes: [],
          },
        })
        .then(({ revision }) => {
          expect(heard[i % 2 === 0 ? 'first' : 'second']).toContain(revision);
        });
    });
    await Promise.all(edits);
    await Promise.all([first.undo(), second.status()]);
    const inOrder = Array.from({ length: 41 }, (_, i) => i + 1);
    expect(heard).toEqual({ first: inOrder, second: inOrder });
  });

  it('answers each of many calls at once with its own result', async () => {
    carrier = await carry(
      withMethods({
        listFolder: async ({ path }) => {
          await new Promise((resolve) => setTimeout(resolve, Number(path!.slice(1)) % 7));
          return { path: path!, parent: null, entries: [] };
        },
      }),
    );
    const api = client();
    const paths = Array.from({ length: 200 }, (_, i) => `/${i}`);
    const answers = await Promise.all(paths.map((path) => api.listFolder({ path })));
    expect(answers.map(({ path }) => path)).toEqual(paths);
  });

  it('carries a million boxes', async () => {
    const count = 1_000_000;
    const columns: TrackColumns = {
      track: {
        ...{ id: 1, mediaId: 1, labelId: 1, color: null, attributes: {} },
        ...{ interpolate: false, locked: false, hidden: false },
      },
      frames: Array.from({ length: count }, (_, i) => i),
      boxes: Array.from({ length: 4 * count }, (_, i) => (i % 1999) + 0.25),
      source: new Array<number>(count).fill(0),
      sources: ['model:tiny-128'],
      score: Array.from({ length: count }, (_, i) => (i % 5 === 0 ? null : 0.5)),
      flags: new Array<number>(count).fill(8),
      attributes: [[3, { text: 'ü \u2028 "quoted"' }]],
    };
    carrier = await carry(withMethods({ tracks: () => Promise.resolve([columns]) }));
    const [got] = await client().tracks({ mediaId: 1 });
    expect(got!.boxes).toHaveLength(4 * count);
    expect(got!.boxes.slice(-4)).toEqual(columns.boxes.slice(-4));
    expect(got!.score.slice(0, 6)).toEqual(columns.score.slice(0, 6));
    expect(got!.attributes).toEqual(columns.attributes);
  });

  it('copies what it carries', async () => {
    const label = { id: 1, name: 'cat', color: '#000000', hotkey: null, attributes: [] };
    const state = { labels: [label] };
    carrier = await carry(withMethods({ undo: () => Promise.resolve(state as unknown as null) }));
    const got = (await client().undo()) as unknown as typeof state;
    expect(got).toEqual(state);
    got.labels[0]!.name = 'dog';
    expect(label.name).toBe('cat');
  });

  it('stops telling those who do not listen any more', async () => {
    carrier = await carry(studio.service);
    const api = client();
    await api.status();
    const heard: unknown[] = [];
    const stop = api.on('project', (state) => heard.push(state?.name));
    await api.createProject({ path: studio.at('a.loretrack') });
    stop();
    await api.closeProject();
    expect(heard).toEqual(['a']);
  });

  it('finds a lost host again, and says so', async () => {
    let release = (): void => undefined;
    carrier = await carry(
      withMethods({
        redo: () => new Promise((resolve) => (release = () => resolve(null))),
      }),
    );
    const api = client();
    const states: boolean[] = [];
    api.onConnection((isOpen) => states.push(isOpen));
    await api.createProject({ path: studio.at('a.loretrack') });
    expect(states.at(-1)).toBe(true);
    if (carrier.cut === null) return;
    const underWay = api.redo().catch((error: unknown) => error);
    await api.status();
    carrier.cut();
    expect(await underWay).toMatchObject({ code: 'disconnected' });
    release();
    // Made while the host is out of reach: waits for it.
    expect((await api.status()).project?.name).toBe('a');
    const heard = new Promise((resolve) => api.on('project', resolve));
    await api.closeProject();
    expect(await heard).toBeNull();
    expect(states.slice(-3)).toEqual([true, false, true]);
  });

  it('refuses calls after it was closed', async () => {
    carrier = await carry(studio.service);
    const api = client();
    await api.status();
    api.close();
    await expect(api.status()).rejects.toMatchObject({ code: 'disconnected' });
  });
});
