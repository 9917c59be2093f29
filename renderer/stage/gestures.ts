import type { Box } from '../../electron/domain/boxes.ts';
import {
  boxBetween,
  isOnImage,
  keepOnImage,
  MIN_SIDE_PX,
  moveBox,
  resizeBox,
  type DragKeys,
  type Handle,
} from './box-edit.ts';
import { boxesAt, contains, handleAt, nextInCycle } from './hit-test.ts';
import type { StageBox, StageScene } from './scene.ts';
import { boxToView, toImage, type Point, type Size, type View } from './view-transform.ts';

/** A pointer event, told in view pixels. */
export interface PointerSample extends Point {
  /** As in PointerEvent: 0 main, 1 middle, 2 secondary. */
  readonly button: number;
  /** True for pen and finger, which shake more than a mouse and reach less well. */
  readonly isCoarse: boolean;
  readonly shift: boolean;
  /** Ctrl or Command. */
  readonly ctrl: boolean;
  readonly alt: boolean;
  /** Space is held: the drag pans. */
  readonly space: boolean;
}

/** What gestures see. */
export interface GestureWorld {
  scene(): StageScene;
  view(): View;
  /** Size of the picture; null while none is on screen. */
  image(): Size | null;
}

/** What gestures do; boxes in image pixels. */
export interface GestureEffects {
  draw(box: Box): void;
  change(trackId: number, box: Box): void;
  select(trackIds: readonly number[], additive: boolean): void;
  /** By view pixels. */
  pan(dx: number, dy: number): void;
  /** A gesture that will make or change a box has begun or ended. */
  editing(isActive: boolean): void;
}

/** What the pointer is doing. */
export type GestureKind = 'idle' | 'pressed' | 'drawing' | 'moving' | 'resizing' | 'panning';

/** A box in the making: shown in place of its track's, or as a new one. */
export interface GesturePreview {
  readonly trackId: number | null;
  readonly box: Box;
}

/** What a drag from where the pointer went down would do. */
type Intent =
  | { readonly kind: 'drawing' | 'panning' }
  | { readonly kind: 'moving'; readonly target: StageBox; readonly isSelected: boolean }
  | { readonly kind: 'resizing'; readonly target: StageBox; readonly handle: Handle };

/** Shorter drags are clicks, in view pixels, so that a click never makes or moves a box. */
const MIN_DRAG = { fine: 4, coarse: 9 } as const;
/** A drawn box narrower on screen than this (view px) is a slip. */
const MIN_DRAWN = 3;
/** How far beside a handle, and beside a box's edge, a pointer still takes it, in view pixels. */
const HANDLE_REACH = { fine: 7, coarse: 14 } as const;
const EDGE_REACH = { fine: 3, coarse: 8 } as const;

const CURSORS: Record<Handle, string> = {
  nw: 'nwse-resize',
  se: 'nwse-resize',
  ne: 'nesw-resize',
  sw: 'nesw-resize',
  n: 'ns-resize',
  s: 'ns-resize',
  e: 'ew-resize',
  w: 'ew-resize',
  centre: 'move',
};

/**
 * The stage's pointer as a state machine: idle -> pressed -> drawing | moving | resizing | panning -> idle. Boxes
 * change once, on release; cancelling leaves everything as it was.
 */
export class Gestures {
  readonly #world: GestureWorld;
  readonly #effects: GestureEffects;
  #kind: GestureKind = 'idle';
  #press: PointerSample | null = null;
  #last: PointerSample | null = null;
  #intent: Intent = { kind: 'panning' };
  #preview: GesturePreview | null = null;
  #lastClick: Point | null = null;

  constructor(world: GestureWorld, effects: GestureEffects) {
    this.#world = world;
    this.#effects = effects;
  }

  /** What the pointer is doing now. */
  get kind(): GestureKind {
    return this.#kind;
  }

  /** The box in the making, or null. */
  get preview(): GesturePreview | null {
    return this.#preview;
  }

