import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SqliteProjectStores } from '../../electron/adapters/store/sqlite-project-stores.ts';
import type { ProposedBox } from '../../electron/domain/tracking/layer.ts';
import { checkDurability } from '../support/kill-host.ts';
import { modelOf } from '../support/project-model.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'store-durability-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('keeps every acknowledged edit when the host is killed at a random moment', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const file = path.join(folder, 'project.loretrack');
  const options = { rounds: 5, edits: 80, undoEvery: 1, seed };
  const report = await checkDurability(file, options).catch((cause: unknown) => {
    throw new Error(`with seed ${seed}`, { cause });
  });
  expect(report.acknowledged).toBeGreaterThan(5 * 40);
  expect(report.undone).toBeGreaterThan(0);
}, 120_000);

const storesUrl = new URL(
  '../../electron/adapters/store/sqlite-project-stores.ts',
  import.meta.url,
);

/**
 * A host that lets a layer grow until it is killed. Append n adds frame n of two tracks and replaces frame n - 1 by
 * one that has been compared; its number is on stdout once the store has returned from it.
 */
const growingHost = `
  import { writeSync } from 'node:fs';
  import { SqliteProjectStores } from ${JSON.stringify(storesUrl.href)};
  const store = await new SqliteProjectStores().open(process.argv[1]);
  const { id } = store.layers.create({
    kind: 'track', mediaId: 1, trackIds: [1, 2], modelId: 'tiny-128',
  });
  const found = (frameIndex, trackId) => ({
    frameIndex, box: { x: frameIndex / 3, y: trackId, w: 3, h: 4 }, score: 0.5,
  });
  for (let n = 0; ; n++) {
    const boxes = [1, 2].map((trackId) => [trackId, [
      ...(n > 0 ? [{ ...found(n - 1, trackId), passIou: 0.75 }] : []),
      found(n, trackId),
    ]]);
    store.layers.append(id, new Map(boxes));
    writeSync(1, n + '\\n');
  }
`;

/** What the growing host's layer holds after some appends, by track. */
function grown(appends: number): Map<number, ProposedBox[]> {
  const boxesOf = (trackId: number): ProposedBox[] =>
    Array.from({ length: appends }, (_, frameIndex) => ({
      ...{ frameIndex, box: { x: frameIndex / 3, y: trackId, w: 3, h: 4 }, score: 0.5 },
      ...(frameIndex < appends - 1 ? { passIou: 0.75 } : {}),
    }));
  return new Map(appends === 0 ? [] : [1, 2].map((trackId) => [trackId, boxesOf(trackId)]));
}

it('keeps every acknowledged append to a layer, whole, when the host is killed', async () => {
  const stores = new SqliteProjectStores();
  const file = path.join(folder, 'layers.loretrack');
  const created = await stores.create(file);
  const { revision } = created;
  const model = modelOf(created);
  created.close();
  const lengths: number[] = [];
  for (let round = 0; round < 4; round++) {
    const acknowledged = await growAndKill(file, 20 + Math.floor(Math.random() * 60));
    const store = await stores.open(file);
    expect(store.readOnlyReason).toBeNull();
    const layers = store.layers.list();
    const length = layers.at(-1)!.boxes.get(1)?.length ?? 0;
    expect([acknowledged, acknowledged + 1]).toContain(length);
    lengths.push(length);
    expect(layers.map(({ id, boxes }) => [id, boxes])).toEqual(
      lengths.map((appends, i) => [i + 1, grown(appends)]),
    );
    expect(store.revision).toBe(revision);
    expect(modelOf(store)).toEqual(model);
    store.close();
  }
}, 120_000);

/** Lets a layer grow in `file` by at least `appends`, kills its host, and returns how many were acknowledged. */
async function growAndKill(file: string, appends: number): Promise<number> {
  const host = spawn(process.execPath, ['--input-type=module', '-e', growingHost, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(host, 'close');
  let lines = '';
  for await (const data of host.stdout) {
    lines += String(data);
    if (lines.split('\n').length > appends) host.kill('SIGKILL');
  }
  const [, signal] = (await closed) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  // What follows the last line break was cut off.
  return lines.split('\n').length - 1;
}
