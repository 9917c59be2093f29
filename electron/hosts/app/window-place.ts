import type { Rectangle } from 'electron';
import { z } from 'zod';

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() });
const placeSchema = z.object({ bounds: rectangle, isMaximized: z.boolean() });

/** Where a window was last, in the display's own units. */
export type WindowPlace = z.infer<typeof placeSchema>;

/** The size of a window that has never been open, and the least size that it may be given. */
const usualSize = { width: 1280, height: 800 };
export const LEAST_SIZE = { width: 800, height: 560 };
/** How much of a window's upper edge must be on a display, so that it can be taken hold of. */
const grip = { width: 120, height: 32 };

/** Reads what was kept of a place; null for anything else. */
export function parsePlace(json: string): WindowPlace | null {
  try {
    return placeSchema.parse(JSON.parse(json));
  } catch {
    return null;
  }
}

/**
 * The place for a window on the displays that are there now: the former one where it can still be reached, else
 * the middle of the first display, and never larger than the display.
 * @param workAreas the displays' areas without task bars, the main one first
 */
export function placeOnDisplays(
  former: WindowPlace | null,
  workAreas: readonly Rectangle[],
): Rectangle {
  const bounds = former?.bounds;
  for (const area of bounds ? workAreas : []) {
    // Sized first: a window much wider than the display may have had only its far end on it.
    const place = { ...bounds!, ...sizeWithin(bounds!, area) };
    if (canBeReached(place, area)) return place;
  }
  const [main = { x: 0, y: 0, ...usualSize }] = workAreas;
  const { width, height } = sizeWithin(bounds ?? usualSize, main);
  return {
    x: main.x + Math.round((main.width - width) / 2),
    y: main.y + Math.round((main.height - height) / 2),
    ...{ width, height },
  };
}

function sizeWithin(
  { width, height }: { readonly width: number; readonly height: number },
  area: Rectangle,
): { readonly width: number; readonly height: number } {
  return {
    width: Math.min(Math.max(width, LEAST_SIZE.width), area.width),
    height: Math.min(Math.max(height, LEAST_SIZE.height), area.height),
  };
}

function canBeReached({ x, y, width }: Rectangle, area: Rectangle): boolean {
  const shownWidth = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  const isTopShown = y >= area.y - 1 && y + grip.height <= area.y + area.height;
  return shownWidth >= grip.width && isTopShown;
}
