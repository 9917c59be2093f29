import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { freshRenderer } from '../../build/renderer.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeLabelledProject, makeSampleProject } from '../support/labelled-project.ts';
import { serveStudio, StudioHands, type ServedStudio } from '../support/studio-window.ts';

vi.setConfig({ testTimeout: 90_000 });
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let folder: string;
let studio: ServedStudio;
let page: Page;

beforeAll(async () => {
  await freshRenderer();
  browser = await launchChromium();
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-e2e-'));
  await makeLabelledProject(folder, path.join(folder, 'labels.loretrack'));
  await makeSampleProject(folder);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await page.close();
  await studio.stop();
});

/** How the window can look. */
const LOOKS = [
  { name: 'light', theme: 'light', strongContrast: false },
  { name: 'dark', theme: 'dark', strongContrast: false },
  { name: 'strong contrast, light', theme: 'light', strongContrast: true },
  { name: 'strong contrast, dark', theme: 'dark', strongContrast: true },
] as const;
type Look = (typeof LOOKS)[number];

async function open({ theme, strongContrast }: Look, project?: string): Promise<void> {
  const args = project === undefined ? [] : [path.join(folder, `${project}.loretrack`)];
  studio = await serveStudio(args, folder);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const view = JSON.stringify({ theme, strongContrast });
  await page.addInitScript(`localStorage.setItem('loretrack.view', ${JSON.stringify(view)})`);
  await page.goto(studio.url);
}

/** Shows the window that is open in a look, as its root element says it. */
async function show({ theme, strongContrast }: Look): Promise<void> {
  const shown = { theme, contrast: strongContrast ? 'strong' : 'normal' };
  await page.evaluate(`Object.assign(document.documentElement.dataset, ${JSON.stringify(shown)})`);
}

/** What axe finds seriously or critically wrong in any look, a line for each element. Looks differ in colours only. */
async function problems(): Promise<readonly string[]> {
  await page.evaluate(axe);
  const found: string[] = [];
  for (const look of LOOKS) {
    await show(look);
    const rules = look === LOOKS[0] ? '' : ", runOnly: ['color-contrast']";
    const { violations } = await page.evaluate<AxeResults>(
      `axe.run(document, { resultTypes: ['violations']${rules} })`,
    );
    for (const { id, impact, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      for (const { html, failureSummary } of nodes) {
        found.push(`${look.name}, ${id}: ${html}\n${failureSummary ?? ''}`);
      }
    }
  }
  await show(LOOKS[0]);
  return found;
}

const dialog = () => page.locator('dialog[open]');

describe('in every look, without serious problems:', () => {
  it('start page', async () => {
    await open(LOOKS[0]);
    await page.getByRole('button', { name: /^New project/ }).waitFor();
    expect(await problems()).toEqual([]);
  });

  it('workspace with a track selected, menus, and every dialog', async () => {
    await open(LOOKS[0], 'labels');
    await new StudioHands(page, { width: 640, height: 360 }).sees(0);
    await page.getByRole('button', { name: /^1 ladybird/ }).click();
    await page.getByText('Made by').waitFor();
    expect(await problems(), 'workspace').toEqual([]);

    for (const name of ['Main menu', 'How the picture is shown']) {
      await page.getByRole('button', { name }).click();
      expect(await problems(), name).toEqual([]);
      await page.keyboard.press('Escape');
    }
    const dialogs = { help: '?', keys: 'Alt+k', palette: 'Control+k', label: 'Alt+l' } as const;
    for (const [name, keys] of Object.entries({ ...dialogs, export: 'Control+e' })) {
      await page.keyboard.press(keys);
      await dialog().waitFor();
      expect(await problems(), name).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
    }

    await page.keyboard.press('Alt+k');
    await dialog().getByRole('searchbox').fill('last frame');
    await dialog().getByRole('button', { name: 'Add keys to Last frame', exact: true }).click();
    expect(await problems(), 'recording keys').toEqual([]);
    await page.keyboard.press('l');
    await dialog().getByRole('alertdialog').waitFor();
    expect(await problems(), 'a key that is taken').toEqual([]);
  });

  it('learning: a new student, runs, spans to track anew, corrections, and the models', async () => {
    await open(LOOKS[0], 'labels');
    await new StudioHands(page, { width: 640, height: 360 }).sees(0);
    await page.keyboard.press('Alt+s');
    await page
      .getByRole('region', { name: 'Dry run' })
      .getByText(/can judge/)
      .waitFor();
    await page.getByText('Advanced').click();
    expect(await problems(), 'new student').toEqual([]);
    for (const [name, content] of [
      ['Runs', 'No student yet'],
      ['Track anew', 'Nothing to track anew'],
      ['Corrections', 'Nothing was tracked yet'],
    ] as const) {
      await page.keyboard.press('Escape');
      await page.getByRole('tab').first().waitFor({ state: 'detached' });
      await page.keyboard.press('Alt+s');
      await page.getByRole('tab', { name }).click();
      await page.getByText(content).waitFor();
      expect(await problems(), name).toEqual([]);
    }
    await page.keyboard.press('Alt+g');
    await dialog().getByText('Name in boxes').waitFor();
    expect(await problems(), 'models').toEqual([]);
    await dialog().getByRole('button', { name: 'Export …' }).click();
    await page.getByRole('dialog', { name: /^Export/ }).waitFor();
    expect(await problems(), 'export of a model').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Models' }).waitFor();
  });

  it('the tour', async () => {
    await open(LOOKS[0], 'Sample');
    await page.getByRole('region', { name: /^Tour/ }).waitFor();
    await page.keyboard.press('n');
    await page.getByText(/^Drag a box/).waitFor();
    expect(await problems()).toEqual([]);
  });
});

it.each(LOOKS)('opens in the look that was chosen before: $name', async (look) => {
  await open(look);
  await page.getByRole('button', { name: /^New project/ }).waitFor();
  const root = page.locator('html');
  expect(await root.getAttribute('data-theme')).toBe(look.theme);
  expect(await root.getAttribute('data-contrast')).toBe(look.strongContrast ? 'strong' : null);
});
