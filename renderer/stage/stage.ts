import type { Box } from '../../electron/domain/boxes.ts';
import type { Frame } from '../../electron/domain/frame.ts';
import { watchPreferences, type CanvasTheme } from './canvas-theme.ts';
import {
  addCanvas,
  PaintQueue,
  sizeCanvas,
  watchSize,
  type DeviceCanvas,
  type DeviceSize,
} from './device-canvas.ts';
import type { FrameLoader } from './frame-loader.ts';
import { Gestures } from './gestures.ts';
import { OverlayPainter } from './overlay-painter.ts';
import { PicturePainter, type PictureAdjustment } from './picture-painter.ts';
import type { StageHandlers, StageScene } from './scene.ts';
import { StagePointer } from './stage-pointer.ts';
import {
  centreOn,
  fitView,
  followPoint,
  keepInSight,
  panBy,
  resizeView,
  snapView,
  visibleBox,
  zoomAt,
  type Point,
  type Size,
  type View,
} from './view-transform.ts';

/** What the stage needs to begin. */
export interface StageOptions {
  /** What to draw over the frame whose picture is on screen; asked anew after every `invalidate` and every new frame. */
  readonly scene: (frameIndex: number) => StageScene;
  readonly handlers: StageHandlers;
  readonly theme: CanvasTheme;
}

/** A media item as the stage shows it: its size in image pixels and where its pictures come from. */
export interface StageMedia extends Size {
  readonly loader: FrameLoader;
}

const EMPTY_SCENE: StageScene = {
  boxes: [],
  selectedIds: new Set(),
  trails: [],
  ghosts: [],
  tool: 'select',
  drawColor: '#ffffff',
  readOnly: true,
};

/** Steps of up to so many frames count as travel in a direction, longer ones as jumps. */
const LONGEST_STEP = 8;

/**
 * The picture with its boxes in a positioned host element, whose background shows around it. Boxes are always those of the frame on screen: a picture
 * and what lies over it change together.
 */
export class Stage {
  readonly #options: StageOptions;
  readonly #pictureCanvas: DeviceCanvas;
  readonly #overlayCanvas: DeviceCanvas;
  readonly #pictures: PicturePainter;
  readonly #overlay: OverlayPainter;
  readonly #gestures: Gestures;
  readonly #pointer: StagePointer;
  readonly #lifetime = new AbortController();
  readonly #overlayPaint = new PaintQueue(() => this.#paintOverlay());
  readonly #picturePaint = new PaintQueue(() => this.#paintAll());
  #theme: CanvasTheme;
  #systemContrast = false;
  #reducedMotion = false;
  #size: DeviceSize = { width: 0, height: 0, deviceWidth: 1, deviceHeight: 1, ratio: 1 };
  #media: StageMedia | null = null;
  #view: View = { scale: 1, x: 0, y: 0 };
  #isFit = true;
  #isFollowing = false;
  #shownFrame: number | null = null;
  #knownScene: StageScene | null = null;
  /** Counts calls of show, to tell which of them asked later. */
  #asked = 0;
  #shownAsk = 0;
  #lastAsked = 0;

