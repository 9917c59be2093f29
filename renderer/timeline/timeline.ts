import type { FrameRange } from '../../electron/domain/edit-command.ts';
import { watchPreferences, type CanvasTheme } from '../stage/canvas-theme.ts';
import {
  addCanvas,
  PaintQueue,
  sizeCanvas,
  watchSize,
  type DeviceCanvas,
  type DeviceSize,
} from '../stage/device-canvas.ts';
import type { TimelineHandlers, TimelineScene } from './scene.ts';
import {
  axisOfRange,
  axisWithFrame,
  boundAxis,
  fitAxis,
  frameToX,
  panAxis,
  zoomAxis,
  type TimeAxis,
} from './time-axis.ts';
import { TimelineGestures, type TimelinePointer } from './timeline-gestures.ts';
import {
  boundScroll,
  NAMES_WIDTH,
  RULER_HEIGHT,
  scrollToLane,
  type LaneLayout,
} from './timeline-layout.ts';
import { paintPlayhead, TimelinePainter } from './timeline-painter.ts';
import { timelineTokens, type TimelineTokens } from './timeline-tokens.ts';

/** What the timeline needs to begin. */
export interface TimelineOptions {
  /** What to show; asked anew after every `invalidate`. */
  readonly scene: () => TimelineScene;
  readonly handlers: TimelineHandlers;
  readonly theme: CanvasTheme;
}

/**
 * The timeline in a positioned host element: a ruler, a lane per track, the playhead. Lanes are painted only where
 * they are in view and at the detail that pixels can show; the playhead moves on a canvas of its own.
 */
export class Timeline {
  readonly #host: HTMLElement;
  readonly #options: TimelineOptions;
  readonly #base: DeviceCanvas;
  readonly #overlay: DeviceCanvas;
  readonly #painter: TimelinePainter;
  readonly #gestures: TimelineGestures;
  readonly #lifetime = new AbortController();
  readonly #basePaint = new PaintQueue(() => this.#paint());
  readonly #overlayPaint = new PaintQueue(() => this.#paintOverlay());
  #theme: CanvasTheme;
  #systemContrast = false;
  #tokens: TimelineTokens;
  #size: DeviceSize = { width: 0, height: 0, deviceWidth: 1, deviceHeight: 1, ratio: 1 };
  /** Null without media. */
  #axis: TimeAxis | null = null;
  #isFit = true;
  #scrollTop = 0;
  #playhead: number | null = null;
  #knownScene: TimelineScene | null = null;

  constructor(host: HTMLElement, options: TimelineOptions) {
    this.#host = host;
    this.#options = options;
    this.#theme = options.theme;
    this.#tokens = timelineTokens(options.theme);
    this.#base = addCanvas(host, { opaque: true });
    this.#overlay = addCanvas(host, { opaque: false });
    this.#overlay.element.style.touchAction = 'none';
    this.#painter = new TimelinePainter(this.#base.context, this.#tokens);
    this.#gestures = new TimelineGestures(
      {
        axis: () => this.#axis,
        layout: () => this.#layout(),
        lanes: () => this.#scene().lanes,
        pan: (dx, dy) => this.#pan(dx, dy),
      },
      options.handlers,
    );
    const { signal } = this.#lifetime;
    watchSize(host, signal, (size) => this.#resize(size));
    watchPreferences(signal, ({ strongContrast }) => {
      this.#systemContrast = strongContrast;
      this.#applyTheme();
    });
    this.#listen(signal);
  }

