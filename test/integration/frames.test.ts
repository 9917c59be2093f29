import { execFile } from 'node:child_process';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { livingChildren } from '../../electron/adapters/ffmpeg/child.ts';
import { openMedia } from '../../electron/adapters/ffmpeg/open-media.ts';
import { frameUrl, readFrame, thumbnailUrl } from '../../electron/contract/frame-url.ts';
import type { MediaItem } from '../../electron/domain/annotation.ts';
import type { Frame } from '../../electron/domain/frame.ts';
import { studioEndpoint } from '../../electron/hosts/studio-endpoint.ts';
import { startWebHost } from '../../electron/hosts/web/web-host.ts';
import type { WebHost } from '../../electron/hosts/web/web-host.ts';
import { temporaryStudio, videoFixture } from '../support/temporary-studio.ts';
import type { TemporaryStudio } from '../support/temporary-studio.ts';

let studio: TemporaryStudio;
let host: WebHost;

beforeAll(async () => {
  studio = await temporaryStudio();
  await studio.service.createProject({ path: studio.at('a.loretrack') });
  host = await startWebHost({
    endpoint: studioEndpoint(studio.service),
    frames: studio.service.frames.handle,
    rendererFolder: studio.at('renderer'),
    port: 0,
  });
});
afterAll(async () => {
  await host.close();
  await studio.remove();
});

const ask = (address: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${host.port}${address}`, {
    ...init,
    headers: { authorization: `Bearer ${host.token}`, ...(init.headers as Record<string, string>) },
  });
const frameOf = async (mediaId: number, index: number): Promise<Frame> =>
  readFrame(await ask(frameUrl(mediaId, index)));
const add = async (path: string): Promise<MediaItem> =>
  (await studio.service.addMedia({ paths: [path] }))[0]!;

/** Every frame of a file, read without any of the services. */
async function truth(path: string): Promise<Frame[]> {
  const source = await openMedia(path);
  const frames: Frame[] = [];
  for await (const { frame } of source.frames({ from: 0, to: source.table.pts.length - 1 })) {
    frames.push({ ...frame, data: Uint8Array.from(frame.data) });
  }
  await source.close();
  return frames;
}

describe.each([
  'bframes.mp4',
  'vfr.mp4',
  'rotated-90.mp4',
  'odd-size.mp4',
  'opengop.mp4',
  'full-range.mp4',
])('%s over the frame URL', (name) => {
  it('gives each picture exactly, forward, backward and at random', async () => {
    const path = videoFixture(name);
    const { id, frameCount } = await add(path);
    const expected = await truth(path);
    expect(expected).toHaveLength(frameCount);
    const forward = [...expected.keys()];
    const scattered = forward.map((i) => (i * 7 + 3) % frameCount);
    for (const index of [...forward, ...forward.toReversed(), ...scattered]) {
      const frame = await frameOf(id, index);
      expect(Buffer.compare(frame.data, expected[index]!.data), `frame ${index}`).toBe(0);
      expect({ ...frame, data: null }).toEqual({ ...expected[index], data: null });
    }
    const burst = await Promise.all(scattered.map((index) => frameOf(id, index)));
    burst.forEach((frame, i) => {
      expect(Buffer.compare(frame.data, expected[scattered[i]!]!.data)).toBe(0);
    });
  });
});

it('serves folders of pictures, and thumbnails of all', async () => {
  const folder = studio.at('pictures');
  await mkdir(folder);
  for (let i = 5; i < 12; i++) {
    const picture = sharp({
      create: { width: 64, height: 40, channels: 3, background: { r: i * 20, g: 0, b: 200 } },
    });
    await picture.png().toFile(`${folder}/${i}.png`);
  }
  const { id, kind, frameCount, name } = await add(folder);
  expect({ kind, frameCount, name }).toEqual({ kind: 'images', frameCount: 7, name: 'pictures' });
  const frame = await frameOf(id, 5);
  expect(frame).toMatchObject({ kind: 'rgb', width: 64, height: 40 });
  expect([...frame.data.subarray(0, 3)]).toEqual([200, 0, 200]);
  const response = await ask(thumbnailUrl(id, 5, 32));
  expect(response.headers.get('content-type')).toBe('image/jpeg');
  const thumbnail = await sharp(await response.arrayBuffer()).metadata();
  expect(thumbnail).toMatchObject({ format: 'jpeg', width: 32, height: 20 });
});

it('lets browsers keep thumbnails, if they ask whether they still hold', async () => {
  const { id } = await add(videoFixture('faststart.mp4'));
  const first = await ask(thumbnailUrl(id, 3, 48));
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
  await first.arrayBuffer();
  const headers = { 'if-none-match': first.headers.get('etag')! };
  expect((await ask(thumbnailUrl(id, 3, 48), { headers })).status).toBe(304);
  expect((await ask(thumbnailUrl(id, 4, 48), { headers })).status).toBe(200);
  expect((await ask(frameUrl(id, 3), { headers })).status).toBe(200);
});

it('stops when the window gives up, and goes on for the next', async () => {
  const { id, frameCount } = await add(videoFixture('opengop-hevc.mp4'));
  const url = (index: number): string => `http://127.0.0.1:${host.port}${frameUrl(id, index)}`;
  const given = Array.from({ length: 30 }, async (_, i) => {
    const request = get(url((i * 11) % frameCount), {
      headers: { authorization: `Bearer ${host.token}` },
    });
    request.on('error', () => undefined);
    setTimeout(() => request.destroy(), i % 5);
    await new Promise((resolve) => request.on('close', resolve));
  });
  await Promise.all(given);
  expect((await frameOf(id, 2)).kind).toBe('i420');
});

