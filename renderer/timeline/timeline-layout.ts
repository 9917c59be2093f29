import { LANE_HEIGHT } from './lane-size.ts';

/** Width of the lanes' names and height of the ruler, in CSS pixels. */
export const NAMES_WIDTH = 148;
export const RULER_HEIGHT = 34;

/** How lanes fill the height below the ruler. */
export interface LaneLayout {
  readonly laneCount: number;
  /** CSS pixels that are scrolled away above. */
  readonly scrollTop: number;
  /** CSS pixels below the ruler. */
  readonly height: number;
}

/** The layout scrolled no further than its last lane. */
export function boundScroll(layout: LaneLayout): LaneLayout {
  const most = Math.max(0, layout.laneCount * LANE_HEIGHT - layout.height);
  return { ...layout, scrollTop: Math.max(0, Math.min(most, layout.scrollTop)) };
}

/** Top of a lane, in CSS pixels from the timeline's top. */
export function laneTop({ scrollTop }: LaneLayout, lane: number): number {
  return RULER_HEIGHT + lane * LANE_HEIGHT - scrollTop;
}

/** Place of the lane at a y, or null beside all lanes. */
export function laneAt(layout: LaneLayout, y: number): number | null {
  if (y < RULER_HEIGHT) return null;
  const lane = Math.floor((y - RULER_HEIGHT + layout.scrollTop) / LANE_HEIGHT);
  return lane < layout.laneCount ? lane : null;
}

/** Places of the first lane in view and of the one after the last. */
export function visibleLanes(layout: LaneLayout): readonly [first: number, end: number] {
  const first = Math.floor(layout.scrollTop / LANE_HEIGHT);
  const end = Math.ceil((layout.scrollTop + layout.height) / LANE_HEIGHT);
  return [Math.min(first, layout.laneCount), Math.min(end, layout.laneCount)];
}

/** The layout scrolled as little as needed for a lane to be in view. */
export function scrollToLane(layout: LaneLayout, lane: number): LaneLayout {
  const top = lane * LANE_HEIGHT;
  const least = top + LANE_HEIGHT - layout.height;
  const scrollTop = Math.min(top, Math.max(least, layout.scrollTop));
  return boundScroll({ ...layout, scrollTop });
}
