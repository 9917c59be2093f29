import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freshRenderer } from '../../build/renderer.ts';
import { table } from '../../electron/hosts/cli/terminal.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeDrawnProject } from '../support/labelled-project.ts';
import { Teaching } from '../support/scenarios/distillation.ts';
import { serveStudio, StudioHands } from '../support/studio-window.ts';
import { stepTimes, watchFrames } from './frame-watch.ts';
import { median, percentile, rounded } from './measure.ts';
import type { Bench } from './run.ts';

const SIZE = { width: 640, height: 360 };
/** From this frame on a person has drawn every box: what the student learns from. */
const DRAWN_FROM = 60;

/** Stepping through the sample clip, from key press to picture on screen, before and while a student is distilled. */
export const bench: Bench = async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'loretrack-bench-'));
  process.env['LORETRACK_HOME'] = folder;
  await freshRenderer();
  const project = path.join(folder, 'live.loretrack');
  await makeDrawnProject(folder, project, DRAWN_FROM);
  const host = await serveStudio([project], folder);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(host.url);
    const hands = new StudioHands(page, SIZE);
    await hands.sees(0);
    await watchFrames(page);
    await hands.goTo(100);
    const idle = await stepTimes(page);
    const teaching = new Teaching(page, hands);
    await teaching.plan({ minutes: 10, batch: 8 });
    await teaching.train();
    await page.keyboard.press('Escape');
    await hands.goTo(100);
    const distilling = await stepTimes(page);
    await page.close();
    await host.stop();
    const figures = {
      stepMsP95Idle: rounded(percentile(idle, 0.95), 1),
      stepMsP95Distilling: rounded(percentile(distilling, 0.95), 1),
    };
    console.log(
      table([
        ['step from key press to picture, ms', 'median', 'p95'],
        ['idle', rounded(median(idle), 1), figures.stepMsP95Idle],
        ['while distilling', rounded(median(distilling), 1), figures.stepMsP95Distilling],
      ]),
    );
    return figures;
  } finally {
    await browser.close();
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  }
};
