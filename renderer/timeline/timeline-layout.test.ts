import { expect, it } from 'vitest';
import { LANE_HEIGHT } from './lane-size.ts';
import {
  boundScroll,
  laneAt,
  laneTop,
  RULER_HEIGHT,
  scrollToLane,
  visibleLanes,
} from './timeline-layout.ts';

const layout = { laneCount: 100, scrollTop: 10 * LANE_HEIGHT + 5, height: 5 * LANE_HEIGHT };

it('paints only lanes that are in view', () => {
  expect(visibleLanes(layout)).toEqual([10, 16]);
  expect(visibleLanes({ ...layout, laneCount: 3, scrollTop: 0 })).toEqual([0, 3]);
});

it('finds a lane where it is painted', () => {
  for (const lane of [11, 12, 15]) {
    expect(laneAt(layout, laneTop(layout, lane))).toBe(lane);
    expect(laneAt(layout, laneTop(layout, lane) + LANE_HEIGHT - 1)).toBe(lane);
  }
  // Scrolled by five pixels, the first lane begins below the ruler.
  expect(laneAt(layout, RULER_HEIGHT)).toBe(10);
  expect(laneTop(layout, 10)).toBe(RULER_HEIGHT - 5);
  expect(laneAt(layout, RULER_HEIGHT - 1)).toBeNull();
  expect(laneAt({ ...layout, laneCount: 1, scrollTop: 0 }, RULER_HEIGHT + LANE_HEIGHT)).toBeNull();
});

it('scrolls as little as needed, and not beyond the last lane', () => {
  expect(scrollToLane(layout, 12)).toEqual(layout);
  expect(scrollToLane(layout, 3).scrollTop).toBe(3 * LANE_HEIGHT);
  expect(scrollToLane(layout, 40).scrollTop).toBe(36 * LANE_HEIGHT);
  expect(boundScroll({ ...layout, scrollTop: 1e9 }).scrollTop).toBe(95 * LANE_HEIGHT);
  expect(boundScroll({ ...layout, laneCount: 2 }).scrollTop).toBe(0);
});
