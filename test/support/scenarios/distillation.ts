import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { StudioHands } from '../studio-window.ts';

/** Work shares the cores with other tests. */
const patiently = { timeout: 300_000 };
/** The ladybird of the sample clip's first frame: left, top, right, bottom in image pixels. */
const LADYBIRD = [92, 228, 180, 275] as const;

/** Waits until something is so; benches use this as well, which run without a test runner. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patiently.timeout;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited ${patiently.timeout} ms in vain for ${what}`);
    await delay(50);
  }
}

/** How a student is made. */
export interface StudentWishes {
  readonly minutes: number;
  /** Id of the model that teaches; the form's choice where it is left out. */
  readonly teacher?: string;
  /** Samples per step. */
  readonly batch: number;
}

/** What became of a student, as the window says it. */
export interface ShownVerdict {
  readonly isPromoted: boolean;
  /** Ends of the interval of the gain; null when too little could be judged. */
  readonly gain: { readonly low: number; readonly high: number } | null;
  readonly text: string;
}

/** A person who makes a student by hand in the window. */
export class Teaching {
  readonly #page: Page;
  readonly #hands: StudioHands;

  constructor(page: Page, hands: StudioHands) {
    this.#page = page;
    this.#hands = hands;
  }

  /** Draws the ladybird, has it tracked for some frames, corrects a box, accepts the repair, confirms the rest. */
  async trackAndCorrect(): Promise<void> {
    const page = this.#page;
    const hands = this.#hands;
    await this.#button('Draw a new track').click();
    await hands.drag(LADYBIRD);
    await this.#button('Track forward').click();
    await until('frame 11', async () => (await this.#shownFrame()) > 10);
    await page.keyboard.press('Escape');
    await this.#button(/^Undo: Track ladybird 4/).waitFor(patiently);
    const reached = await this.#shownFrame();
    await hands.goTo(6);
    for (let i = 0; i < 4; i++) await page.keyboard.press('Alt+Shift+ArrowRight');
    await page.getByRole('group', { name: 'Proposal' }).waitFor(patiently);
    await page.keyboard.press('Enter');
    await this.#button(/^Undo: Move box/).waitFor(patiently);
    await hands.goTo(reached);
    await page.keyboard.press('Shift+Y');
    await this.#button(/^Undo: Confirm/).waitFor(patiently);
  }

  /** Opens the form, sets the budget, and waits for what would become of it. */
  async plan({ minutes, batch, teacher }: StudentWishes): Promise<void> {
    const page = this.#page;
    await page.keyboard.press('Alt+S');
    if (teacher !== undefined) await page.getByLabel('Teacher').selectOption(teacher);
    const time = page.getByRole('textbox', { name: 'Time: minutes' });
    await time.fill(String(minutes));
    await time.press('Enter');
    await page.getByRole('checkbox', { name: 'No improvement' }).uncheck();
    await page.getByText('Advanced').click();
    const samples = page.getByRole('textbox', { name: 'Samples per step' });
    await samples.fill(String(batch));
    await samples.press('Enter');
    await samples.press('Tab');
    await page.getByText(/can judge/).waitFor(patiently);
    await page.getByText('held out', { exact: true }).first().waitFor();
  }

  /** Starts the student, and waits until its curves go on. */
  async train(): Promise<void> {
    const page = this.#page;
    const start = page.getByRole('button', { name: 'Distill', exact: true });
    await until('the form to be ready', () => start.isEnabled());
    await start.click();
    const curve = page.getByRole('img', { name: /^Loss Total/ }).locator('path');
    const failed = page.getByRole('alert').filter({ hasText: 'Failed' });
    await curve
      .or(failed)
      .first()
      .waitFor({ state: 'attached', ...patiently });
    for (const text of await failed.allInnerTexts()) throw new Error(text);
    const points = async (): Promise<number> =>
      ((await curve.getAttribute('d')) ?? '').split('L').length;
    await until('two points of the curve', async () => (await points()) > 1);
  }

  /** By how much the mean of the total loss fell from the run's first half to its second, in pixels of its curve. */
  async fallOfLoss(): Promise<number> {
    const chart = this.#page.getByRole('img', { name: /^Loss Total/ });
    const path = (await chart.locator('path').getAttribute('d')) ?? '';
    const ys = [...path.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
    const half = Math.floor(ys.length / 2);
    const mean = (some: readonly number[]): number =>
      some.reduce((sum, y) => sum + y, 0) / some.length;
    return mean(ys.slice(half)) - mean(ys.slice(0, half));
  }

  /** Waits for the verdict. */
  async verdict(): Promise<ShownVerdict> {
    const card = this.#page.getByRole('region', { name: 'Verdict' });
    await card.waitFor(patiently);
    const text = await card.innerText();
    const found = /between ([+−][\d.]+) and ([+−][\d.]+)/.exec(text);
    const [low, high] = [found?.[1], found?.[2]].map((one) => Number(one?.replace('−', '-')));
    const gain = found === null ? null : { low: low!, high: high! };
    return { isPromoted: text.startsWith('Promoted'), gain, text };
  }

  /** Takes a student although it was not promoted. */
  async takeAnyway(): Promise<void> {
    const page = this.#page;
    await page.getByRole('button', { name: 'Take it anyway …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it', exact: true }).click();
    await page.getByRole('button', { name: /^Roll back to/ }).waitFor(patiently);
  }

  /** Makes the former model active again, in the list of models; its title. */
  async rollBack(): Promise<string> {
    const page = this.#page;
    await page.keyboard.press('Alt+G');
    const dialog = page.getByRole('dialog', { name: 'Models' });
    await dialog.getByRole('button', { name: /^Roll back to/ }).click();
    await until('tiny-128 to be active', async () => (await this.#active()).includes('tiny-128'));
    const active = await this.#active();
    await dialog.getByRole('button', { name: 'Done' }).click();
    return active;
  }

  /** Words of the active model in the open list of models. */
  #active(): Promise<string> {
    const dialog = this.#page.getByRole('dialog', { name: 'Models' });
    return dialog.getByRole('listitem').filter({ hasText: 'active' }).innerText();
  }

  #button(name: RegExp | string) {
    return this.#page.getByRole('button', { name }).first();
  }

  async #shownFrame(): Promise<number> {
    return Number(await this.#page.locator('canvas[data-frame]').getAttribute('data-frame'));
  }
}
