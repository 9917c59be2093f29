import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freshRenderer } from '../../build/renderer.ts';
import { iou, type Box } from '../../electron/domain/boxes.ts';
import { parseBoxLines } from '../../electron/domain/formats/box-lines.ts';
import { compose } from '../../electron/hosts/compose.ts';
import { sampleClip, sampleTruth } from '../../electron/hosts/folders.ts';
import { launchChromium } from '../support/chromium.ts';
import { storedTracks } from '../support/stored-tracks.ts';
import {
  serveStudio,
  StudioHands,
  type Corners,
  type ServedStudio,
} from '../support/studio-window.ts';

const image = { width: 640, height: 360 };
/** Tracking shares the cores with other tests. */
vi.setConfig({ testTimeout: 240_000 });
const patiently = { timeout: 120_000 };

let browser: Browser;
let folder: string;
let project: string;
let studio: ServedStudio;
let page: Page;
let hands: StudioHands;
let truth: readonly Box[];
const pageErrors: string[] = [];

beforeAll(async () => {
  await freshRenderer();
  browser = await launchChromium();
  truth = parseBoxLines(await readFile(sampleTruth, 'utf8'), sampleTruth);
}, 120_000);
afterAll(() => browser.close());

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-e2e-'));
  project = path.join(folder, 'labels.loretrack');
  const clip = path.join(folder, 'clip.mp4');
  await copyFile(sampleClip, clip);
  const made = compose();
  await made.service.createProject({ path: project });
  await made.service.addMedia({ paths: [clip] });
  const label = { name: 'ladybird', color: '#e69f00', hotkey: null, attributes: [] };
  await made.service.edit({ command: { type: 'addLabel', ...label } });
  await made.dispose();
  studio = await serveStudio([project], folder);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  pageErrors.length = 0;
  page.on('pageerror', ({ message }) => pageErrors.push(message));
  hands = new StudioHands(page, image);
  await page.goto(studio.url);
  await hands.sees(0);
});

afterEach(async () => {
  await page.close();
  await studio.stop();
  await rm(folder, { recursive: true, force: true });
  expect(pageErrors).toEqual([]);
});

const button = (name: RegExp | string) => page.getByRole('button', { name }).first();
const undoOf = (title: RegExp) => page.getByRole('button', { name: title }).waitFor(patiently);
const corners = ({ x, y, w, h }: Box): Corners => [x, y, x + w, y + h];

/** What lies on the disk, once nobody holds it. */
async function onDisk() {
  await studio.stop();
  const tracks = await storedTracks(project);
  studio = await serveStudio([project], folder);
  await page.goto(studio.url);
  await page.getByRole('button', { name: /^1 ladybird/ }).click();
  return tracks;
}

/** The frame whose picture is on screen. */
const shownFrame = async (): Promise<number> =>
  Number(await page.locator('canvas[data-frame]').getAttribute('data-frame'));

