import type { Regions } from '../state/studio.svelte.ts';

const FOCUSABLE =
  'button:not(:disabled), input:not(:disabled), select:not(:disabled), [tabindex="0"]';

/**
 * The parts of the window in the order of the page: F6 goes from one to the next, as in other desktop programs, so
 * that the stage, which takes Tab for going through objects, is no trap for the keyboard.
 */
export const windowRegions: Regions = {
  focusNext(by) {
    const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
    const current = regions.findIndex((region) => region.contains(document.activeElement));
    const from = current < 0 && by === -1 ? 0 : current;
    for (let i = 1; i <= regions.length; i++) {
      const region = regions[(from + by * i + 2 * regions.length) % regions.length]!;
      const target =
        region.querySelector<HTMLElement>('[data-canvas]') ??
        region.querySelector<HTMLElement>(FOCUSABLE);
      if (target && target.offsetParent !== null) {
        target.focus();
        return;
      }
    }
  },
};
