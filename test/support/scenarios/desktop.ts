import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleClip } from '../../../electron/hosts/folders.ts';
import type { DesktopProgram, StartDesktop } from '../desktop-program.ts';
import { videoFixture } from '../temporary-studio.ts';
import { buildForDesktop } from '../studio-hosts/desktop-studio.ts';
import {
  beginTracking,
  call,
  exportTracks,
  leaveSample,
  makeProject,
  PATIENCE,
  waitForSample,
} from './desktop-project.ts';

/** Registers the scenarios of what only a desktop program does: its life, its menus, and the system around it. */
export function describeDesktop(startProgram: StartDesktop): void {
  vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: 2 * PATIENCE });
  let home: string;
  let program: DesktopProgram;
  /** The project that the first start shows. */
  let sample: string;

  beforeAll(buildForDesktop);
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'loretrack-desktop-'));
    await start();
    sample = await waitForSample(program);
  });
  afterEach(async () => {
    await program.kill();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  async function start(...args: string[]): Promise<void> {
    program = await startProgram({ home, args });
  }

  const soon = { timeout: PATIENCE, interval: 50 };
  const row = (): Promise<void> =>
    program.page.getByRole('button', { name: /^1 ladybird/ }).waitFor({ timeout: PATIENCE });
  /** What the window shows, asked for in the main process: a page that crashed answers nobody else. */
  const shown = (): Promise<string> =>
    program.evaluate(async ({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const text = window?.webContents.executeJavaScript('document.body.innerText');
      return String(await text?.catch(() => ''));
    });
  const crash = (): Promise<void> =>
    program.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer();
    });

  describe('the first start', () => {
    it('shows the sample, in the person’s own folder and with a clip to label', async () => {
      expect(sample).toBe(path.join(home, 'Sample.loretrack'));
      const { project } = await call(program, 'status');
      expect(project!.media.map((item) => item.path)).toEqual([path.join(home, 'sample.mp4')]);
      expect(project!.labels.map(({ name }) => name)).toEqual(['ladybird']);
      await expect.poll(shown, soon).toContain('sample.mp4');
    });

    it('comes once: without any project left, a later start shows the start page', async () => {
      expect(await program.quit()).toBe(0);
      await program.kill();
      await rm(sample);
      await start();
      await program.page.getByRole('button', { name: /^New project/ }).waitFor();
      expect((await call(program, 'status')).project).toBeNull();
      expect(await program.quit()).toBe(0);
      expect(await readdir(home)).not.toContain(path.basename(sample));
    });
  });

  describe('quitting', () => {
    it('keeps what a tracker has found so far, as one step that can be undone', async () => {
      const project = await makeProject(program, home);
      await beginTracking(program, 'end', 5);
      expect(await program.quit()).toBe(0);
      const [track] = await exportTracks(project);
      const found = track!.frames.filter(({ source }) => source === 'model:tiny-128');
      expect(found.length).toBeGreaterThanOrEqual(5);
      expect(found.map(({ frameIndex }) => frameIndex)).toEqual(found.map((_, i) => i + 1));
      await program.kill();
      await start(project);
      await row();
      expect((await call(program, 'status')).project?.undoTitle).toMatch(/^Track/);
      await call(program, 'undo');
      expect((await call(program, 'tracks', { mediaId: 1 }))[0]!.frames).toEqual([0]);
    });

    it('keeps an edit that has only just been made', async () => {
      const project = await makeProject(program, home);
      await row();
      await program.page.getByRole('button', { name: /^1 ladybird/ }).click();
      const [before] = (await call(program, 'tracks', { mediaId: 1 }))[0]!.boxes;
      await program.page.keyboard.press('Alt+ArrowRight');
      expect(await program.quit()).toBe(0);
      const [track] = await exportTracks(project);
      expect(track!.frames[0]!.box!.x).toBeCloseTo(before! + 1, 6);
    });

    it('opens the same project in the same place the next time', async () => {
      await makeProject(program, home);
      const bounds = { x: 140, y: 90, width: 1100, height: 720 };
      await program.evaluate(({ BrowserWindow }, place) => {
        BrowserWindow.getAllWindows()[0]!.setBounds(place);
      }, bounds);
      expect(await program.quit()).toBe(0);
      await program.kill();
      await start();
      await row();
      const place = await program.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]!.getNormalBounds(),
      );
      expect(place).toEqual(bounds);
    });
  });

  describe('a second start', () => {
    it('hands its files to the program that runs, and leaves', async () => {
      const project = await makeProject(program, home);
      await call(program, 'closeProject');
      const recent = program.page.getByRole('button', { name: /labels/ });
      await recent.waitFor();
      expect(await program.startAgain([path.basename(project)])).toBe(0);
      await row();
      expect((await call(program, 'status')).project?.path).toBe(project);
    });
  });

  describe('crashes', () => {
    it('of the window lose nothing: it comes back with the same project', async () => {
      await makeProject(program, home);
      await row();
      await crash();
      await expect.poll(shown, soon).toContain('ladybird');
      expect(program.printed()).toMatch(/window's process ended/);
      expect(await program.quit()).toBe(0);
    });

    it('of the window again and again end in a question', async () => {
      await program.evaluate(({ dialog }) => {
        dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false });
      });
      for (let crashes = 0; crashes < 4; crashes++) {
        await expect.poll(shown, soon).toContain('sample.mp4');
        await crash();
        await expect
          .poll(() => program.printed().split('process ended').length, soon)
          .toBe(crashes + 2);
      }
      expect(await program.ended).toBe(0);
    });

    it('of the engine are made up for: tracking goes on where it was', async () => {
      await makeProject(program, home);
      await beginTracking(program, 60, 5);
      const engine = await program.evaluate(({ app }) =>
        app.getAppMetrics().find(({ name }) => name === 'LoReTrack engine'),
      );
      process.kill(engine!.pid, 'SIGKILL');
      const frames = async (): Promise<number> =>
        (await call(program, 'tracks', { mediaId: 1 }))[0]!.frames.length;
      await expect.poll(frames, soon).toBe(61);
      expect(program.printed()).toMatch(/process LoReTrack engine ended/);
    });
  });

  describe('menus and the system', () => {
    /** What a menu item of a command says, and whether it can be chosen. */
    const item = (id: string) =>
      program.evaluate(({ Menu }, wanted) => {
        const found = Menu.getApplicationMenu()?.getMenuItemById(wanted);
        return found
          ? { label: found.label, enabled: found.enabled, accelerator: found.accelerator ?? null }
          : null;
      }, id);
    const choose = (id: string): Promise<void> =>
      program.evaluate(({ Menu }, wanted) => {
        const found = Menu.getApplicationMenu()!.getMenuItemById(wanted)!;
        (found.click as () => void)();
      }, id);

    it('show the commands as they are now, and run them', async () => {
      await expect
        .poll(() => item('project.open'), soon)
        .toMatchObject({
          ...{ label: 'Open project …', enabled: true, accelerator: 'CmdOrCtrl+O' },
        });
      await leaveSample(program);
      await expect.poll(() => item('edit.undo'), soon).toMatchObject({ enabled: false });
      await makeProject(program, home);
      await row();
      await expect.poll(() => item('edit.undo'), soon).toMatchObject({ enabled: true });
      await choose('edit.undo');
      const tracks = async (): Promise<number> =>
        (await call(program, 'tracks', { mediaId: 1 })).length;
      await expect.poll(tracks, soon).toBe(0);
      await expect.poll(() => item('edit.redo'), soon).toMatchObject({ enabled: true });
      await choose('project.close');
      await program.page.getByRole('button', { name: /^New project/ }).waitFor();
    });

    it('ask where to export to, and whether to replace what is there', async () => {
      await makeProject(program, home);
      await row();
      const out = path.join(home, 'there.json');
      await writeFile(out, 'old');
      await program.evaluate(({ dialog }, filePath) => {
        const asked: unknown[] = [];
        Object.assign(globalThis, { asked });
        dialog.showSaveDialog = (...words: unknown[]) => {
          asked.push(words.at(-1));
          return Promise.resolve({ canceled: false, filePath });
        };
      }, out);
      await expect.poll(() => item('annotations.export'), soon).toMatchObject({ enabled: true });
      await choose('annotations.export');
      const dialog = program.page.locator('dialog[open]');
      await dialog.getByRole('button', { name: 'Choose …' }).click();
      const file = dialog.getByRole('textbox', { name: 'File' });
      await expect.poll(() => file.inputValue(), soon).toBe(out);
      const asked = await program.evaluate(() => Reflect.get(globalThis, 'asked') as unknown);
      expect(asked).toMatchObject([{ defaultPath: path.join(home, 'sample.json') }]);
      await dialog.getByRole('button', { name: 'Export' }).click();
      await dialog.waitFor({ state: 'detached' });
      expect(await readFile(out, 'utf8')).toContain('ladybird');
    });

    it('show the keys in force', async () => {
      await expect.poll(() => item('project.open'), soon).toBeTruthy();
      const keys = {
        preset: 'studio',
        own: { 'project.open': { added: ['Alt+Shift+F9'], removed: ['Ctrl+O'] } },
      };
      const entry = JSON.stringify(JSON.stringify(keys));
      await program.page.evaluate(`localStorage.setItem('loretrack.keys', ${entry})`);
      await program.page.reload();
      await expect
        .poll(() => item('project.open'), soon)
        .toMatchObject({ accelerator: 'Alt+Shift+F9' });
    });

    it('know what was dropped on the window', async () => {
      await makeProject(program, home);
      await row();
      const clip = path.join(home, 'second.mp4');
      await copyFile(videoFixture('bframes.mp4'), clip);
      await program.drop([clip]);
      const media = async () =>
        (await call(program, 'status')).project?.media.map(({ path }) => path);
      await expect.poll(media, soon).toEqual([sampleClip, clip]);
    });
  });

  afterAll(() => vi.resetConfig());
}
