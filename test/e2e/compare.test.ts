import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freshRenderer } from '../../build/renderer.ts';
import { parseEvaluation } from '../../electron/contract/evaluation-file.ts';
import type { Evaluation } from '../../electron/domain/metrics/evaluation.ts';
import { iouAxes } from '../../electron/domain/plots/evaluation-plots.ts';
import { frameOf } from '../../electron/domain/plots/svg.ts';
import { sampleTruth } from '../../electron/hosts/folders.ts';
import { deepestDip } from '../../renderer/state/compare/dips.ts';
import { launchChromium } from '../support/chromium.ts';
import { importModels, makeDrawnProject } from '../support/labelled-project.ts';
import { writeMicroModel } from '../support/networks.ts';
import { serveStudio, StudioHands, type ServedStudio } from '../support/studio-window.ts';

/** Tracking shares the cores with other tests. */
vi.setConfig({ testTimeout: 120_000 });
const patiently = { timeout: 60_000 };
const tiger = fileURLToPath(new URL('../../../shared/sequences/vot_tiger', import.meta.url));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let folder: string;
let studio: ServedStudio;
let page: Page;
let firstFrame: number;
const pageErrors: string[] = [];

beforeAll(async () => {
  await freshRenderer();
  browser = await launchChromium();
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-e2e-'));
  const project = path.join(folder, 'labels.loretrack');
  const frames = (await readFile(sampleTruth, 'utf8')).trim().split('\n').length;
  firstFrame = frames - 60;
  await makeDrawnProject(folder, project, firstFrame);
  const config = { searchFactor: 4 };
  await importModels(folder, {
    'micro-64': await writeMicroModel(folder, 't64_s128', config),
    'micro-128': await writeMicroModel(folder, 't128_s256', config),
  });
  studio = await serveStudio([project], folder);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  page.on('pageerror', ({ message }) => pageErrors.push(message));
  await page.goto(studio.url);
  await new StudioHands(page, { width: 640, height: 360 }).sees(0);
}, 120_000);
afterAll(async () => {
  await page.close();
  await studio.stop();
  await browser.close();
  await rm(folder, { recursive: true, force: true });
  expect(pageErrors).toEqual([]);
});

const button = (name: RegExp | string) => page.getByRole('button', { name, exact: true }).first();
const curve = () => page.getByRole('slider', { name: /^Frame of/ });
const picture = () => page.locator('canvas[data-frame]').first();

/** What axe finds seriously or critically wrong, a line for each element. */
async function problems(): Promise<readonly string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
    );
}

/** Starts a comparison of both micro networks on what is chosen, and waits for its figures. */
async function compare(): Promise<Evaluation> {
  for (const name of ['micro-64', 'micro-128']) {
    await page.getByRole('checkbox', { name: new RegExp(name) }).check();
  }
  await page.getByRole('checkbox', { name: /^Measure speeds/ }).uncheck();
  expect(await problems(), 'a new comparison').toEqual([]);
  await button('Compare').click();
  await page.getByRole('columnheader', { name: /^SUC/ }).waitFor(patiently);
  const kept = (await readdir(path.join(folder, 'comparisons'))).toSorted();
  const file = path.join(folder, 'comparisons', kept.at(-1)!, 'evaluation.json');
  return parseEvaluation(await readFile(file, 'utf8'), file);
}

/** Clicks on the deepest dip of a sequence's curve; returns its frame. */
async function clickDeepestDip(evaluation: Evaluation, sequence: string): Promise<number> {
  const dip = deepestDip(evaluation.trackers, sequence)!;
  const { frames } = evaluation.sequences.find(({ name }) => name === sequence)!;
  const place = (await curve().boundingBox())!;
  const frame = frameOf({ width: place.width, height: 150 }, iouAxes(frames));
  await curve().click({ position: { x: frame.x(dip.frameIndex), y: frame.y(dip.iou) } });
  return dip.frameIndex;
}

describe('comparing trackers', () => {
  it('on the open project: the deepest dip opens its frame with all boxes, and leads to labelling', async () => {
    await page.keyboard.press('Alt+v');
    await page.getByText(/^3 of 3 sequences/).waitFor(patiently);
    const evaluation = await compare();
    expect(evaluation.sequences).toHaveLength(3);
    expect(await problems(), 'scores').toEqual([]);
    expect(await page.getByRole('img', { name: 'Success (pytracking)' }).count()).toBe(1);

    const [{ name }] = evaluation.sequences as [Evaluation['sequences'][number]];
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    await picture().waitFor(patiently);
    const dip = await clickDeepestDip(evaluation, name);
    await page.locator(`canvas[data-frame="${dip}"]`).first().waitFor(patiently);
    expect(Number(await curve().getAttribute('aria-valuenow'))).toBe(dip);
    const all = `Frame ${dip} of ${name}: Truth, micro-64, micro-128`;
    await page.getByRole('img', { name: all }).waitFor();

    await page.keyboard.press('s');
    await page.getByRole('img', { name: `Frame ${dip} of ${name}: Truth, micro-128` }).waitFor();
    await page.keyboard.press('m');
    await page
      .getByRole('img', { name: /^micro-64: Discriminative, 20 % outlined/ })
      .waitFor(patiently);
    expect(await problems(), 'frames and maps').toEqual([]);
    await page.keyboard.press('Alt+d');
    await page.keyboard.press('Alt+d');
    expect(await problems(), 'frames and maps in the dark').toEqual([]);
    await page.keyboard.press('x');
    await page.locator('ol [aria-current=true]').waitFor();

    // Whatever sequence the worst disagreement is in: from its deepest dip to the workspace.
    await page.keyboard.press('s');
    await page.keyboard.press('b');
    const label = (await curve().getAttribute('aria-label')) ?? '';
    const walked = evaluation.sequences.find((one) => label === `Frame of ${one.name}`)!;
    const deepest = deepestDip(evaluation.trackers, walked.name)!.frameIndex;
    await page.locator(`canvas[data-frame="${deepest}"]`).first().waitFor(patiently);
    await page.keyboard.press('Enter');
    await new StudioHands(page, { width: 640, height: 360 }).sees(walked.firstFrame + deepest);
  });

  it('on a sequence of the VOT challenge: the same, and Escape leads back', async () => {
    if (!existsSync(tiger)) {
      console.warn(`SKIPPED: no sequence at ${tiger}`);
      return;
    }
    await page.keyboard.press('Alt+v');
    await page.getByRole('tab', { name: 'Comparisons' }).click();
    await page.getByRole('radio', { name: /^A benchmark/ }).check();
    await page.getByRole('textbox', { name: /^Folder or file/ }).fill(tiger);
    await page.keyboard.press('Tab');
    await page.getByText(/^1 of 1 sequence,/).waitFor(patiently);
    const evaluation = await compare();
    await button(/^vot_tiger/).click();
    await picture().waitFor(patiently);
    const dip = await clickDeepestDip(evaluation, 'vot_tiger');
    await page.locator(`canvas[data-frame="${dip}"]`).first().waitFor(patiently);
    const all = `Frame ${dip} of vot_tiger: Truth, micro-64, micro-128`;
    await page.getByRole('img', { name: all }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Timeline' }).waitFor();
  });
});
