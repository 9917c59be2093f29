import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseTrackJson } from '../../../electron/domain/formats/track-json.ts';
import type { Track } from '../../../electron/domain/track.ts';
import { sampleClip } from '../../../electron/hosts/folders.ts';
import { runCli } from '../run-cli.ts';
import type { OpenStudio, StudioHost } from '../studio-hosts/studio-host.ts';
import { StudioHands, type Corners } from '../studio-window.ts';

const image = { width: 640, height: 360 };

/** Registers the scenarios of labelling by hand, over a host. */
export function describeLabelling(host: StudioHost): void {
  let folder: string;
  let project: string;
  let studio: OpenStudio | undefined;
  let page: Page;
  let hands: StudioHands;
  const pageErrors: string[] = [];

  beforeAll(() => host.prepare(), 120_000);
  afterAll(() => host.release());
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'loretrack-e2e-'));
    project = path.join(folder, 'labels.loretrack');
    await copyFile(sampleClip, path.join(folder, 'clip.mp4'));
    pageErrors.length = 0;
    await open();
  });
  afterEach(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
    expect(pageErrors).toEqual([]);
  });

  /** Opens the studio, on the project where one is given. */
  async function open(given?: string): Promise<void> {
    studio = await host.open(folder, given);
    ({ page } = studio);
    page.on('pageerror', ({ message }) => pageErrors.push(message));
    hands = new StudioHands(page, image);
  }

  async function stop(): Promise<void> {
    await studio?.stop();
    studio = undefined;
  }

  /** Boxes of an exported track, as left, top, right, bottom by frame. */
  async function exported(): Promise<readonly (Track & { corners: Map<number, Corners> })[]> {
    const out = path.join(folder, 'out.json');
    const result = await runCli(['export', project, '--out', out, '--overwrite'], { cwd: folder });
    expect(result.err).toBe('');
    const { tracks } = parseTrackJson(await readFile(out, 'utf8'), out);
    return tracks.map((track) => ({
      ...track,
      corners: new Map(
        track.frames.flatMap(({ frameIndex, box }) =>
          box === null ? [] : [[frameIndex, [box.x, box.y, box.x + box.w, box.y + box.h] as const]],
        ),
      ),
    }));
  }

  function expectCorners(
    actual: Corners | undefined,
    expected: Corners,
    tolerancePx: number,
  ): void {
    expect(actual).toBeDefined();
    expected.forEach((value, index) => {
      expect(Math.abs(actual![index]! - value)).toBeLessThanOrEqual(tolerancePx);
    });
  }

  const button = (name: RegExp | string): Locator => page.getByRole('button', { name }).first();

  /** Makes a project and adds the clip, by mouse. */
  async function createProject(): Promise<void> {
    const { byMouse } = studio!;
    await byMouse.save(() => button(/^New project/).click(), folder, 'labels');
    await byMouse.pick(() => button(/^Add videos/).click(), path.join(folder, 'clip.mp4'), 'Add');
    await hands.sees(0);
  }

  describe('by mouse', () => {
    it('labels a video, undoes, redoes, reloads, restarts and exports what is on disk', async () => {
      await createProject();
      let dialog = page.locator('dialog[open]');

      await button('Draw a new track').click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('ladybird');
      await dialog.getByRole('button', { name: 'Add label' }).click();
      await dialog.waitFor({ state: 'detached' });
      const first: Corners = [92, 228, 180, 275];
      await hands.drag(first);
      const track = page.getByRole('button', { name: /^1 ladybird/ });
      await track.waitFor();

      await hands.goTo(20);
      // The box of frame 0 stands there as an offer: dragging it carries the track on.
      await hands.drag([136, 251, 166, 243]);
      const second = first.map((value, i) => value + [30, -8][i % 2]!) as unknown as Corners;
      await button('Undo: Draw box').waitFor();

      await hands.goTo(10);
      await button('Split the track here').click();
      await page.getByRole('button', { name: /^2 ladybird/ }).waitFor();
      await button(/^Undo: Split/).click();
      await expect.poll(() => page.getByRole('button', { name: /^2 ladybird/ }).count()).toBe(0);
      await button(/^Redo: Split/).click();
      await page.getByRole('button', { name: /^2 ladybird/ }).waitFor();

      await page.reload();
      await page.getByRole('button', { name: /^2 ladybird/ }).waitFor();
      await stop();
      await open(project);
      await page.getByRole('button', { name: /^2 ladybird/ }).waitFor();
      const written = path.join(folder, 'from-window.json');
      await page.keyboard.press('Control+E');
      dialog = page.locator('dialog[open]');
      await dialog.getByRole('textbox', { name: 'File' }).fill(written);
      await dialog.getByRole('button', { name: 'Export' }).click();
      await page.getByText(/from-window\.json/).waitFor();
      await stop();

      const [left, right] = await exported();
      const { tracks } = parseTrackJson(await readFile(written, 'utf8'), written);
      expect(tracks.map(({ id, frames }) => [id, frames])).toEqual(
        [left!, right!].map(({ id, frames }) => [id, frames]),
      );
      const middle = first.map((value, i) => (value + second[i]!) / 2) as unknown as Corners;
      // One screen pixel is 0.9 image pixels here.
      expectCorners(left!.corners.get(0), first, 1.5);
      expectCorners(right!.corners.get(10), middle, 1.5);
      expectCorners(right!.corners.get(20), second, 1.5);
      expect([...left!.corners.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect([...right!.corners.keys()]).toEqual(Array.from({ length: 11 }, (_, i) => 10 + i));
      expect([left!.id, right!.id]).toEqual([1, 2]);
      expect(left!.frames[0]).toMatchObject({ source: 'human', keyframe: true });
      expect(left!.frames[5]).toMatchObject({ source: 'interpolated', keyframe: false });

      await open(project);
      await button(/^Undo: Split/).click();
      await expect.poll(() => page.getByRole('button', { name: /^2 ladybird/ }).count()).toBe(0);
    }, 120_000);
  });

  describe('by keyboard alone', () => {
    it('does the same without a mouse', async () => {
      const press = async (...keys: string[]): Promise<void> => {
        for (const key of keys) await page.keyboard.press(key);
      };
      const dialog = page.locator('dialog[open]');
      await button(/^New project/).waitFor();

      await studio!.byKeyboard.save(() => press('Alt+N'), folder, 'labels');
      await page.getByRole('heading', { name: 'labels', exact: true }).waitFor();

      await studio!.byKeyboard.pick(
        () => press('Control+Shift+O'),
        path.join(folder, 'clip.mp4'),
        'Add',
      );
      await hands.sees(0);

      await press('N');
      await dialog.waitFor();
      await page.keyboard.type('ladybird');
      await press('Enter');
      await dialog.waitFor({ state: 'detached' });
      await press('ArrowRight', 'ArrowRight', 'Shift+ArrowUp', 'Control+ArrowRight', 'Enter');
      await page.getByRole('button', { name: /^1 ladybird/ }).waitFor();
      const [drawn] = await whileClosed(() => exported());
      const first = drawn!.corners.get(0)!;

      await press('V', 'V');
      await hands.sees(20);
      await press('Tab', 'K', 'Alt+ArrowRight', 'Alt+Shift+ArrowDown', 'Control+Alt+ArrowRight');
      await press('C');
      await hands.sees(10);
      await press('Alt+M');
      await page.getByRole('button', { name: /^2 ladybird/ }).waitFor();
      await press('Control+Z');
      await expect.poll(() => page.getByRole('button', { name: /^2 ladybird/ }).count()).toBe(0);
      await press('Control+Shift+Z');
      await page.getByRole('button', { name: /^2 ladybird/ }).waitFor();
      await page.reload();
      await page.getByRole('button', { name: /^2 ladybird/ }).waitFor();

      const [left, right] = await whileClosed(() => exported());
      const [l, t, r, b] = first;
      expectCorners(left!.corners.get(0), first, 1e-6);
      expectCorners(right!.corners.get(20), [l + 1, t + 10, r + 2, b + 10], 1e-6);
      expectCorners(right!.corners.get(10), [l + 0.5, t + 5, r + 1, b + 5], 1e-6);
      expect([...left!.corners.keys()].at(-1)).toBe(9);
    }, 120_000);

    /** Does something with the project's file while nobody has it open. */
    async function whileClosed<T>(work: () => Promise<T>): Promise<T> {
      await stop();
      const result = await work();
      await open(project);
      await page.getByRole('button', { name: /^1 ladybird/ }).click();
      return result;
    }
  });

  describe('files that are not as they were', () => {
    beforeEach(async () => {
      await createProject();
      await stop();
    });

    it('finds a video again that was moved, and refuses another one in its place', async () => {
      await rename(path.join(folder, 'clip.mp4'), path.join(folder, 'moved.mp4'));
      await writeFile(path.join(folder, 'other.mp4'), 'no video');
      await open(project);
      await page
        .getByText(/is not where it was/)
        .first()
        .waitFor();
      const find = (file: string): Promise<void> =>
        studio!.byMouse.pick(
          () => button(/^Find the file/).click(),
          path.join(folder, file),
          'Use this file',
        );
      await find('other.mp4');
      await page.getByRole('alert').filter({ hasText: 'other.mp4' }).waitFor();
      await find('moved.mp4');
      await hands.sees(0);
    }, 60_000);

    it('opens a project once only, and says who has it', async () => {
      await open(project);
      const second = await runCli(['serve', project], { cwd: folder });
      expect(second.code).toBe(2);
      expect(second.err).toMatch(/labels\.loretrack.*open/);
    }, 60_000);
  });
}
