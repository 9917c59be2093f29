import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { freshRenderer } from '../../build/renderer.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeDrawnProject } from '../support/labelled-project.ts';
import { Teaching } from '../support/scenarios/distillation.ts';
import { serveStudio, StudioHands, type ServedStudio } from '../support/studio-window.ts';

/** Training shares the cores with other tests. */
vi.setConfig({ testTimeout: 600_000 });

let browser: Browser;
let folder: string;
let studio: ServedStudio;
let page: Page;
let teaching: Teaching;
const pageErrors: string[] = [];

beforeAll(async () => {
  await freshRenderer();
  browser = await launchChromium();
}, 120_000);
afterAll(() => browser.close());

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-e2e-'));
  const project = path.join(folder, 'labels.loretrack');
  await makeDrawnProject(folder, project, 60);
  studio = await serveStudio([project], folder);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  pageErrors.length = 0;
  page.on('pageerror', ({ message }) => pageErrors.push(message));
  const hands = new StudioHands(page, { width: 640, height: 360 });
  teaching = new Teaching(page, hands);
  await page.goto(studio.url);
  await hands.sees(0);
}, 60_000);

afterEach(async () => {
  await page.close();
  await studio.stop();
  await rm(folder, { recursive: true, force: true });
  expect(pageErrors).toEqual([]);
});

it('tracks, is corrected, teaches a student, which is judged by the rule and rolled back', async () => {
  await teaching.trackAndCorrect();
  await teaching.plan({ minutes: 0.2, batch: 2, teacher: 'tiny-192' });
  const tree = page.getByRole('list', { name: 'What is learned from' });
  expect(await tree.innerText()).toMatch(
    /ladybird 1\s+64 frames checked[^]*ladybird 4\s+\d+ frames checked/,
  );

  await teaching.train();
  const { isPromoted, gain, text } = await teaching.verdict();
  expect(gain, text).not.toBeNull();
  expect(isPromoted, text).toBe(gain!.low > 0);
  expect(text).toMatch(/Judged by \d+ frames in \d+ spans/);

  if (!isPromoted) await teaching.takeAnyway();
  expect(await teaching.rollBack()).toContain('tiny-128');
  await page
    .getByRole('button', { name: isPromoted ? 'Make it active' : /^Take it any/ })
    .waitFor();
});
