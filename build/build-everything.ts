import path from 'node:path';
import { bundlePrograms } from './bundle.ts';
import { drawIcons } from './icons/draw-icons.ts';
import { buildRenderer } from './renderer.ts';

/** Builds all programs, the window and the icons into the folders `electron`, `renderer` and `icons` of one folder. */
export async function buildEverything(built: string): Promise<void> {
  await bundlePrograms(path.join(built, 'electron'));
  await buildRenderer(path.join(built, 'renderer'));
  await drawIcons(path.join(built, 'icons'));
}
