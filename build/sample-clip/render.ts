import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { StudioError } from '../../electron/contract/errors.ts';
import { FRAME_HEIGHT, FRAME_WIDTH } from './camera.ts';
import { FRAME_COUNT, FRAMES_PER_SEC } from './choreography.ts';
import { develop } from './develop.ts';
import { encodeVideo } from './encode.ts';
import { createWorld, renderFrame, type World } from './frame-renderer.ts';
import { truthAt } from './ground-truth.ts';

const SEED = 2207;
const POSTER_FRAME = 184;

const { values } = parseArgs({
  options: { still: { type: 'string', multiple: true, default: [] }, to: { type: 'string' } },
});
const folder = values.to ?? fileURLToPath(new URL('.', import.meta.url));
const place = (name: string): string => path.join(folder, name);

/** Writes a whole file or leaves the one that was there. */
async function replaceFile(name: string, content: string | Uint8Array): Promise<void> {
  await writeFile(place(`${name}.tmp`), content);
  await rename(place(`${name}.tmp`), place(name));
}

function picture(world: World, frameIndex: number): Uint8Array {
  return develop(renderFrame(world, frameIndex), frameIndex, SEED);
}

function image(rgb: Uint8Array): Sharp {
  return sharp(rgb, { raw: { width: FRAME_WIDTH, height: FRAME_HEIGHT, channels: 3 } });
}

async function writeTruth(): Promise<void> {
  const truth = Array.from({ length: FRAME_COUNT }, (_, index) => truthAt(index));
  const boxes = truth.map(({ box }) =>
    [box.x, box.y, box.w, box.h].map((n) => n.toFixed(2)).join(),
  );
  await replaceFile('groundtruth.txt', `${boxes.join('\n')}\n`);
  await replaceFile('occlusion.txt', `${truth.map((t) => t.hidden.toFixed(2)).join('\n')}\n`);
}

function* pictures(world: World): Generator<Uint8Array> {
  for (let index = 0; index < FRAME_COUNT; index++) {
    if (index % FRAMES_PER_SEC === 0) console.log(`frame ${index} of ${FRAME_COUNT}`);
    yield picture(world, index);
  }
}

function stillIndex(text: string): number {
  const index = Number(text);
  if (Number.isInteger(index) && index >= 0 && index < FRAME_COUNT) return index;
  throw new StudioError(
    'bad-input',
    `--still ${text}: there is no such frame; give a whole number from 0 to ${FRAME_COUNT - 1}.`,
  );
}

async function writeStills(frames: readonly number[]): Promise<void> {
  const world = createWorld(SEED);
  for (const frame of frames) {
    const png = await image(picture(world, frame)).png().toBuffer();
    await replaceFile(`still-${frame}.png`, png);
  }
}

async function writeClip(): Promise<void> {
  const world = createWorld(SEED);
  await encodeVideo(pictures(world), place('sample.mp4.tmp'));
  await rename(place('sample.mp4.tmp'), place('sample.mp4'));
  const poster = image(picture(world, POSTER_FRAME)).jpeg({ quality: 86, mozjpeg: true });
  await replaceFile('poster.jpg', await poster.toBuffer());
  await writeTruth();
}

const stills = values.still.map(stillIndex);
await (stills.length > 0 ? writeStills(stills) : writeClip());
