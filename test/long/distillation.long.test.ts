import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { freshRenderer } from '../../build/renderer.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeDrawnProject } from '../support/labelled-project.ts';
import { Teaching } from '../support/scenarios/distillation.ts';
import { serveStudio, StudioHands } from '../support/studio-window.ts';

it('a student of two minutes has learned something, and takes over only by the rule', async () => {
  await freshRenderer();
  const browser = await launchChromium();
  const folder = await mkdtemp(path.join(tmpdir(), 'loretrack-long-'));
  const project = path.join(folder, 'labels.loretrack');
  await makeDrawnProject(folder, project, 60);
  const studio = await serveStudio([project], folder);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const hands = new StudioHands(page, { width: 640, height: 360 });
    const teaching = new Teaching(page, hands);
    await page.goto(studio.url);
    await hands.sees(0);
    await teaching.trackAndCorrect();
    await teaching.plan({ minutes: 2, batch: 8 });
    await teaching.train();
    const { isPromoted, gain, text } = await teaching.verdict();
    expect(await teaching.fallOfLoss(), text).toBeGreaterThan(0);
    expect(gain, text).not.toBeNull();
    expect(isPromoted, text).toBe(gain!.low > 0);
    if (!isPromoted) await teaching.takeAnyway();
    expect(await teaching.rollBack()).toContain('tiny-128');
  } finally {
    await studio.stop();
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
});
