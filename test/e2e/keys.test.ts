import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freshRenderer } from '../../build/renderer.ts';
import { launchChromium } from '../support/chromium.ts';
import { LADYBIRD, makeLabelledProject, makeSampleProject } from '../support/labelled-project.ts';
import { serveStudio, StudioHands, type ServedStudio } from '../support/studio-window.ts';

const image = { width: 640, height: 360 };
vi.setConfig({ testTimeout: 60_000 });
/** Tracking shares the cores with other tests. */
const patiently = { timeout: 120_000 };

let browser: Browser;
let folder: string;
let studio: ServedStudio;
let page: Page;
let hands: StudioHands;
const pageErrors: string[] = [];

beforeAll(async () => {
  await freshRenderer();
  browser = await launchChromium();
}, 120_000);
afterAll(() => browser.close());

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-e2e-'));
});

afterEach(async () => {
  await page.close();
  await studio.stop();
  await rm(folder, { recursive: true, force: true });
  expect(pageErrors).toEqual([]);
});

/** Serves a project and looks at its first frame. */
async function open(project: string): Promise<void> {
  studio = await serveStudio([project], folder);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  pageErrors.length = 0;
  page.on('pageerror', ({ message }) => pageErrors.push(message));
  hands = new StudioHands(page, image);
  await page.goto(studio.url);
  await hands.sees(0);
}

async function openLabelled(): Promise<void> {
  const project = path.join(folder, 'labels.loretrack');
  await makeLabelledProject(folder, project);
  await open(project);
}

const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const dialog = (): Locator => page.locator('dialog[open]');
const closed = (): Promise<void> => dialog().waitFor({ state: 'detached' });
const focused = (): Locator => page.locator(':focus');
/** The text of an element on one line. */
const words = async (element: Locator): Promise<string> =>
  (await element.innerText()).replace(/\s+/g, ' ').replace(/ ?\+ ?/g, '+');
/** What assistive technology was told last. */
const told = (text: RegExp): Promise<void> =>
  page.locator('[aria-live="polite"]').filter({ hasText: text }).first().waitFor({
    state: 'attached',
  });

describe('the palette', () => {
  beforeEach(openLabelled);

  const options = (): Locator => dialog().getByRole('option');

  it('runs what is typed, shows its keys, and lists what was used last first', async () => {
    await press('Control+K');
    await page.keyboard.type('last frame');
    const option = options().first();
    expect(await option.innerText()).toMatch(/^Last frame\s+Frames\s+End$/);
    await press('Enter');
    await hands.sees(249);
    await closed();
    await press('Control+Shift+P');
    expect(await options().first().innerText()).toMatch(/^Last frame/);
  });

  it('is a combobox: the arrows move what Enter runs while the field keeps the keyboard', async () => {
    await press('Control+K');
    const field = dialog().getByRole('combobox', { name: 'Command' });
    const active = async (): Promise<string> => {
      const id = await field.getAttribute('aria-activedescendant');
      const option = page.locator(`[id="${id ?? ''}"]`);
      expect(await option.getAttribute('aria-selected')).toBe('true');
      return option.innerText();
    };
    const first = await active();
    await press('ArrowDown');
    const second = await active();
    expect(second).not.toBe(first);
    await press('ArrowUp', 'ArrowUp');
    const last = await active();
    expect(last).toBe(await options().last().innerText());
    expect(await field.and(focused()).count()).toBe(1);
    await press('ArrowDown');
    expect(await active()).toBe(first);
  });

  it('says of what makes no sense now what it needs, and does not run it', async () => {
    await press('Control+K');
    await page.keyboard.type('merge');
    const option = options().first();
    expect(await option.innerText()).toMatch(/needs two or more selected tracks/);
    expect(await option.getAttribute('aria-disabled')).toBe('true');
    await press('Enter');
    expect(await dialog().count()).toBe(1);
  });

  it('opens from a field, keeps its keys from the browser, and gives the keyboard back', async () => {
    await press('g');
    const field = page.getByRole('textbox', { name: /^Frame/ });
    expect(await field.and(focused()).count()).toBe(1);
    await page.evaluate(
      "addEventListener('keydown', (event) => { document.title = `prevented ${event.defaultPrevented}`; })",
    );
    await press('Control+K');
    await dialog().waitFor();
    expect(await page.title()).toBe('prevented true');
    await press('Escape');
    await closed();
    expect(await field.and(focused()).count()).toBe(1);
    // At once, without waiting for anything: no key may be lost.
    await press('Escape', 'Control+K', 'Escape', '?');
    await dialog().getByRole('heading', { name: 'Keys' }).waitFor();
  });
});