  /** The pointer went down; false when that means nothing here (secondary button, no picture). */
  press(sample: PointerSample): boolean {
    if (this.#kind !== 'idle' || !this.#world.image()) return false;
    if (sample.button !== 0 && sample.button !== 1) return false;
    this.#press = this.#last = sample;
    if (sample.button === 1 || sample.space) {
      this.#intent = { kind: 'panning' };
      this.#kind = 'panning';
    } else {
      this.#intent = this.#intentAt(sample);
      this.#kind = 'pressed';
    }
    return true;
  }

  /** The pointer moved; true when something on screen follows it. */
  move(sample: PointerSample): boolean {
    const press = this.#press;
    const last = this.#last;
    if (!press || !last) return false;
    if (this.#kind === 'pressed') {
      const minDrag = MIN_DRAG[precision(press)];
      if (Math.hypot(sample.x - press.x, sample.y - press.y) < minDrag) return false;
      this.#enter();
    }
    if (this.#kind === 'panning') this.#effects.pan(sample.x - last.x, sample.y - last.y);
    else this.#preview = this.#previewAt(press, sample);
    this.#last = sample;
    return true;
  }

  /** The pointer went up: a click, or the end of the drag. */
  release(sample: PointerSample): void {
    const press = this.#press;
    if (!press) return;
    this.move(sample);
    const { kind } = this;
    const preview = this.#preview;
    const intent = this.#intent;
    this.#leave();
    if (kind === 'pressed') this.#click(press);
    else if (preview && kind === 'drawing') this.#finishDrawing(preview.box);
    else if (preview && (intent.kind === 'moving' || intent.kind === 'resizing')) {
      this.#finishChange(intent.target, preview.box);
    }
  }

  /** Gives up what is under way; false when there was nothing. */
  cancel(): boolean {
    if (this.#kind === 'idle') return false;
    this.#leave();
    return true;
  }

  /** The boxes at another frame are other boxes: gives up editing, and the next click starts a new cycle. */
  frameChanged(): void {
    this.#lastClick = null;
    if (this.#kind !== 'panning') this.cancel();
  }

  /** The box under the pointer that a drag or click would take. */
  boxAt(sample: PointerSample): StageBox | null {
    if (!this.#world.image()) return null;
    const hits = this.#hits(sample);
    const { selectedIds } = this.#world.scene();
    return hits.find(({ trackId }) => selectedIds.has(trackId)) ?? hits[0] ?? null;
  }

  /** CSS cursor for the pointer at a place. */
  cursor(sample: PointerSample): string {
    if (!this.#world.image()) return 'default';
    if (this.#kind === 'panning') return 'grabbing';
    if (sample.space) return 'grab';
    const intent =
      this.#kind === 'idle' || this.#kind === 'pressed' ? this.#intentAt(sample) : this.#intent;
    switch (intent.kind) {
      case 'drawing':
        return 'crosshair';
      case 'moving':
        return 'move';
      case 'resizing':
        return CURSORS[intent.handle];
      case 'panning':
        return this.boxAt(sample) ? 'pointer' : 'default';
    }
  }

  #intentAt(sample: PointerSample): Intent {
    const scene = this.#world.scene();
    if (scene.tool === 'draw') return { kind: scene.readOnly ? 'panning' : 'drawing' };
    if (scene.readOnly) return { kind: 'panning' };
    const view = this.#world.view();
    for (const target of scene.boxes) {
      if (!scene.selectedIds.has(target.trackId) || target.locked) continue;
      const handle = handleAt(boxToView(view, target.box), sample, HANDLE_REACH[precision(sample)]);
      if (handle) return { kind: 'resizing', target, handle };
    }
    // A selected box that lies under another can be dragged: that is what it was selected for.
    const hits = this.#hits(sample).filter(({ locked }) => !locked);
    const selected = hits.find(({ trackId }) => scene.selectedIds.has(trackId));
    const target = selected ?? hits[0];
    return target
      ? { kind: 'moving', target, isSelected: selected !== undefined }
      : { kind: 'panning' };
  }

  #hits(sample: PointerSample): StageBox[] {
    const view = this.#world.view();
    const margin = EDGE_REACH[precision(sample)] / view.scale;
    return boxesAt(this.#world.scene().boxes, toImage(view, sample), margin);
  }

  #enter(): void {
    this.#kind = this.#intent.kind;
    if (this.#intent.kind === 'panning') return;
    if (this.#intent.kind === 'moving' && !this.#intent.isSelected) {
      this.#effects.select([this.#intent.target.trackId], false);
    }
    this.#effects.editing(true);
  }

  #leave(): void {
    const wasEditing =
      this.#kind === 'drawing' || this.#kind === 'moving' || this.#kind === 'resizing';
    this.#kind = 'idle';
    this.#press = this.#last = this.#preview = null;
    if (wasEditing) this.#effects.editing(false);
  }

  #previewAt(press: PointerSample, sample: PointerSample): GesturePreview {
    const view = this.#world.view();
    const image = this.#world.image()!;
    const from = toImage(view, press);
    const to = toImage(view, sample);
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const keys: DragKeys = { keepRatio: sample.shift, keepCentre: sample.alt };
    const intent = this.#intent;
    switch (intent.kind) {
      case 'moving':
        return {
          trackId: intent.target.trackId,
          box: keepOnImage(moveBox(intent.target.box, dx, dy), image),
        };
      case 'resizing':
        return {
          trackId: intent.target.trackId,
          box: keepOnImage(resizeBox(intent.target.box, intent.handle, dx, dy, keys), image),
        };
      case 'drawing':
      case 'panning':
        return { trackId: null, box: boxBetween(from, to, keys) };
    }
  }

  #finishDrawing(box: Box): void {
    const image = this.#world.image();
    const least = Math.max(MIN_SIDE_PX, MIN_DRAWN / this.#world.view().scale);
    if (!image || Math.min(box.w, box.h) < least || !isOnImage(box, image)) return;
    this.#effects.draw(box);
  }

  #finishChange(target: StageBox, box: Box): void {
    const before = target.box;
    const isSame =
      box.x === before.x && box.y === before.y && box.w === before.w && box.h === before.h;
    // Another window may have deleted or locked the track meanwhile.
    const now = this.#world.scene().boxes.find(({ trackId }) => trackId === target.trackId);
    if (!isSame && now && !now.locked) this.#effects.change(target.trackId, box);
  }

  #click(press: PointerSample): void {
    const hits = this.#hits(press);
    const { selectedIds } = this.#world.scene();
    const isSamePlace =
      this.#lastClick !== null &&
      contains({ ...this.#lastClick, w: 0, h: 0 }, press, MIN_DRAG[precision(press)]);
    this.#lastClick = { x: press.x, y: press.y };
    const additive = press.shift || press.ctrl;
    const next = nextInCycle(hits, selectedIds, isSamePlace && !additive);
    if (next) this.#effects.select([next.trackId], additive);
    else if (!additive) this.#effects.select([], false);
  }
}

function precision(sample: PointerSample): 'fine' | 'coarse' {
  return sample.isCoarse ? 'coarse' : 'fine';
}
