import type { Page } from 'playwright-core';

/** Steps in either direction. */
const STEPS = 40;

/** Notes when keys are pressed and when pictures are on screen, inside the page: its own clock, no detours. */
export async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(`{
    const log = (window.benchLog = { keyMs: 0, shown: [] });
    addEventListener('keydown', () => (log.keyMs = performance.now()), { capture: true });
    new MutationObserver(() => {
      const frame = Number(document.querySelector('canvas[data-frame]').dataset.frame);
      requestAnimationFrame(() => log.shown.push([frame, performance.now()]));
    }).observe(document.body, { subtree: true, attributeFilter: ['data-frame'] });
  }`);
}

/** Milliseconds from the last key of `act` to the next picture on screen. */
export async function untilShown(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate('benchLog.shown.length = 0');
  await act();
  return page.evaluate<number>(`new Promise((resolve) => {
    const look = () => {
      const last = benchLog.shown.at(-1);
      if (last) resolve(last[1] - benchLog.keyMs);
      else requestAnimationFrame(look);
    };
    look();
  })`);
}

/** Milliseconds from key press to picture of single steps forward, then back. */
export async function stepTimes(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (const key of [...Array<string>(STEPS).fill('f'), ...Array<string>(STEPS).fill('d')]) {
    times.push(await untilShown(page, () => page.keyboard.press(key)));
  }
  return times;
}
