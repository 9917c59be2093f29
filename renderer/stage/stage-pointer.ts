import type { Gestures, PointerSample } from './gestures.ts';
import type { StageHandlers } from './scene.ts';
import { toImage, wheelZoomFactor, type Point, type View } from './view-transform.ts';

/** What the pointer needs of the stage. */
export interface StagePointerWorld {
  view(): View;
  /** Something over the picture follows the pointer. */
  repaint(): void;
  /** About a place in view pixels. */
  zoom(factor: number, pivot: Point): void;
  readonly onHover: StageHandlers['onHover'];
}

/** Carries the events of mouse, pen, finger, wheel and the space bar from the stage's element to its gestures. */
export class StagePointer {
  readonly #element: HTMLElement;
  readonly #gestures: Gestures;
  readonly #world: StagePointerWorld;
  #activePointer: number | null = null;
  #isSpaceHeld = false;
  #isSpaceUsed = false;
  #place: Point | null = null;
  #hoveredId: number | null = null;

  constructor(
    element: HTMLElement,
    signal: AbortSignal,
    gestures: Gestures,
    world: StagePointerWorld,
  ) {
    this.#element = element;
    this.#gestures = gestures;
    this.#world = world;
    // Fingers draw and move; the browser must not scroll with them.
    element.style.touchAction = 'none';
    element.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    element.addEventListener('pointermove', (event) => this.#move(event), { signal });
    element.addEventListener('pointerup', (event) => this.#up(event), { signal });
    element.addEventListener('pointercancel', (event) => this.#lost(event), { signal });
    element.addEventListener('lostpointercapture', (event) => this.#lost(event), { signal });
    element.addEventListener('pointerleave', () => this.#leave(), { signal });
    element.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    const { defaultView } = element.ownerDocument;
    // Ahead of the window's own keys: a space bar that held the picture must not play it when let go.
    const early = { signal, capture: true };
    defaultView?.addEventListener('keydown', (event) => this.#keyDown(event), early);
    defaultView?.addEventListener('keyup', (event) => this.#keyUp(event), early);
    defaultView?.addEventListener('blur', () => this.#releaseSpace(), { signal });
  }

  /** Where the pointer is, in view pixels; null when it is elsewhere. */
  get place(): Point | null {
    return this.#place;
  }

  /** Track whose box is under the pointer. */
  get hoveredId(): number | null {
    return this.#hoveredId;
  }

  #down(event: PointerEvent): void {
    if (this.#activePointer !== null) return;
    const sample = this.#sample(event);
    if (!this.#gestures.press(sample)) return;
    // The middle button would start the browser's own scrolling.
    if (event.button === 1) event.preventDefault();
    this.#isSpaceUsed ||= this.#isSpaceHeld;
    this.#activePointer = event.pointerId;
    this.#element.setPointerCapture(event.pointerId);
    this.#follow(sample);
  }

  #move(event: PointerEvent): void {
    if (this.#activePointer !== null && event.pointerId !== this.#activePointer) return;
    const sample = this.#sample(event);
    this.#gestures.move(sample);
    this.#follow(sample);
  }

  #up(event: PointerEvent): void {
    if (event.pointerId !== this.#activePointer) return;
    this.#activePointer = null;
    const sample = this.#sample(event);
    this.#gestures.release(sample);
    this.#follow(sample);
  }

  #lost(event: PointerEvent): void {
    if (event.pointerId !== this.#activePointer) return;
    this.#activePointer = null;
    this.#gestures.cancel();
    this.#world.repaint();
  }

  #leave(): void {
    if (this.#activePointer !== null) return;
    this.#place = null;
    this.#hoveredId = null;
    this.#world.onHover(null, null);
    this.#world.repaint();
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    // Shift turns the wheel sideways on some systems.
    const delta = event.deltaY === 0 ? event.deltaX : event.deltaY;
    const factor = wheelZoomFactor(delta, event.deltaMode, event.ctrlKey);
    this.#world.zoom(factor, this.#sample(event));
  }

  /** Everything that shows where the pointer is: cursor, hover, crosshair. */
  #follow(sample: PointerSample): void {
    this.#place = { x: sample.x, y: sample.y };
    const { kind } = this.#gestures;
    const hovered =
      kind === 'idle' ? (this.#gestures.boxAt(sample)?.trackId ?? null) : this.#hoveredId;
    this.#hoveredId = hovered;
    this.#element.style.cursor = this.#gestures.cursor(sample);
    this.#world.onHover(hovered, toImage(this.#world.view(), sample));
    this.#world.repaint();
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.code !== 'Space' || isTyping(event.target)) return;
    this.#isSpaceHeld = true;
    if (this.#place && this.#gestures.kind === 'idle') this.#element.style.cursor = 'grab';
  }

  #keyUp(event: KeyboardEvent): void {
    if (event.code !== 'Space') return;
    if (this.#isSpaceUsed) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    this.#releaseSpace();
  }

  #releaseSpace(): void {
    this.#isSpaceHeld = this.#isSpaceUsed = false;
    if (this.#gestures.kind === 'idle') this.#element.style.cursor = '';
  }

  #sample(event: MouseEvent): PointerSample {
    const { left, top } = this.#element.getBoundingClientRect();
    const type = 'pointerType' in event ? event.pointerType : 'mouse';
    return {
      x: event.clientX - left,
      y: event.clientY - top,
      button: event.button,
      isCoarse: type === 'touch' || type === 'pen',
      shift: event.shiftKey,
      ctrl: event.ctrlKey || event.metaKey,
      alt: event.altKey,
      space: this.#isSpaceHeld,
    };
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
