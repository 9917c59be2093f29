import { beforeEach, describe, expect, it } from 'vitest';
import { laneOf } from './lane.fixture.ts';
import { LANE_HEIGHT } from './lane-size.ts';
import { panAxis, type TimeAxis } from './time-axis.ts';
import { TimelineGestures, type TimelinePointer } from './timeline-gestures.ts';
import { NAMES_WIDTH, RULER_HEIGHT } from './timeline-layout.ts';

const LANES = [1, 2, 3].map((trackId) => laneOf(trackId, new Map()));

let axis: TimeAxis | null;
let told: unknown[];
let gestures: TimelineGestures;

beforeEach(() => {
  axis = { start: 100, pxPerFrame: 2, frameCount: 1000, width: 400 };
  told = [];
  gestures = new TimelineGestures(
    {
      axis: () => axis,
      layout: () => ({ laneCount: 3, scrollTop: 0, height: 300 }),
      lanes: () => LANES,
      pan: (dx, dy) => {
        told.push(['pan', dx, dy]);
        if (axis) axis = panAxis(axis, dx);
      },
    },
    {
      onSeek: (frame, isFinal) => told.push(['seek', frame, isFinal]),
      onSelect: (ids, additive) => told.push(['select', ids, additive]),
      onRange: (range) => told.push(['range', range]),
    },
  );
});

/** A pointer over a frame, on the ruler or on a lane. */
function over(
  frame: number,
  lane: number | 'ruler',
  more: Partial<TimelinePointer> = {},
): TimelinePointer {
  const y = lane === 'ruler' ? 10 : RULER_HEIGHT + (lane + 0.5) * LANE_HEIGHT;
  return {
    x: NAMES_WIDTH + (frame + 0.5 - 100) * 2,
    y,
    button: 0,
    shift: false,
    ctrl: false,
    ...more,
  };
}

describe('the playhead', () => {
  it('jumps to a press on the ruler and follows the drag, told once per frame', () => {
    gestures.press(over(150, 'ruler'));
    gestures.move(over(150, 'ruler'));
    gestures.move(over(160, 'ruler'));
    gestures.release(over(170, 'ruler'));
    expect(told).toEqual([
      ['seek', 150, false],
      ['seek', 160, false],
      ['seek', 170, false],
      ['seek', 170, true],
    ]);
    expect(gestures.kind).toBe('idle');
  });

  it('goes where a lane is clicked, whose track is selected', () => {
    gestures.press(over(120, 1));
    gestures.release(over(120, 1));
    expect(told).toEqual([
      ['select', [2], false],
      ['seek', 120, false],
      ['seek', 120, true],
    ]);
  });

  it('stays where it is for clicks on names, additive clicks and other buttons', () => {
    gestures.press({ ...over(120, 0), x: 20 });
    gestures.press(over(120, 2, { ctrl: true }));
    gestures.press(over(120, 2, { shift: true }));
    gestures.press(over(120, 2, { button: 2 }));
    expect(told).toEqual([
      ['select', [1], false],
      ['select', [3], true],
      ['select', [3], true],
    ]);
  });

  it('scrolls along beyond the edges, up to the video’s ends', () => {
    gestures.press(over(290, 'ruler'));
    for (let i = 0; i < 200; i++) gestures.move({ ...over(299, 'ruler'), x: NAMES_WIDTH + 500 });
    const seeks = (): unknown[] => told.filter((entry) => (entry as unknown[])[0] === 'seek');
    expect(seeks().at(-1)).toEqual(['seek', 999, false]);
    expect(axis?.start).toBe(800);
    gestures.move({ ...over(299, 'ruler'), x: NAMES_WIDTH - 1e6 });
    expect(seeks().at(-1)).toEqual(['seek', 0, false]);
  });
});

describe('a range', () => {
  it('is selected by Shift and drag on the ruler, either way', () => {
    gestures.press(over(180, 'ruler', { shift: true }));
    gestures.move(over(150, 'ruler'));
    expect(gestures.range).toEqual({ from: 150, to: 180 });
    gestures.release(over(140, 'ruler'));
    expect(told).toEqual([['range', { from: 140, to: 180 }]]);
  });

  it('is cleared by Shift and click, and left as it was by Esc', () => {
    gestures.press(over(180, 'ruler', { shift: true }));
    gestures.release(over(180, 'ruler', { shift: true }));
    expect(told).toEqual([['range', null]]);
    gestures.press(over(180, 'ruler', { shift: true }));
    gestures.move(over(150, 'ruler'));
    expect(gestures.cancel()).toBe(true);
    gestures.release(over(150, 'ruler'));
    expect(told).toHaveLength(1);
    expect(gestures.cancel()).toBe(false);
  });
});

it('pans with the middle button', () => {
  gestures.press(over(150, 0, { button: 1 }));
  gestures.move({ ...over(150, 0), x: over(150, 0).x - 30, y: over(150, 0).y + 7 });
  expect(told).toEqual([['pan', 30, -7]]);
});

it('does nothing without media', () => {
  axis = null;
  expect(gestures.press(over(150, 'ruler'))).toBe(false);
  expect(told).toEqual([]);
});