it('refuses a file that is another one by now, and finds it again when it is back', async () => {
  const path = studio.at('moving.mp4');
  await cp(videoFixture('bframes.mp4'), path);
  // The same content is in the project already, so it needs a byte of its own.
  await writeFile(path, Buffer.from([0]), { flag: 'a' });
  const { id } = await add(path);
  await studio.service.closeProject();
  await rename(path, studio.at('moved.mp4'));
  const state = await studio.service.openProject({ path: studio.at('a.loretrack') });
  expect(state.media.filter(({ isMissing }) => isMissing).map((item) => item.id)).toEqual([id]);
  expect(await (await ask(frameUrl(id, 0))).json()).toMatchObject({ code: 'not-found' });
  await cp(videoFixture('vfr.mp4'), path);
  const other = await ask(frameUrl(id, 0));
  expect(other.status).toBe(422);
  expect(await other.json()).toMatchObject({ code: 'bad-media' });
  await expect(
    studio.service.relinkMedia({ mediaId: id, path: videoFixture('vfr.mp4') }),
  ).rejects.toMatchObject({ code: 'bad-media' });
  const relinked = await studio.service.relinkMedia({ mediaId: id, path: studio.at('moved.mp4') });
  expect(relinked).toMatchObject({ id, path: studio.at('moved.mp4'), name: 'moving.mp4' });
  expect((await frameOf(id, 0)).kind).toBe('i420');
  await rm(path);
});

it('says what is wrong with pictures that do not decode', async () => {
  const [item] = await studio.service.addMedia({ paths: [videoFixture('truncated.mkv')] });
  const statuses = new Set<number>();
  for (let index = 0; index < item!.frameCount; index++) {
    const response = await ask(frameUrl(item!.id, index));
    statuses.add(response.status);
    if (response.ok) await response.arrayBuffer();
    else expect(await response.json()).toMatchObject({ code: 'bad-media' });
  }
  expect(statuses.has(200)).toBe(true);
  expect([...statuses].every((status) => status === 200 || status === 422)).toBe(true);
});

it('leaves no decoder behind', async () => {
  const { media } = await studio.service.openProject({ path: studio.at('a.loretrack') });
  await frameOf(media[0]!.id, 0);
  await studio.service.closeProject();
  expect(livingChildren()).toBe(0);
  if (process.platform !== 'linux') return;
  const { stdout } = await promisify(execFile)('ps', [
    '--ppid',
    String(process.pid),
    '-o',
    'comm=',
  ]);
  expect(stdout).not.toContain('ffmpeg');
});
