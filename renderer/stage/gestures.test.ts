import { beforeEach, describe, expect, it } from 'vitest';
import type { Box } from '../../electron/domain/boxes.ts';
import { Gestures, type PointerSample } from './gestures.ts';
import type { StageScene } from './scene.ts';
import { stageBox } from './stage-box.fixture.ts';
import type { View } from './view-transform.ts';

const BOX = { x: 100, y: 100, w: 50, h: 40 };

let scene: StageScene;
let view: View;
let told: unknown[];
let gestures: Gestures;

beforeEach(() => {
  scene = {
    boxes: [stageBox(1, BOX)],
    selectedIds: new Set(),
    trails: [],
    ghosts: [],
    tool: 'select',
    drawColor: '#ffffff',
    readOnly: false,
  };
  view = { scale: 2, x: 10, y: 20 };
  told = [];
  gestures = new Gestures(
    { scene: () => scene, view: () => view, image: () => ({ width: 640, height: 360 }) },
    {
      draw: (box) => told.push(['draw', box]),
      change: (trackId, box) => told.push(['change', trackId, box]),
      select: (trackIds, additive) => {
        told.push(['select', trackIds, additive]);
        scene = { ...scene, selectedIds: new Set(trackIds) };
      },
      pan: (dx, dy) => told.push(['pan', dx, dy]),
      editing: (isActive) => told.push(['editing', isActive]),
    },
  );
});

/** A sample at an image point. */
function at(x: number, y: number, more: Partial<PointerSample> = {}): PointerSample {
  const keys = { shift: false, ctrl: false, alt: false, space: false };
  const place = { x: x * view.scale + view.x, y: y * view.scale + view.y };
  return { ...place, button: 0, isCoarse: false, ...keys, ...more };
}

function drag(from: PointerSample, ...to: PointerSample[]): void {
  gestures.press(from);
  for (const sample of to) gestures.move(sample);
  gestures.release(to.at(-1) ?? from);
}

function told1(word: string): unknown[] {
  return told.filter((entry) => (entry as unknown[])[0] === word);
}

describe('drawing', () => {
  beforeEach(() => {
    scene = { ...scene, tool: 'draw' };
  });

  it('gives one box, to hundredths of a pixel, on release', () => {
    gestures.press(at(10.126, 20));
    gestures.move(at(30, 40));
    expect(gestures.kind).toBe('drawing');
    gestures.move(at(60.5, 70.25));
    expect(gestures.preview).toEqual({
      trackId: null,
      box: { x: 10.13, y: 20, w: 50.37, h: 50.25 },
    });
    expect(told1('draw')).toEqual([]);
    gestures.release(at(60.5, 70.25));
    expect(told1('draw')).toEqual([['draw', { x: 10.13, y: 20, w: 50.37, h: 50.25 }]]);
    expect(told1('editing')).toEqual([
      ['editing', true],
      ['editing', false],
    ]);
    expect(gestures.kind).toBe('idle');
    expect(gestures.preview).toBeNull();
  });

  it('takes a short drag for a click: no tiny boxes', () => {
    drag(at(10, 10), at(11.5, 10));
    expect(told1('draw')).toEqual([]);
    drag(at(110, 110), at(111, 110.5));
    expect(told1('select')).toContainEqual(['select', [1], false]);
    drag(at(10, 10, { isCoarse: true }), at(13, 13, { isCoarse: true }));
    expect(told1('draw')).toEqual([]);
  });

  it('drops a box without height and one outside the picture, keeps one that leaves it in part', () => {
    drag(at(10, 10), at(90, 10.4));
    drag(at(-90, -90), at(-20, -20));
    expect(told1('draw')).toEqual([]);
    drag(at(-20, -30), at(40, 50));
    expect(told1('draw')).toEqual([['draw', { x: -20, y: -30, w: 60, h: 80 }]]);
  });

  it('draws over boxes and selected handles too', () => {
    scene = { ...scene, selectedIds: new Set([1]) };
    drag(at(100, 100), at(120, 120));
    expect(told1('change')).toEqual([]);
    expect(told1('draw')).toHaveLength(1);
  });

  it('is given up by Esc, and the drag that goes on does nothing', () => {
    gestures.press(at(10, 10));
    gestures.move(at(60, 60));
    expect(gestures.cancel()).toBe(true);
    expect(gestures.preview).toBeNull();
    gestures.move(at(90, 90));
    gestures.release(at(90, 90));
    expect(told1('draw')).toEqual([]);
    expect(told.at(-1)).toEqual(['editing', false]);
    expect(gestures.cancel()).toBe(false);
  });

  it('draws nothing where nothing may be changed', () => {
    scene = { ...scene, readOnly: true };
    drag(at(10, 10), at(60, 60));
    expect(told1('draw')).toEqual([]);
    expect(told1('pan')).not.toEqual([]);
  });
});

