import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { freshRenderer } from '../../build/renderer.ts';
import { SqliteProjectStores } from '../../electron/adapters/store/sqlite-project-stores.ts';
import { table } from '../../electron/hosts/cli/terminal.ts';
import { compose } from '../../electron/hosts/compose.ts';
import { launchChromium } from '../support/chromium.ts';
import { writeSampleAs } from '../support/enlarged-sample.ts';
import { fillProject, MILLION_IN_ONE } from '../support/large-project.ts';
import { serveStudio, StudioHands } from '../support/studio-window.ts';
import { median, percentile, rounded } from './measure.ts';
import type { Bench } from './run.ts';
import { measureTimeline } from './timeline-page.ts';
import { untilShown, watchFrames } from './frame-watch.ts';

const PLAY_SECONDS = 5;

/**
 * The window as an annotator feels it: stepping and seeking in 1080p30 H.264 from key press to picture on screen,
 * playing, drawing the timeline, and a project with a million boxes.
 */
export const bench: Bench = async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'loretrack-bench-'));
  process.env['LORETRACK_HOME'] = folder;
  await freshRenderer();
  const browser = await launchChromium();
  try {
    const full = await measureVideo(browser, folder, { width: 1920, height: 1080 });
    const half = await measureVideo(browser, folder, { width: 1280, height: 720 });
    const timeline = await measureTimeline(browser);
    const million = await measureMillion(folder);
    const figures = {
      stepMsP95: rounded(percentile(full.stepMs, 0.95), 1),
      seekMsP95: rounded(percentile(full.seekMs, 0.95), 1),
      playback720: rounded(half.playback, 3),
      playback1080: rounded(full.playback, 3),
      timelineMs: rounded(median(timeline), 2),
      openMillionSec: rounded(million.openSec),
      editMsP95: rounded(percentile(million.editMs, 0.95), 1),
    };
    console.log(
      table([
        ['what', 'median', 'p95'],
        ['step forward and back, 1080p, ms', rounded(median(full.stepMs), 1), figures.stepMsP95],
        ['random seek, 1080p, ms', rounded(median(full.seekMs), 1), figures.seekMsP95],
        ['timeline, 100 x 20,000, ms', figures.timelineMs, rounded(percentile(timeline, 0.95), 2)],
        ['edit among a million boxes, ms', rounded(median(million.editMs), 1), figures.editMsP95],
        ['open a million boxes, s', figures.openMillionSec, ''],
        ['playback 720p30, shown / due', figures.playback720, ''],
        ['playback 1080p30, shown / due', figures.playback1080, ''],
      ]),
    );
    return figures;
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
};

async function measureVideo(
  browser: Browser,
  folder: string,
  size: { readonly width: number; readonly height: number },
) {
  const project = path.join(folder, `${size.height}.loretrack`);
  const clip = path.join(folder, `${size.height}.mp4`);
  // Long enough that no cache holds much of it.
  await writeSampleAs(clip, { ...size, fps: 30, rounds: 6 });
  const studio = compose();
  await studio.service.createProject({ path: project });
  await studio.service.addMedia({ paths: [clip] });
  await studio.dispose();
  const host = await serveStudio([project], folder);
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  try {
    await page.goto(host.url);
    const hands = new StudioHands(page, size);
    await hands.sees(0);
    await watchFrames(page);
    // Seeking comes first, while no cache knows the clip.
    const seekMs: number[] = [];
    for (let seek = 1; seek <= 40; seek++) {
      const frame = (seek * 997 + 13) % 1790;
      const field = page.getByRole('textbox', { name: /^Frame/ });
      await field.fill(String(frame));
      seekMs.push(await untilShown(page, () => field.press('Enter')));
    }
    const stepMs: number[] = [];
    await hands.goTo(100);
    for (const key of [...Array<string>(40).fill('f'), ...Array<string>(40).fill('d')]) {
      stepMs.push(await untilShown(page, () => page.keyboard.press(key)));
    }
    const playback = await play(page, hands);
    return { playback, stepMs, seekMs };
  } finally {
    await page.close();
    await host.stop();
  }
}

/** Share of the frames that were due while playing which came on screen. */
async function play(page: Page, hands: StudioHands): Promise<number> {
  await hands.goTo(0);
  await page.evaluate('benchLog.shown.length = 0');
  await page.keyboard.press('Space');
  await page.waitForTimeout(1000 * PLAY_SECONDS);
  await page.keyboard.press('Space');
  const shown = await page.evaluate<[number, number][]>('benchLog.shown');
  const frames = shown.map(([frame]) => frame);
  return (new Set(frames).size - 1) / (Math.max(...frames) - Math.min(...frames));
}

async function measureMillion(folder: string) {
  const project = path.join(folder, 'million.loretrack');
  const store = await new SqliteProjectStores().create(project);
  fillProject(store, MILLION_IN_ONE);
  store.close();
  const opened: number[] = [];
  const editMs: number[] = [];
  for (let round = 0; round < 3; round++) {
    const studio = compose();
    const start = performance.now();
    const { media } = await studio.service.openProject({ path: project });
    const tracks = await studio.service.tracks({ mediaId: media[0]!.id });
    opened.push((performance.now() - start) / 1000);
    for (let edit = 0; edit < 40; edit++) {
      const { track } = tracks[edit % tracks.length]!;
      const box = { x: 10 + edit, y: 20, w: 60, h: 40 };
      const before = performance.now();
      await studio.service.edit({
        command: { type: 'setBox', trackId: track.id, frameIndex: 17 * edit, box },
      });
      editMs.push(performance.now() - before);
    }
    await studio.dispose();
  }
  return { openSec: median(opened), editMs };
}