  constructor(host: HTMLElement, options: StageOptions) {
    this.#options = options;
    this.#theme = options.theme;
    this.#pictureCanvas = addCanvas(host, { opaque: false });
    this.#overlayCanvas = addCanvas(host, { opaque: false });
    this.#pictures = new PicturePainter(this.#pictureCanvas);
    this.#overlay = new OverlayPainter(this.#overlayCanvas.context);
    const { handlers } = options;
    this.#gestures = new Gestures(
      {
        scene: () => this.#scene(),
        view: () => this.#view,
        image: () => (this.#shownFrame === null ? null : this.#media),
      },
      {
        draw: (box) => this.#withShownFrame((frame) => handlers.onDraw(box, frame)),
        change: (id, box) => this.#withShownFrame((frame) => handlers.onChange(id, box, frame)),
        select: (ids, additive) => handlers.onSelect(ids, additive),
        pan: (dx, dy) => this.#setView(panBy(this.#view, dx, dy)),
        editing: (isActive) => handlers.onGesture?.(isActive),
      },
    );
    const { signal } = this.#lifetime;
    this.#pointer = new StagePointer(this.#overlayCanvas.element, signal, this.#gestures, {
      view: () => this.#view,
      repaint: () => this.#overlayPaint.request(),
      zoom: (factor, pivot) => this.#setView(zoomAt(this.#view, factor, pivot)),
      onHover: handlers.onHover.bind(handlers),
    });
    watchSize(host, signal, (size) => this.#resize(size));
    watchPreferences(signal, ({ strongContrast, reducedMotion }) => {
      this.#systemContrast = strongContrast;
      this.#reducedMotion = reducedMotion;
      this.#applyTheme();
    });
  }

  /** Frame on screen, or null before the first. */
  get shownFrame(): number | null {
    return this.#shownFrame;
  }

  /** Takes the pictures of another media item (null: none) and fits it; the former loader stays the caller's. */
  open(media: StageMedia | null): void {
    this.#gestures.cancel();
    this.#media = media;
    this.#shownFrame = null;
    this.#shownAsk = this.#asked;
    this.#pictures.setFrame(null);
    this.#isFit = true;
    if (media) this.#view = this.#fitted(media);
    this.#tellView();
    this.#paintAll();
  }

  /**
   * Loads and paints a frame: true once it is on screen, false when a later call overtook it.
   * @throws StudioError why there is no picture; the former one stays on screen under its own number
   */
  async show(frameIndex: number): Promise<boolean> {
    const media = this.#media;
    if (!media) return false;
    const ask = ++this.#asked;
    const step = frameIndex - this.#lastAsked;
    this.#lastAsked = frameIndex;
    // First the load, then the prefetch: what is waited for must not queue behind what may be wanted.
    const loading = media.loader.load(frameIndex);
    if (step !== 0) {
      media.loader.aim(frameIndex, Math.abs(step) > LONGEST_STEP ? 0 : step > 0 ? 1 : -1);
    }
    const frame = await loading;
    if (!frame || this.#media !== media || ask < this.#shownAsk) return false;
    this.#shownAsk = ask;
    this.#present(frame, frameIndex);
    return true;
  }

  /** Paints a frame if its picture is in the cache: for playing. */
  showCached(frameIndex: number): boolean {
    const frame = this.#media?.loader.peek(frameIndex);
    if (!frame) return false;
    this.#shownAsk = ++this.#asked;
    this.#lastAsked = frameIndex;
    this.#present(frame, frameIndex);
    return true;
  }

  /** The scene has changed: asks for it anew and repaints it with the next animation frame. */
  invalidate(): void {
    this.#knownScene = null;
    this.#overlayPaint.request();
  }

  /** Asks for the scene and repaints it now; milliseconds it took. */
  redraw(): number {
    const began = performance.now();
    this.#knownScene = null;
    this.#paintOverlay();
    return performance.now() - began;
  }

  /** Shows the whole picture, and keeps doing so when the window changes. */
  fit(): void {
    if (this.#media) this.#setView(this.#fitted(this.#media), true);
  }

  /** One image pixel per device pixel, about the middle. */
  actualSize(): void {
    this.#zoomAboutMiddle(1 / this.#size.ratio / this.#view.scale);
  }

  /** Zooms about the middle of the view. */
  zoomBy(factor: number): void {
    this.#zoomAboutMiddle(factor);
  }

  /** Brings a box to the middle. */
  reveal({ x, y, w, h }: Box): void {
    this.#setView(centreOn(this.#view, this.#size, { x: x + w / 2, y: y + h / 2 }));
  }

  /** Keeps the first selected box in sight from frame to frame. */
  setFollow(isFollowing: boolean): void {
    this.#isFollowing = isFollowing;
    this.#knownScene = null;
    this.#follow();
    this.#paintAll();
  }

  /** Brightness and contrast for viewing only; 1 leaves the picture as it is. */
  setAdjustment(adjustment: PictureAdjustment): void {
    this.#pictures.setAdjustment(adjustment);
  }

  setTheme(theme: CanvasTheme): void {
    this.#theme = theme;
    this.#applyTheme();
  }

  /** Part of the picture that is in view, in image pixels; null without one. */
  visibleBox(): Box | null {
    return this.#media ? visibleBox(this.#view, this.#media, this.#size) : null;
  }

  /** Esc: gives up the gesture under way; false when there was none. */
  cancel(): boolean {
    const wasActive = this.#gestures.cancel();
    if (wasActive) this.#overlayPaint.request();
    return wasActive;
  }

  /** Removes the canvases and every listener; the loader stays the caller's. */
  dispose(): void {
    this.#lifetime.abort();
    this.#gestures.cancel();
    this.#overlayPaint.cancel();
    this.#picturePaint.cancel();
    this.#media = null;
    this.#pictures.setFrame(null);
    this.#pictureCanvas.element.remove();
    this.#overlayCanvas.element.remove();
  }

  /** The scene as last told: pointer moves ask for it far more often than it changes. */
  #scene(): StageScene {
    if (this.#shownFrame === null) return EMPTY_SCENE;
    this.#knownScene ??= this.#options.scene(this.#shownFrame);
    return this.#knownScene;
  }

  #withShownFrame(tell: (frameIndex: number) => void): void {
    if (this.#shownFrame !== null) tell(this.#shownFrame);
  }

  #present(frame: Frame, frameIndex: number): void {
    if (frameIndex !== this.#shownFrame) this.#gestures.frameChanged();
    this.#pictures.setFrame(frame);
    this.#shownFrame = frameIndex;
    this.#knownScene = null;
    this.#follow();
    this.#paintAll();
    // For those who watch from outside: assistive tools, tests and benches.
    this.#pictureCanvas.element.dataset['frame'] = String(frameIndex);
    this.#options.handlers.onShown?.(frameIndex);
  }

  #paintAll(): void {
    this.#picturePaint.cancel();
    if (this.#media) this.#pictures.paint(this.#view, this.#media, this.#size);
    else this.#pictures.paint(this.#view, { width: 0, height: 0 }, this.#size);
    this.#paintOverlay();
  }

  #paintOverlay(): void {
    this.#overlayPaint.cancel();
    const isShown = this.#media !== null && this.#shownFrame !== null;
    const scene = this.#scene();
    this.#overlay.paint(
      this.#size,
      isShown
        ? {
            scene,
            view: this.#view,
            preview: this.#gestures.preview,
            hoveredId: this.#pointer.hoveredId,
            crosshair: scene.tool === 'draw' && !scene.readOnly ? this.#pointer.place : null,
          }
        : null,
    );
  }

  #fitted(media: StageMedia): View {
    return snapView(fitView(media, this.#size), this.#size.ratio);
  }

  #zoomAboutMiddle(factor: number): void {
    const middle: Point = { x: this.#size.width / 2, y: this.#size.height / 2 };
    this.#setView(zoomAt(this.#view, factor, middle));
  }

  #setView(view: View, isFit = false): void {
    if (!this.#media) return;
    this.#isFit = isFit;
    this.#view = snapView(keepInSight(view, this.#media, this.#size), this.#size.ratio);
    this.#tellView();
    this.#picturePaint.request();
  }

  #tellView(): void {
    const zoom = this.#view.scale * this.#size.ratio;
    this.#options.handlers.onView?.({ zoom, isFit: this.#isFit });
  }

  #follow(): void {
    // Not while a hand is at work: the picture would slip away under the pointer.
    if (!this.#isFollowing || !this.#media || this.#gestures.kind !== 'idle') return;
    const { boxes, selectedIds } = this.#scene();
    const followed = boxes.find(({ trackId }) => selectedIds.has(trackId));
    if (!followed) return;
    const { x, y, w, h } = followed.box;
    const centre = { x: x + w / 2, y: y + h / 2 };
    const view = followPoint(this.#view, this.#size, centre, this.#reducedMotion);
    if (view === this.#view) return;
    this.#isFit = false;
    this.#view = snapView(view, this.#size.ratio);
    this.#tellView();
  }

  #resize(size: DeviceSize): void {
    const before = this.#size;
    this.#size = size;
    sizeCanvas(this.#pictureCanvas, size);
    sizeCanvas(this.#overlayCanvas, size);
    if (this.#media) {
      const view = resizeView(this.#view, before, size);
      this.#view = this.#isFit
        ? this.#fitted(this.#media)
        : snapView(keepInSight(view, this.#media, size), size.ratio);
    }
    this.#tellView();
    // Now, not with the next frame: a resized canvas is empty, and would flicker.
    this.#paintAll();
  }

  #applyTheme(): void {
    const isStrong = this.#theme.strongContrast || this.#systemContrast;
    this.#overlay.setStrongContrast(isStrong);
    this.invalidate();
  }
}