describe('moving and resizing', () => {
  it('selects and moves the box under the pointer: one change, after release', () => {
    drag(at(120, 110), at(121, 110), at(130.5, 100.25));
    expect(told).toEqual([
      ['select', [1], false],
      ['editing', true],
      ['editing', false],
      ['change', 1, { x: 110.5, y: 90.25, w: 50, h: 40 }],
    ]);
  });

  it('resizes a selected box by its handles', () => {
    scene = { ...scene, selectedIds: new Set([1]) };
    gestures.press(at(150, 140));
    gestures.move(at(160, 150));
    expect(gestures.kind).toBe('resizing');
    gestures.release(at(170, 145.5));
    expect(told1('change')).toEqual([['change', 1, { x: 100, y: 100, w: 70, h: 45.5 }]]);
    expect(told1('select')).toEqual([]);
  });

  it('moves by the centre handle', () => {
    scene = { ...scene, selectedIds: new Set([1]) };
    drag(at(125, 120), at(135, 125));
    expect(told1('change')).toEqual([['change', 1, { x: 110, y: 105, w: 50, h: 40 }]]);
  });

  it('drags the selected box even where it lies under another', () => {
    scene = {
      ...scene,
      boxes: [stageBox(1, BOX), stageBox(2, { x: 110, y: 105, w: 20, h: 20 })],
      selectedIds: new Set([1]),
    };
    drag(at(115, 110), at(125, 110));
    expect(told1('change')).toEqual([['change', 1, { x: 110, y: 100, w: 50, h: 40 }]]);
  });

  it('does not drag a locked box, but selects it', () => {
    scene = { ...scene, boxes: [stageBox(1, BOX, { locked: true })], selectedIds: new Set([1]) };
    drag(at(120, 110), at(140, 120));
    drag(at(150, 140), at(160, 150));
    expect(told1('change')).toEqual([]);
    scene = { ...scene, selectedIds: new Set() };
    drag(at(120, 110));
    expect(told1('select')).toEqual([['select', [1], false]]);
  });

  it('changes nothing when the box comes back to where it was', () => {
    drag(at(120, 110), at(150, 150), at(120, 110));
    expect(told1('change')).toEqual([]);
  });

  it('changes nothing when the track has gone meanwhile', () => {
    gestures.press(at(120, 110));
    gestures.move(at(140, 120));
    scene = { ...scene, boxes: [] };
    gestures.release(at(140, 120));
    expect(told1('change')).toEqual([]);
  });

  it('is given up when another frame comes on screen; a pan goes on', () => {
    gestures.press(at(120, 110));
    gestures.move(at(140, 120));
    gestures.frameChanged();
    gestures.release(at(140, 120));
    expect(told1('change')).toEqual([]);
    gestures.press(at(300, 300));
    gestures.move(at(310, 300));
    gestures.frameChanged();
    expect(gestures.kind).toBe('panning');
  });

  it('keeps at least a pixel on the picture', () => {
    drag(at(120, 110), at(-400, 110));
    const [change] = told1('change') as [string, number, Box][];
    expect(change![2]).toEqual({ x: -49, y: 100, w: 50, h: 40 });
  });
});

describe('clicking', () => {
  it('cycles through boxes at the same place and starts anew at another frame', () => {
    scene = {
      ...scene,
      boxes: [stageBox(1, BOX), stageBox(2, { x: 95, y: 95, w: 60, h: 60 }), stageBox(3, BOX)],
    };
    for (let i = 0; i < 4; i++) drag(at(110, 110));
    expect(told1('select').map((entry) => (entry as [string, number[]])[1])).toEqual([
      [3],
      [1],
      [2],
      [3],
    ]);
    gestures.frameChanged();
    drag(at(110, 110));
    expect(told.at(-1)).toEqual(['select', [3], false]);
  });

  it('adds with Shift or Ctrl, and clears beside all boxes', () => {
    drag(at(110, 110, { shift: true }));
    expect(told.at(-1)).toEqual(['select', [1], true]);
    drag(at(110, 110, { ctrl: true }));
    expect(told.at(-1)).toEqual(['select', [1], true]);
    drag(at(300, 300, { shift: true }));
    expect(told).toHaveLength(2);
    drag(at(300, 300));
    expect(told.at(-1)).toEqual(['select', [], false]);
  });
});

describe('panning', () => {
  it('follows the middle button and Space from the first pixel, over boxes and while drawing', () => {
    scene = { ...scene, tool: 'draw' };
    drag(at(110, 110, { button: 1 }), at(110.5, 110, { button: 1 }), at(112, 109, { button: 1 }));
    expect(told).toEqual([
      ['pan', 1, 0],
      ['pan', 3, -2],
      ['pan', 0, 0],
    ]);
    told.length = 0;
    drag(at(110, 110, { space: true }), at(115, 110));
    expect(told[0]).toEqual(['pan', 10, 0]);
  });

  it('follows the main button beside all boxes; the secondary button does nothing', () => {
    drag(at(300, 300), at(310, 300));
    expect(told1('pan')[0]).toEqual(['pan', 20, 0]);
    told.length = 0;
    expect(gestures.press(at(110, 110, { button: 2 }))).toBe(false);
    gestures.move(at(150, 150));
    expect(told).toEqual([]);
  });
});

describe('cursor', () => {
  it('says what a drag would do', () => {
    expect(gestures.cursor(at(120, 110))).toBe('move');
    expect(gestures.cursor(at(300, 300))).toBe('default');
    expect(gestures.cursor(at(300, 300, { space: true }))).toBe('grab');
    scene = { ...scene, selectedIds: new Set([1]) };
    expect(gestures.cursor(at(150, 140))).toBe('nwse-resize');
    scene = { ...scene, tool: 'draw' };
    expect(gestures.cursor(at(150, 140))).toBe('crosshair');
    scene = { ...scene, tool: 'select', boxes: [stageBox(1, BOX, { locked: true })] };
    expect(gestures.cursor(at(120, 110))).toBe('pointer');
  });
});
