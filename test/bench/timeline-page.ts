import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { build, type Rolldown } from 'vite';

const entry = fileURLToPath(new URL('../../renderer/timeline/timeline.bench.ts', import.meta.url));

/** Draws a timeline of 100 tracks x 20,000 frames in a page of its own, again and again; milliseconds of each. */
export async function measureTimeline(browser: Browser): Promise<readonly number[]> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'harness' } },
  });
  const [bundle] = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[];
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  try {
    await page.setContent(
      '<div id="host" style="position:relative;width:1900px;height:600px"></div>',
    );
    await page.addScriptTag({ content: bundle!.output[0].code });
    return await page.evaluate<number[]>('harness.measure(document.getElementById("host"))');
  } finally {
    await page.close();
  }
}