describe('by mouse', () => {
  it('draws, tracks, stops, corrects, repairs, accepts, confirms, undoes: the disk is right', async () => {
    await button('Draw a new track').click();
    await hands.drag(corners(truth[0]!));
    await button('Track forward').click();
    await expect.poll(shownFrame, patiently).toBeGreaterThan(8);
    await page.keyboard.press('q');
    await undoOf(/^Undo: Track ladybird 1/);
    const [stopped] = await onDisk();
    const reached = [...stopped!.rows.keys()].at(-1)!;
    expect(reached).toBeGreaterThan(8);
    expect(reached).toBeLessThan(truth.length - 1);
    // The key that stopped it did nothing else.
    expect([...stopped!.rows.values()].some(({ occluded }) => occluded)).toBe(false);
    expect([...stopped!.rows.keys()]).toEqual(Array.from({ length: reached + 1 }, (_, i) => i));

    // A correction that the tracker does not share: the box is put beside the object.
    const middle = Math.floor(reached / 2);
    await hands.goTo(middle);
    const { x, y, w, h } = stopped!.rows.get(middle)!.box!;
    const by = 60;
    await hands.drag([x + w / 2, y + h / 2, x + w / 2 + by, y + h / 2 - 20]);
    await page.getByRole('group', { name: 'Proposal' }).waitFor(patiently);
    await button('See what was there before').click();
    await button(/^Accept/).click();
    await undoOf(/^Undo: Move box and repair/);
    const [repaired] = await onDisk();
    expect(repaired!.rows.get(middle)).toMatchObject({ source: 'human', keyframe: true });
    expect(Math.abs(repaired!.rows.get(middle)!.box!.x - (x + by))).toBeLessThan(1.5);
    expect(repaired!.rows.get(0)).toEqual(stopped!.rows.get(0));
    const changed = [...repaired!.rows].filter(
      ([frame, { box }]) => iou(box!, stopped!.rows.get(frame)!.box!) < 0.95,
    );
    expect(changed.length).toBeGreaterThan(1);
    for (const [frame, row] of repaired!.rows) {
      if (frame !== 0 && frame !== middle) expect(row.source).toBe('model:tiny-128');
    }

    await button(/^Undo: Move box and repair/).click();
    await undoOf(/^Undo: Track ladybird 1/);
    const [undone] = await onDisk();
    expect(undone!.rows).toEqual(stopped!.rows);

    await hands.goTo(reached);
    await page.keyboard.press('Shift+Y');
    await undoOf(/^Undo: Confirm/);
    const [confirmed] = await onDisk();
    expect([...confirmed!.rows.values()].slice(1).every((row) => row.confirmed)).toBe(true);
    await page.getByText('Nothing is doubtful').waitFor();
  });

  it('keeps every frame while the playhead is dragged, and shows no stale box', async () => {
    await button('Draw a new track').click();
    await hands.drag(corners(truth[0]!));
    await button('Track forward').click();
    await expect.poll(shownFrame, patiently).toBeGreaterThan(2);
    const ruler = (await page.getByRole('region', { name: 'Timeline' }).boundingBox())!;
    const at = (share: number) => ruler.x + 150 + share * (ruler.width - 160);
    await page.mouse.move(at(0.1), ruler.y + 50);
    await page.mouse.down();
    for (let step = 0; step < 40; step++) {
      await page.mouse.move(at(Math.abs(Math.sin(step / 5))), ruler.y + 50);
      await page.waitForTimeout(20);
    }
    await page.mouse.up();
    const field = page.getByRole('textbox', { name: /^Frame/ });
    await undoOf(/^Undo: Track ladybird 1/);
    // The view has stayed where the hand left it, and shows the box of just that frame.
    const left = Number(await field.inputValue());
    await expect.poll(shownFrame, patiently).toBe(left);
    const x = Number(await page.getByRole('textbox', { name: /^Left edge/ }).inputValue());
    const [track] = await onDisk();
    expect(Math.abs(x - track!.rows.get(left)!.box!.x)).toBeLessThan(0.01);
    expect([...track!.rows.keys()]).toEqual(truth.map((_, frame) => frame));
  });
});

describe('by keyboard alone', () => {
  it('draws, tracks, stops, corrects, discards and accepts, walks the doubtful, undoes', async () => {
    const { keyboard } = page;
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await keyboard.press(key);
    };
    await press('n', 'ArrowLeft', 'Control+ArrowLeft', 'Shift+ArrowUp', 'Enter');
    await page.getByRole('button', { name: /^1 ladybird/ }).waitFor();
    await press('t');
    await expect.poll(shownFrame, patiently).toBeGreaterThan(20);
    await press('Escape');
    await undoOf(/^Undo: Track ladybird 1/);
    const [tracked] = await onDisk();
    const last = [...tracked!.rows.keys()].at(-1)!;
    expect(last).toBeGreaterThan(20);

    await press('Home', 'v');
    await hands.sees(10);
    const moves = Array<string>(6).fill('Alt+Shift+ArrowRight');
    await press(...moves);
    await page.getByRole('group', { name: 'Proposal' }).waitFor(patiently);
    await press('Escape');
    await page.getByRole('group', { name: 'Proposal' }).waitFor({ state: 'detached' });
    await press('u');
    await page.getByRole('group', { name: 'Proposal' }).waitFor(patiently);
    await press('p', 'p', 'Enter');
    await undoOf(/^Undo: Move box and repair/);
    const [repaired] = await onDisk();
    const moved = repaired!.rows.get(10)!;
    expect(moved).toMatchObject({ source: 'human' });
    expect(moved.box!.x - tracked!.rows.get(10)!.box!.x).toBeCloseTo(60, 3);

    await press('Alt+b');
    await undoOf(/^Undo: Check ladybird 1/);
    const doubtful = page.getByRole('list', { name: 'Doubtful frames' });
    await doubtful.waitFor();
    await press('x');
    const first = await doubtful.locator('[aria-current=true]').innerText();
    await press('s');
    await undoOf(/^Undo: Confirm/);
    await expect
      .poll(() => doubtful.locator('[aria-current=true]').allInnerTexts())
      .not.toEqual([first]);
    const [confirmed] = await onDisk();
    const frame = Number(first.split(/\s+/)[0]);
    expect(confirmed!.rows.get(frame)).toMatchObject({
      confirmed: true,
      source: 'model:tiny-128',
    });
    for (let i = 0; i < 4; i++) await press('Control+z');
    await expect
      .poll(() => button(/^Undo/).getAttribute('aria-label'))
      .toBe('Undo: Add ladybird 1');
    const [undone] = await onDisk();
    expect([...undone!.rows.keys()]).toEqual([0]);
  });
});
