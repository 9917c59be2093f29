import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPicture } from '../../../test/support/pictures-by-sharp.ts';
import { PictureThreads, pictureThreads } from './picture-threads.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pictures-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function put(name: string, content: Uint8Array | string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

describe('pictureThreads', () => {
  it('decodes many at once, each answer to its own question', async () => {
    const files = await Promise.all(
      Array.from({ length: 12 }, async (_, i) =>
        put(
          `${i}.png`,
          await testPicture(5 + i, 7)
            .png()
            .toBuffer(),
        ),
      ),
    );
    const frames = await Promise.all(files.map((file) => pictureThreads.rgb(file)));
    expect(frames.map(({ kind, width, height }) => [kind, width, height])).toEqual(
      files.map((_, i) => ['rgb', 5 + i, 7]),
    );
  });

  it('gives alpha where there is some', async () => {
    const clear = await put('clear.webp', await testPicture(4, 3, true).webp().toBuffer());
    expect(await pictureThreads.rgba(clear)).toMatchObject({ width: 4, height: 3 });
    const opaque = await put('opaque.jpg', await testPicture(4, 3).jpeg().toBuffer());
    expect(await pictureThreads.rgba(opaque)).toBeNull();
    expect((await pictureThreads.rgb(clear)).data).toHaveLength(36);
  });

  it('tells kinds by content, and refuses by name', async () => {
    const file = await put('really-a.png', await testPicture(4, 3).jpeg().toBuffer());
    expect(await pictureThreads.rgb(file)).toMatchObject({ width: 4, height: 3 });
    const text = await put('text.jpg', 'hello');
    await expect(pictureThreads.rgb(text)).rejects.toMatchObject({ code: 'bad-media' });
    await expect(pictureThreads.rgb(text)).rejects.toThrow('text.jpg');
  });

  it('answers for a thread that dies, and starts another', async () => {
    const entry = await put(
      'dying.mjs',
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', ({ id, file }) => {
         if (file === 'die') throw new Error('dead');
         if (file === 'leave') process.exit(3);
         parentPort.postMessage({ id, picture: { width: 1, height: 1, data: Uint8Array.of(1, 2, 3) } });
       });`,
    );
    const threads = new PictureThreads(new URL(`file://${entry}`), 1);
    for (const way of ['die', 'leave']) {
      const [dying, behind] = [threads.rgb(way), threads.rgb('behind')];
      await expect(dying).rejects.toMatchObject({ code: 'internal' });
      await expect(behind).rejects.toMatchObject({ code: 'internal' });
      expect(await threads.rgb('next')).toMatchObject({ kind: 'rgb', width: 1 });
    }
  });
});
