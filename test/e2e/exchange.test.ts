import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshRenderer } from '../../build/renderer.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeLabelledProject } from '../support/labelled-project.ts';
import { serveStudio, type ServedStudio } from '../support/studio-window.ts';

let browser: Browser;
let folder: string;
let studio: ServedStudio;
let page: Page;
const dialog = () => page.locator('dialog[open]');

beforeAll(async () => {
  await freshRenderer();
  browser = await launchChromium();
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-e2e-'));
  const project = path.join(folder, 'labels.loretrack');
  await makeLabelledProject(folder, project);
  studio = await serveStudio([project], folder);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  await page.goto(studio.url);
  await page.getByRole('button', { name: /^1 ladybird/ }).waitFor();
});
afterAll(async () => {
  await browser.close();
  await studio.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the window', () => {
  it('tells what a format cannot hold, writes it, and reads it back', async () => {
    await page.keyboard.press('Control+e');
    await dialog()
      .getByText(/all of it is kept/)
      .waitFor();
    await dialog().getByRole('radio', { name: 'MOT Challenge', exact: true }).check();
    await dialog()
      .getByText(/who made them is not kept/)
      .waitFor();
    const out = path.join(folder, 'mot');
    await dialog().getByRole('textbox', { name: 'Folder' }).fill(out);
    await dialog().getByRole('combobox', { name: 'Pictures of the frames' }).selectOption('jpg');
    await dialog().getByRole('button', { name: 'Export' }).click();
    await page.getByText(/Read back: all that the format can hold is there/).waitFor();
    expect(await readFile(path.join(out, 'seqinfo.ini'), 'utf8')).toMatch(/imDir=img1/);
    expect((await readdir(path.join(out, 'img1')))[0]).toBe('000001.jpg');
  });

  it('shows what a file would bring, by each rule, before it comes in', async () => {
    await page.keyboard.press('Control+k');
    await dialog().getByRole('combobox').fill('folder of annotations');
    await page.keyboard.press('Enter');
    await dialog().getByRole('textbox', { name: 'Folder' }).fill(path.join(folder, 'mot'));
    await dialog().getByRole('textbox', { name: 'Folder' }).press('Enter');
    await dialog()
      .getByRole('button', { name: /^Look into it/ })
      .click();
    await dialog()
      .getByText(/^MOT Challenge: \d+ tracks?/)
      .waitFor();
    await dialog()
      .getByRole('radio', { name: /Fill what is missing/ })
      .check();
    await dialog()
      .getByText(/into tracks that are there/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText(/tracks? with \d+ boxes came from mot/).waitFor();
    const tracks = page.getByRole('button', { name: /^\d+ ladybird/ });
    // Merged, not doubled.
    expect(new Set(await tracks.allTextContents()).size).toBe(await tracks.count());
  });
});