  /** Moves the playhead (null: none); turns the page to keep it in view. Cheap enough for every frame of playing. */
  setPlayhead(frameIndex: number | null): void {
    if (frameIndex === this.#playhead) return;
    this.#playhead = frameIndex;
    // While it is dragged, the drag scrolls by itself.
    if (frameIndex !== null && this.#gestures.kind === 'idle') this.#show(frameIndex);
    this.#overlayPaint.request();
  }

  /** The scene has changed: asks for it anew and repaints it with the next animation frame. */
  invalidate(): void {
    this.#knownScene = null;
    this.#basePaint.request();
  }

  /** Asks for the scene and repaints everything now; milliseconds it took. */
  redraw(): number {
    const began = performance.now();
    this.#knownScene = null;
    this.#paint();
    return performance.now() - began;
  }

  /** Zooms about the playhead, or the middle where that is out of view. */
  zoomBy(factor: number): void {
    const axis = this.#axis;
    if (!axis) return;
    const x = this.#playhead === null ? -1 : frameToX(axis, this.#playhead + 0.5);
    this.#setAxis(zoomAxis(axis, factor, x >= 0 && x <= axis.width ? x : axis.width / 2));
  }

  /** Shows the whole video. */
  fit(): void {
    if (!this.#axis) return;
    this.#setAxis(fitAxis(this.#axis.frameCount, this.#axis.width));
    this.#isFit = true;
  }

  /** Shows a range across the width. */
  zoomTo(range: FrameRange): void {
    if (this.#axis) this.#setAxis(axisOfRange(this.#axis, range));
  }

  /** Scrolls a track's lane into view. */
  revealTrack(trackId: number): void {
    this.#knownScene = null;
    const lane = this.#scene().lanes.findIndex((each) => each.trackId === trackId);
    if (lane < 0) return;
    this.#scrollTop = scrollToLane(this.#layout(), lane).scrollTop;
    this.#basePaint.request();
  }

  setTheme(theme: CanvasTheme): void {
    this.#theme = theme;
    this.#applyTheme();
  }

  /** Esc: gives up the drag under way; false when there was none. */
  cancel(): boolean {
    const wasActive = this.#gestures.cancel();
    if (wasActive) this.#overlayPaint.request();
    return wasActive;
  }

  /** Removes the canvases and every listener. */
  dispose(): void {
    this.#lifetime.abort();
    this.#basePaint.cancel();
    this.#overlayPaint.cancel();
    this.#base.element.remove();
    this.#overlay.element.remove();
  }

  #listen(signal: AbortSignal): void {
    const target = this.#overlay.element;
    let activePointer: number | null = null;
    target.addEventListener(
      'pointerdown',
      (event) => {
        if (activePointer !== null || !this.#gestures.press(this.#pointer(event))) return;
        // The middle button would start the browser's own scrolling.
        if (event.button === 1) event.preventDefault();
        activePointer = event.pointerId;
        target.setPointerCapture(event.pointerId);
        this.#overlayPaint.request();
      },
      { signal },
    );
    target.addEventListener(
      'pointermove',
      (event) => {
        const pointer = this.#pointer(event);
        if (event.pointerId === activePointer && this.#gestures.move(pointer)) {
          this.#overlayPaint.request();
        }
        target.style.cursor = this.#cursor(pointer);
      },
      { signal },
    );
    const end = (event: PointerEvent): void => {
      if (event.pointerId !== activePointer) return;
      activePointer = null;
      if (event.type === 'pointerup') this.#gestures.release(this.#pointer(event));
      else this.#gestures.cancel();
      this.#overlayPaint.request();
    };
    target.addEventListener('pointerup', end, { signal });
    target.addEventListener('pointercancel', end, { signal });
    target.addEventListener('lostpointercapture', end, { signal });
    target.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
  }

  #wheel(event: WheelEvent): void {
    const axis = this.#axis;
    if (!axis) return;
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 33 : event.deltaMode === 2 ? 400 : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey || event.metaKey) {
      // The event's own place: a pointer that rests while the wheel turns sends no moves.
      const x = Math.max(0, Math.min(axis.width, this.#pointer(event).x - NAMES_WIDTH));
      this.#setAxis(zoomAxis(axis, Math.exp(-Math.max(-200, Math.min(200, dy)) * 0.003), x));
    } else if (event.shiftKey) {
      this.#pan(dx === 0 ? dy : dx, 0);
    } else {
      this.#pan(dx, dy);
    }
  }

  #pointer(event: MouseEvent): TimelinePointer {
    const { left, top } = this.#host.getBoundingClientRect();
    return {
      x: event.clientX - left,
      y: event.clientY - top,
      button: event.button,
      shift: event.shiftKey,
      ctrl: event.ctrlKey || event.metaKey,
    };
  }

  #cursor({ x, y, shift }: TimelinePointer): string {
    if (this.#gestures.kind === 'panning') return 'grabbing';
    if (x < NAMES_WIDTH || !this.#axis) return 'default';
    if (y < RULER_HEIGHT) return shift ? 'text' : 'ew-resize';
    return 'default';
  }

  #pan(dx: number, dy: number): void {
    this.#scrollTop = boundScroll({
      ...this.#layout(),
      scrollTop: this.#scrollTop + dy,
    }).scrollTop;
    if (dx !== 0 && this.#axis) this.#axis = panAxis(this.#axis, dx);
    this.#basePaint.request();
  }

  #setAxis(axis: TimeAxis): void {
    this.#axis = axis;
    this.#isFit = axis.pxPerFrame === fitAxis(axis.frameCount, axis.width).pxPerFrame;
    this.#basePaint.request();
  }

  #show(frameIndex: number): void {
    if (!this.#axis) return;
    const axis = axisWithFrame(this.#axis, frameIndex);
    if (axis === this.#axis) return;
    this.#axis = axis;
    this.#basePaint.request();
  }

  #plotWidth(): number {
    return Math.max(1, this.#size.width - NAMES_WIDTH);
  }

  #layout(): LaneLayout {
    return {
      laneCount: this.#scene().lanes.length,
      scrollTop: this.#scrollTop,
      height: Math.max(0, this.#size.height - RULER_HEIGHT),
    };
  }

  /** Keeps axis and scrolling within what there is now: another video, fewer lanes, another size. */
  #followScene({ table }: TimelineScene): void {
    const frameCount = table?.pts.length ?? 0;
    const width = this.#plotWidth();
    if (frameCount === 0) {
      this.#axis = null;
    } else if (this.#axis?.frameCount !== frameCount || this.#isFit) {
      this.#axis = fitAxis(frameCount, width);
      this.#isFit = true;
    } else {
      this.#axis = boundAxis({ ...this.#axis, width });
    }
    this.#scrollTop = boundScroll(this.#layout()).scrollTop;
  }

  #resize(size: DeviceSize): void {
    this.#size = size;
    sizeCanvas(this.#base, size);
    sizeCanvas(this.#overlay, size);
    // Now, not with the next frame: a resized canvas is empty, and would flicker.
    this.#paint();
  }

  #applyTheme(): void {
    this.#tokens = timelineTokens({
      scheme: this.#theme.scheme,
      strongContrast: this.#theme.strongContrast || this.#systemContrast,
    });
    this.#painter.setTokens(this.#tokens);
    this.#basePaint.request();
  }

  /** The scene as last told: the playhead and the pointer ask for it far more often than it changes. */
  #scene(): TimelineScene {
    this.#knownScene ??= this.#options.scene();
    return this.#knownScene;
  }

  #paint(): void {
    this.#basePaint.cancel();
    const scene = this.#scene();
    this.#followScene(scene);
    const axis = this.#axis ?? fitAxis(1, this.#plotWidth());
    this.#painter.paint(scene, axis, this.#layout(), this.#size);
    this.#paintOverlay();
  }

  #paintOverlay(): void {
    this.#overlayPaint.cancel();
    const scene = this.#scene();
    const axis = this.#axis;
    if (!axis) {
      this.#overlay.context.clearRect(0, 0, this.#size.width, this.#size.height);
      return;
    }
    paintPlayhead(
      this.#overlay.context,
      this.#tokens,
      axis,
      this.#size,
      this.#playhead,
      this.#gestures.range ?? scene.range,
    );
  }
}
