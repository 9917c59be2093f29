import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildRenderer } from '../../build/renderer.ts';
import { parseTrackJson } from '../../electron/domain/formats/track-json.ts';
import type { Track } from '../../electron/domain/track.ts';
import { sampleClip } from '../../electron/hosts/folders.ts';
import { launchChromium } from '../support/chromium.ts';
import { runCli } from '../support/run-cli.ts';
import {
  serveStudio,
  StudioHands,
  type Corners,
  type ServedStudio,
} from '../support/studio-window.ts';

const image = { width: 640, height: 360 };
let browser: Browser;
let folder: string;
let project: string;
let studio: ServedStudio;
let page: Page;
let hands: StudioHands;
const pageErrors: string[] = [];

beforeAll(async () => {
  await buildRenderer();
  browser = await launchChromium();
}, 120_000);
afterAll(() => browser.close());

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-e2e-'));
  project = path.join(folder, 'labels.loretrack');
  await copyFile(sampleClip, path.join(folder, 'clip.mp4'));
  studio = await serveStudio([], folder);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  pageErrors.length = 0;
  page.on('pageerror', ({ message }) => pageErrors.push(message));
  hands = new StudioHands(page, image);
  await page.goto(studio.url);
});

afterEach(async () => {
  await page.close();
  await studio.stop();
  await rm(folder, { recursive: true, force: true });
  expect(pageErrors).toEqual([]);
});

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

function expectCorners(actual: Corners | undefined, expected: Corners, tolerancePx: number): void {
  expect(actual).toBeDefined();
  expected.forEach((value, index) => {
    expect(Math.abs(actual![index]! - value)).toBeLessThanOrEqual(tolerancePx);
  });
}

const button = (name: RegExp | string) => page.getByRole('button', { name }).first();

/** Makes a project and adds the clip, by mouse. */
async function createProject(): Promise<void> {
  const dialog = page.locator('dialog[open]');
  await button(/^New project/).click();
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder);
  await dialog.getByRole('textbox', { name: 'Folder' }).press('Enter');
  await dialog.getByRole('textbox', { name: 'File name' }).fill('labels');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await button(/^Add videos/).click();
  await dialog.getByRole('button', { name: /clip\.mp4/ }).click();
  await dialog.getByRole('button', { name: /^Add/ }).click();
  await hands.sees(0);
}

describe('by mouse', () => {
  it('labels a video, undoes, redoes, reloads, restarts and exports what is on disk', async () => {
    const dialog = page.locator('dialog[open]');
    await createProject();

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
    await studio.stop();
    studio = await serveStudio([project], folder);
    await page.goto(studio.url);
    await page.getByRole('button', { name: /^2 ladybird/ }).waitFor();
    const written = path.join(folder, 'from-window.json');
    await page.keyboard.press('Control+E');
    await dialog.getByRole('textbox', { name: 'File' }).fill(written);
    await dialog.getByRole('button', { name: 'Export' }).click();
    await page.getByText(/from-window\.json/).waitFor();
    await studio.stop();

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

    studio = await serveStudio([project], folder);
    await page.goto(studio.url);
    await button(/^Undo: Split/).click();
    await expect.poll(() => page.getByRole('button', { name: /^2 ladybird/ }).count()).toBe(0);
  }, 120_000);
});

describe('by keyboard alone', () => {
  it('does the same without a mouse', async () => {
    const { keyboard } = page;
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await keyboard.press(key);
    };
    const dialog = page.locator('dialog[open]');
    const isFocused = async (name: string): Promise<boolean> => {
      const field = dialog.getByRole('textbox', { name }).and(page.locator(':focus'));
      return (await field.count()) === 1;
    };
    await button(/^New project/).waitFor();

    await press('Alt+N');
    await dialog.waitFor();
    await expect.poll(() => isFocused('File name')).toBe(true);
    await keyboard.type('labels');
    await press('Shift+Tab');
    await expect.poll(() => isFocused('Folder')).toBe(true);
    await press('Control+A');
    await keyboard.type(folder);
    await press('Enter', 'Tab');
    await expect.poll(() => isFocused('File name')).toBe(true);
    await press('Enter');
    await page.getByRole('heading', { name: 'labels', exact: true }).waitFor();

    await press('Control+Shift+O');
    await dialog.getByRole('button', { name: /clip\.mp4/ }).waitFor();
    await dialog.getByRole('button', { name: /clip\.mp4/ }).focus();
    await press('Enter');
    await hands.sees(0);

    await press('N');
    await dialog.waitFor();
    await keyboard.type('ladybird');
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
    await studio.stop();
    const result = await work();
    studio = await serveStudio([project], folder);
    await page.goto(studio.url);
    await page.getByRole('button', { name: /^1 ladybird/ }).click();
    return result;
  }
});

describe('files that are not as they were', () => {
  beforeEach(async () => {
    await createProject();
    await studio.stop();
  });

  it('finds a video again that was moved, and refuses another one in its place', async () => {
    const dialog = page.locator('dialog[open]');
    await rename(path.join(folder, 'clip.mp4'), path.join(folder, 'moved.mp4'));
    await writeFile(path.join(folder, 'other.mp4'), 'no video');
    studio = await serveStudio([project], folder);
    await page.goto(studio.url);
    await page
      .getByText(/is not where it was/)
      .first()
      .waitFor();
    await button(/^Find the file/).click();
    await dialog.getByRole('button', { name: /other\.mp4/ }).click();
    await dialog.getByRole('button', { name: 'Use this file' }).click();
    await page.getByRole('alert').filter({ hasText: 'other.mp4' }).waitFor();
    await button(/^Find the file/).click();
    await dialog.getByRole('button', { name: /moved\.mp4/ }).click();
    await dialog.getByRole('button', { name: 'Use this file' }).click();
    await hands.sees(0);
  }, 60_000);

  it('opens a project once only, and says who has it', async () => {
    studio = await serveStudio([project], folder);
    const second = await runCli(['serve', project], { cwd: folder });
    expect(second.code).toBe(2);
    expect(second.err).toMatch(/labels\.loretrack.*open/);
  }, 60_000);
});
