import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { freshRenderer } from '../../../build/renderer.ts';
import { launchChromium } from '../chromium.ts';
import { serveStudio } from '../studio-window.ts';
import type { Choosing, OpenStudio, StudioHost } from './studio-host.ts';

/** The studio in a browser, served by the web host in a process of its own. */
export class WebStudio implements StudioHost {
  readonly name = 'in a browser';
  #browser: Browser | undefined;

  async prepare(): Promise<void> {
    await freshRenderer();
    this.#browser = await launchChromium();
  }

  async release(): Promise<void> {
    await this.#browser?.close();
  }

  async open(home: string, project?: string): Promise<OpenStudio> {
    const served = await serveStudio(project === undefined ? [] : [project], home);
    const page = await this.#browser!.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(served.url);
    return {
      page,
      byMouse: chooserByMouse(page),
      byKeyboard: chooserByKeyboard(page),
      async stop() {
        await page.close();
        await served.stop();
      },
    };
  }
}

function chooserByMouse(page: Page): Choosing {
  const dialog = page.locator('dialog[open]');
  return {
    async save(ask, folder, name) {
      await ask();
      await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder);
      await dialog.getByRole('textbox', { name: 'Folder' }).press('Enter');
      await dialog.getByRole('textbox', { name: 'File name' }).fill(name);
      await dialog.getByRole('button', { name: 'Create' }).click();
    },
    async pick(ask, file, accept) {
      await ask();
      await dialog.getByRole('button', { name: path.basename(file) }).click();
      await dialog.getByRole('button', { name: new RegExp(`^${accept}`) }).click();
    },
  };
}

function chooserByKeyboard(page: Page): Choosing {
  const { keyboard } = page;
  const dialog = page.locator('dialog[open]');
  const isFocused = async (name: string): Promise<boolean> => {
    const field = dialog.getByRole('textbox', { name }).and(page.locator(':focus'));
    return (await field.count()) === 1;
  };
  return {
    async save(ask, folder, name) {
      await ask();
      await dialog.waitFor();
      await expect.poll(() => isFocused('File name')).toBe(true);
      await keyboard.type(name);
      await keyboard.press('Shift+Tab');
      await expect.poll(() => isFocused('Folder')).toBe(true);
      await keyboard.press('Control+A');
      await keyboard.type(folder);
      await keyboard.press('Enter');
      await keyboard.press('Tab');
      await expect.poll(() => isFocused('File name')).toBe(true);
      await keyboard.press('Enter');
    },
    async pick(ask, file) {
      await ask();
      const entry = dialog.getByRole('button', { name: path.basename(file) });
      await entry.waitFor();
      await entry.focus();
      await keyboard.press('Enter');
    },
  };
}
