import type { FrameRange } from '../../electron/domain/edit-command.ts';
import type { TimelineHandlers, TimelineLane } from './scene.ts';
import { xToFrame, type TimeAxis } from './time-axis.ts';
import { laneAt, NAMES_WIDTH, RULER_HEIGHT, type LaneLayout } from './timeline-layout.ts';

/** A pointer event, told in CSS pixels from the timeline's top left corner. */
export interface TimelinePointer {
  readonly x: number;
  readonly y: number;
  /** As in PointerEvent: 0 main, 1 middle, 2 secondary. */
  readonly button: number;
  readonly shift: boolean;
  /** Ctrl or Command. */
  readonly ctrl: boolean;
}

/** What gestures see and move. */
export interface TimelineWorld {
  /** Null without media. */
  axis(): TimeAxis | null;
  layout(): LaneLayout;
  lanes(): readonly TimelineLane[];
  /** Scrolls by CSS pixels. */
  pan(dx: number, dy: number): void;
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'panning'; readonly last: TimelinePointer }
  | { readonly kind: 'seeking'; readonly frameIndex: number }
  | { readonly kind: 'selecting'; readonly anchor: number; readonly range: FrameRange | null };

const IDLE: State = { kind: 'idle' };
/** Share of the way beyond an edge by which a drag scrolls, per event. */
const EDGE_SCROLL = 0.25;

/** The timeline's pointer: seeks by dragging, selects lanes by clicks, and ranges by Shift-drags on the ruler. */
export class TimelineGestures {
  readonly #world: TimelineWorld;
  readonly #handlers: TimelineHandlers;
  #state: State = IDLE;

  constructor(world: TimelineWorld, handlers: TimelineHandlers) {
    this.#world = world;
    this.#handlers = handlers;
  }

  get kind(): State['kind'] {
    return this.#state.kind;
  }

  /** The range being selected, or null. */
  get range(): FrameRange | null {
    return this.#state.kind === 'selecting' ? this.#state.range : null;
  }

  /** The pointer went down; true when a drag may follow. */
  press(pointer: TimelinePointer): boolean {
    const axis = this.#world.axis();
    if (!axis || this.#state.kind !== 'idle') return false;
    if (pointer.button === 1) {
      this.#state = { kind: 'panning', last: pointer };
      return true;
    }
    if (pointer.button !== 0) return false;
    const additive = pointer.shift || pointer.ctrl;
    const lane = laneAt(this.#world.layout(), pointer.y);
    const track = lane === null ? undefined : this.#world.lanes()[lane];
    if (track) this.#handlers.onSelect([track.trackId], additive);
    if (pointer.x < NAMES_WIDTH || (track && additive)) return false;
    const frameIndex = xToFrame(axis, pointer.x - NAMES_WIDTH);
    if (pointer.shift && pointer.y < RULER_HEIGHT) {
      this.#state = { kind: 'selecting', anchor: frameIndex, range: null };
    } else {
      this.#state = { kind: 'seeking', frameIndex };
      this.#handlers.onSeek(frameIndex, false);
    }
    return true;
  }

  /** The pointer moved; true when something on screen follows it. */
  move(pointer: TimelinePointer): boolean {
    const state = this.#state;
    if (state.kind === 'idle') return false;
    if (state.kind === 'panning') {
      this.#world.pan(state.last.x - pointer.x, state.last.y - pointer.y);
      this.#state = { kind: 'panning', last: pointer };
      return true;
    }
    const frameIndex = this.#frameAt(pointer);
    if (frameIndex === null) return false;
    if (state.kind === 'seeking') {
      if (frameIndex === state.frameIndex) return false;
      this.#state = { kind: 'seeking', frameIndex };
      this.#handlers.onSeek(frameIndex, false);
      return true;
    }
    // A range begins once the pointer reaches another frame: until then it may be a click.
    if (state.range === null && frameIndex === state.anchor) return false;
    const range = {
      from: Math.min(state.anchor, frameIndex),
      to: Math.max(state.anchor, frameIndex),
    };
    this.#state = { ...state, range };
    return true;
  }

  /** The pointer went up. */
  release(pointer: TimelinePointer): void {
    this.move(pointer);
    const state = this.#state;
    this.#state = IDLE;
    if (state.kind === 'seeking') this.#handlers.onSeek(state.frameIndex, true);
    else if (state.kind === 'selecting') this.#handlers.onRange(state.range);
  }

  /** Gives up the drag under way: a range is left as it was, the playhead stays; false when there was none. */
  cancel(): boolean {
    const state = this.#state;
    this.#state = IDLE;
    if (state.kind === 'seeking') this.#handlers.onSeek(state.frameIndex, true);
    return state.kind !== 'idle';
  }

  /** The frame under the pointer; beyond an edge the view scrolls along. */
  #frameAt(pointer: TimelinePointer): number | null {
    const axis = this.#world.axis();
    if (!axis) return null;
    const x = pointer.x - NAMES_WIDTH;
    const beyond = x < 0 ? x : x > axis.width ? x - axis.width : 0;
    if (beyond !== 0) this.#world.pan(beyond * EDGE_SCROLL, 0);
    const scrolled = this.#world.axis() ?? axis;
    return xToFrame(scrolled, Math.max(0, Math.min(axis.width - 1, x)));
  }
}