describe('changing keys by keyboard alone', () => {
  beforeEach(openLabelled);

  /** Opens the dialog and goes to a command's button for one more chord. */
  async function goTo(command: string): Promise<void> {
    await press('Alt+K');
    await dialog().getByRole('searchbox').focus();
    await page.keyboard.type(command);
    const add = dialog().getByRole('button', { name: `Add keys to ${command}`, exact: true });
    for (let i = 0; i < 20 && (await add.and(focused()).count()) === 0; i++) await press('Tab');
    expect(await add.and(focused()).count()).toBe(1);
  }
  const status = (): Locator => dialog().getByRole('status');

  it('gives a command a free key, which works at once and after a reload', async () => {
    await goTo('Last frame');
    await press('Enter', 'J');
    await expect.poll(() => status().first().innerText()).toBe('J is now Last frame.');
    await press('Escape');
    await closed();
    await press('J');
    await hands.sees(249);
    await press('Home');
    await hands.sees(0);
    await page.reload();
    await hands.sees(0);
    await press('J');
    await hands.sees(249);
  });

  it('says whose a key is, and moves it on demand only', async () => {
    await goTo('Last frame');
    await press('Enter', 'L');
    const question = dialog().getByRole('alertdialog', { name: /L is “Lock or unlock/ });
    await question.waitFor();
    await press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(await dialog().count()).toBe(1);
    await press('Enter', 'L', 'Enter');
    await expect
      .poll(() => status().first().innerText())
      .toBe('L is now Last frame, no longer Lock or unlock selected tracks.');
    await press('Escape');
    await closed();
    await press('L');
    await hands.sees(249);
    await press('?');
    const line = dialog().locator('dl > div').filter({ hasText: 'Last frame' }).first();
    expect(await words(line)).toBe('Last frame L or End');
  });

  it('gives up on Escape, refuses what the browser keeps, removes and resets', async () => {
    await goTo('Last frame');
    await press('Enter', 'Control+W');
    await dialog().getByText('The browser keeps these keys').waitFor();
    await press('Escape');
    const add = dialog().getByRole('button', { name: 'Add keys to Last frame', exact: true });
    await expect.poll(() => add.and(focused()).count()).toBe(1);
    await press('Shift+Tab');
    const remove = dialog().getByRole('button', { name: 'Remove End from Last frame' });
    expect(await remove.and(focused()).count()).toBe(1);
    await press('Enter');
    await expect.poll(() => status().first().innerText()).toBe('End is no longer Last frame.');
    await press('Tab', 'Enter');
    await expect
      .poll(() => status().first().innerText())
      .toBe('Last frame has the keys of the preset again.');
    await remove.waitFor();
  });
});

describe('presets', () => {
  beforeEach(openLabelled);

  it('are chosen by keyboard, kept, and shown wherever keys are', async () => {
    await press('Alt+K');
    const radio = (name: string): Locator => dialog().getByRole('radio', { name });
    await expect.poll(() => radio('Studio').and(focused()).count()).toBe(1);
    await press('ArrowDown', 'ArrowDown');
    expect(await radio('LosslessCut').isChecked()).toBe(true);
    await press('Escape');
    await closed();
    await page.reload();
    await hands.sees(0);
    await press('.');
    await hands.sees(1);
    await press('ArrowRight');
    await hands.sees(26);
    await press('O');
    await page.getByText(/^Range 26 to 26/).waitFor();
    await press('L');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await press('K');
    const play = page.getByRole('button', { name: 'Play', exact: true });
    await play.waitFor();
    await press('?');
    const line = dialog().locator('dl > div').filter({ hasText: 'Split the track here' });
    expect(await words(line)).toBe('Split the track here B or Alt+M');
  });
});

