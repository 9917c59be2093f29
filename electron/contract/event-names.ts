import type { DesktopEventName } from './desktop.ts';
import type { StudioEventName } from './events.ts';

// Records rather than lists, so that the compiler misses none and refuses any other.
const studioEvents: Readonly<Record<StudioEventName, true>> = {
  project: true,
  edit: true,
  progress: true,
  layer: true,
  layerBoxes: true,
  distillation: true,
  models: true,
  comparison: true,
  notice: true,
};
const desktopEvents: Readonly<Record<DesktopEventName, true>> = {
  command: true,
  openFiles: true,
  leaving: true,
};

/** The names of all events of the studio. */
export const STUDIO_EVENTS = Object.keys(studioEvents) as readonly StudioEventName[];

/** The names of the events that only desktop hosts send. */
export const DESKTOP_EVENTS = Object.keys(desktopEvents) as readonly DesktopEventName[];
