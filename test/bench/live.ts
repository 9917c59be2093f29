import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { freshRenderer } from '../../build/renderer.ts';
import { compose } from '../../electron/hosts/compose.ts';
import { table } from '../../electron/hosts/cli/terminal.ts';
import { launchChromium } from '../support/chromium.ts';
import { writeSampleAs } from '../support/enlarged-sample.ts';
import { storedTracks } from '../support/stored-tracks.ts';
import { serveStudio, StudioHands } from '../support/studio-window.ts';
import { stepTimes, watchFrames } from './frame-watch.ts';
import { median, percentile, rounded } from './measure.ts';
import type { Bench } from './run.ts';

const SIZE = { width: 1280, height: 720 };
/** Frames that tracking is to go through at least while steps are measured. */
const LEAST_TRACKED = 300;

/**
 * Stepping through 720p H.264, from key press to picture on screen, before and while a tracker works through the same
 * video in the background; then dragging the playhead to its end. No frame of the track may be missing.
 */
export const bench: Bench = async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'loretrack-bench-'));
  process.env['LORETRACK_HOME'] = folder;
  await freshRenderer();
  const project = path.join(folder, 'live.loretrack');
  const clip = path.join(folder, 'clip.mp4');
  await writeSampleAs(clip, { ...SIZE, fps: 30, rounds: 10 });
  const studio = compose();
  await studio.service.createProject({ path: project });
  const [media] = await studio.service.addMedia({ paths: [clip] });
  const label = { name: 'ladybird', color: '#e69f00', hotkey: null, attributes: [] };
  await studio.service.edit({ command: { type: 'addLabel', ...label } });
  const box = { x: 184, y: 456, w: 176, h: 94 };
  const seed = { mediaId: media!.id, labelId: 1, frameIndex: 0, box };
  await studio.service.edit({ command: { type: 'addTrack', ...seed } });
  await studio.dispose();
  const host = await serveStudio([project], folder);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(host.url);
    const hands = new StudioHands(page, SIZE);
    await hands.sees(0);
    await watchFrames(page);
    await page.getByRole('button', { name: /^1 ladybird/ }).click();
    await hands.goTo(100);
    const idle = await stepTimes(page);
    await hands.goTo(0);
    await page.keyboard.press('t');
    // A hand on the playhead: the tracker goes on by itself.
    await clickTimeline(page, 0.5);
    const before = await tracked(page);
    const tracking = await stepTimes(page);
    while ((await tracked(page)) < before + LEAST_TRACKED) await dragPlayhead(page);
    const seen = await tracked(page);
    await page.getByRole('button', { name: /^Undo: Track/ }).waitFor({ timeout: 600_000 });
    await page.close();
    await host.stop();
    const [track] = await storedTracks(project);
    const missing = media!.frameCount - track!.rows.size;
    const figures = {
      stepMsP95Idle: rounded(percentile(idle, 0.95), 1),
      stepMsP95Tracking: rounded(percentile(tracking, 0.95), 1),
    };
    console.log(
      table([
        ['step from key press to picture, 720p, ms', 'median', 'p95'],
        ['idle', rounded(median(idle), 1), figures.stepMsP95Idle],
        ['while tracking', rounded(median(tracking), 1), figures.stepMsP95Tracking],
        ['frames tracked when the dragging ended', seen, ''],
        ['frames missing at the end', missing, ''],
      ]),
    );
    if (missing !== 0) throw new Error(`the track lacks ${missing} frames`);
    return figures;
  } finally {
    await browser.close();
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

/** Frames that the tracker has done so far, as the panel says. */
async function tracked(page: Page): Promise<number> {
  const value = await page.getByRole('progressbar', { name: /^Tracking/ }).getAttribute('value');
  return Number(value ?? 0);
}

async function onRuler(page: Page, share: number): Promise<{ x: number; y: number }> {
  const ruler = (await page.getByRole('region', { name: 'Timeline' }).boundingBox())!;
  return { x: ruler.x + 160 + share * (ruler.width - 180), y: ruler.y + 50 };
}

async function clickTimeline(page: Page, share: number): Promise<void> {
  const { x, y } = await onRuler(page, share);
  await page.mouse.click(x, y);
}

async function dragPlayhead(page: Page): Promise<void> {
  const start = await onRuler(page, 0.1);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  for (let step = 0; step <= 30; step++) {
    const { x, y } = await onRuler(page, 0.1 + 0.8 * Math.abs(Math.sin(step / 7)));
    await page.mouse.move(x, y);
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
}