describe('what is told', () => {
  beforeEach(openLabelled);

  it('says where the selected object is once stepping rests, and counts objects before', async () => {
    await press('f', 'f', 'f');
    await told(/^Frame 3, 1 object$/);
    await press('Tab');
    await told(/^Frame 3, ladybird 1 at 98, 228, 88 by 47, interpolated$/);
    await press('v', 'v');
    await told(/^Frame 23, ladybird 1: no box here$/);
  });
});

/** Says whether the element with the keyboard has an outline, else what it is. */
const SHOWS_FOCUS = `(() => {
  const element = document.activeElement;
  if (element === document.body) return 'page';
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const isShown = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
  return isShown ? 'shown' : element.outerHTML.slice(0, 120);
})()`;

describe('the parts of the window', () => {
  beforeEach(openLabelled);

  const region = (): Promise<string | null> =>
    page.evaluate<string | null>(
      "document.activeElement.closest('[data-region]')?.dataset.region ?? null",
    );

  it('are gone through by F6, forth and back, and Tab leaves each of them', async () => {
    await page.getByRole('application').focus();
    const seen: (string | null)[] = [];
    for (let i = 0; i < 5; i++) {
      await press('F6');
      seen.push(await region());
    }
    expect(seen).toEqual(['right', 'timeline', 'top', 'left', 'stage']);
    await press('Shift+F6');
    expect(await region()).toBe('left');
    for (let i = 0; i < 40 && (await region()) === 'left'; i++) await press('Tab');
    expect(await region()).not.toBe('left');
  });

  it('show where the keyboard is', async () => {
    await press('F6');
    for (let i = 0; i < 70; i++) {
      await press('Tab');
      const outline = await page.evaluate<string>(SHOWS_FOCUS);
      expect(outline).toMatch(/^(shown|page)$/);
      // On the stage Tab goes through the objects.
      if ((await region()) === 'stage' && (await page.locator('[data-canvas]:focus').count()) > 0) {
        await press('F6');
      }
    }
  });
});

describe('the tour', () => {
  beforeEach(async () => {
    await makeSampleProject(folder);
    await open(path.join(folder, 'Sample.loretrack'));
  });

  const card = (step: number): Locator =>
    page.getByRole('region', { name: `Tour, step ${step} of 3` });

  it('goes on by itself as a person draws, tracks and corrects, and is not shown again', async () => {
    await card(1).waitFor();
    await told(/^Tour, step 1 of 3: Draw a box\. Press N, then drag a box around the ladybird\.$/);
    await press('n');
    const { x, y, w, h } = LADYBIRD;
    await hands.drag([x, y, x + w, y + h]);
    await card(2).waitFor();
    await press('t');
    await expect
      .poll(
        async () => Number(await page.locator('canvas[data-frame]').getAttribute('data-frame')),
        patiently,
      )
      .toBeGreaterThan(3);
    await press('Escape');
    await card(3).waitFor(patiently);
    await press('x', 'Alt+Shift+ArrowLeft');
    await card(3)
      .getByText(/Enter\s*accepts/)
      .waitFor(patiently);
    await press('Enter');
    await card(3).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: /^1 ladybird/ }).waitFor();
    expect(await page.getByRole('region', { name: /^Tour/ }).count()).toBe(0);
  }, 240_000);

  it('goes back and on by hand, is gone on with after a reload, skipped, and shown again', async () => {
    await card(1).getByRole('button', { name: 'Next' }).click();
    await card(2).getByRole('button', { name: 'Back' }).click();
    await card(1).getByRole('button', { name: 'Next' }).click();
    await card(2).waitFor();
    await page.reload();
    await card(2).waitFor();
    await card(2).getByRole('button', { name: 'Skip the tour' }).click();
    await card(2).waitFor({ state: 'detached' });
    await page.reload();
    await hands.sees(0);
    expect(await page.getByRole('region', { name: /^Tour/ }).count()).toBe(0);
    await press('Control+K');
    await page.keyboard.type('tour');
    await press('Enter');
    await card(1).waitFor();
  });
});
