import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const launcher = fileURLToPath(new URL('../../bin/loretrack.js', import.meta.url));

/** A web host in a process of its own. */
export interface ServedStudio {
  /** Address with its token. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Ends it as Ctrl-C does, and waits. */
  stop(): Promise<void>;
}

/** Serves a project (created when it is not there) from its own folder of personal data. */
export async function serveStudio(args: readonly string[], home: string): Promise<ServedStudio> {
  const child = spawn(process.execPath, [launcher, 'serve', ...args], {
    cwd: home,
    env: { ...process.env, LORETRACK_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    const look = (chunk: string): void => {
      text += chunk;
      const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(text);
      if (address) resolve(address[0]);
    };
    child.stdout.setEncoding('utf8').on('data', look);
    child.stderr.setEncoding('utf8').on('data', look);
    child.once('close', () => reject(new Error(`the web host ended: ${text}`)));
  });
  return {
    url,
    process: child,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** A rectangle in image pixels: left, top, right, bottom. */
export type Corners = readonly [number, number, number, number];

/** Hands on the window: what a person does with mouse and keyboard. */
export class StudioHands {
  readonly page: Page;
  readonly #image: { readonly width: number; readonly height: number };

  constructor(page: Page, image: { readonly width: number; readonly height: number }) {
    this.page = page;
    this.#image = image;
  }

  /** Waits until the picture of a frame is on screen. */
  async sees(frameIndex: number): Promise<void> {
    await this.page.locator(`canvas[data-frame="${frameIndex}"]`).waitFor({ state: 'attached' });
  }

  /** Types a frame number into the box that G opens. */
  async goTo(frameIndex: number): Promise<void> {
    const field = this.page.getByRole('textbox', { name: /^Frame/ });
    await field.fill(String(frameIndex));
    await field.press('Enter');
    await this.sees(frameIndex);
  }

  /** Drags from one corner of a rectangle to the other; the picture must be fitted to the window. */
  async drag([left, top, right, bottom]: Corners): Promise<void> {
    const from = await this.#onScreen(left, top);
    const to = await this.#onScreen(right, bottom);
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
    await mouse.move(to.x, to.y, { steps: 3 });
    await mouse.up();
  }

  /** Where a place of the fitted picture is in the window. */
  async #onScreen(x: number, y: number): Promise<{ readonly x: number; readonly y: number }> {
    const canvas = await this.page.locator('canvas[data-frame]').boundingBox();
    if (canvas === null) throw new Error('the stage is not in the window');
    const { width, height } = this.#image;
    const scale = Math.min(canvas.width / width, canvas.height / height);
    return {
      x: canvas.x + (canvas.width - width * scale) / 2 + x * scale,
      y: canvas.y + (canvas.height - height * scale) / 2 + y * scale,
    };
  }
}
