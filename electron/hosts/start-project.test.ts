import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compose } from './compose.ts';
import { openStartProject } from './start-project.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'start-'));
  vi.stubEnv('LORETRACK_HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

/** Starts the studio and gives the path of what it shows; `use` is what a person does before quitting. */
async function start(
  use: (studio: ReturnType<typeof compose>) => Promise<unknown> = () => Promise.resolve(),
): Promise<string | null> {
  const studio = compose();
  try {
    await openStartProject(studio);
    const { project } = await studio.service.status();
    await use(studio);
    return project?.path ?? null;
  } finally {
    await studio.dispose();
  }
}

describe('openStartProject', () => {
  it('shows the sample at first, then what was open last, and nothing when all is gone', async () => {
    const sample = path.join(home, 'Sample.loretrack');
    const own = path.join(home, 'own.loretrack');
    expect(await start(({ service }) => service.createProject({ path: own }))).toBe(sample);
    expect(await start()).toBe(own);
    await rm(own);
    expect(await start()).toBe(sample);
    await rm(sample);
    expect(await start()).toBeNull();
    expect(await readdir(home)).not.toContain('Sample.loretrack');
  });

  it('leaves alone what is opened while the sample is being made', async () => {
    const own = path.join(home, 'own.loretrack');
    const studio = compose();
    const opening = openStartProject(studio);
    await studio.service.createProject({ path: own });
    await opening;
    await studio.service.openProject({ path: own });
    expect((await studio.service.status()).project).toMatchObject({ media: [], labels: [] });
    await studio.dispose();
  });
});
