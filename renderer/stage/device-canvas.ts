/** Size of an element in CSS pixels and in device pixels. */
export interface DeviceSize {
  readonly width: number;
  readonly height: number;
  readonly deviceWidth: number;
  readonly deviceHeight: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

/** A canvas that covers its host, one canvas pixel per device pixel. */
export interface DeviceCanvas {
  readonly element: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
}

/** Adds a canvas over the whole of a positioned host. @throws Error where the browser gives no 2D context */
export function addCanvas(host: HTMLElement, settings: { opaque: boolean }): DeviceCanvas {
  const element = host.ownerDocument.createElement('canvas');
  element.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;display:block';
  const context = element.getContext('2d', { alpha: !settings.opaque });
  if (!context) throw new Error('this browser gives no 2D canvas');
  host.append(element);
  return { element, context };
}

/** Gives a canvas the size of its host; clears it only when the size differs. */
export function sizeCanvas({ element }: DeviceCanvas, size: DeviceSize): void {
  if (element.width !== size.deviceWidth) element.width = size.deviceWidth;
  if (element.height !== size.deviceHeight) element.height = size.deviceHeight;
}

/**
 * Calls back with a host's size, now and whenever it or the device pixel ratio changes, before the browser paints.
 * Device pixels come from the browser where it tells them: rounding CSS pixels would blur at fractional ratios.
 */
export function watchSize(
  host: HTMLElement,
  signal: AbortSignal,
  onSize: (size: DeviceSize) => void,
): void {
  const measure = (deviceBox?: ResizeObserverSize): DeviceSize => {
    const ratio = devicePixelRatio;
    const { clientWidth: width, clientHeight: height } = host;
    return {
      width,
      height,
      deviceWidth: Math.max(1, deviceBox?.inlineSize ?? Math.round(width * ratio)),
      deviceHeight: Math.max(1, deviceBox?.blockSize ?? Math.round(height * ratio)),
      ratio,
    };
  };
  const observer = new ResizeObserver((entries) => {
    // Missing where the browser could only observe CSS pixels.
    const deviceBoxes = entries.at(-1)?.devicePixelContentBoxSize;
    onSize(measure(deviceBoxes?.[0]));
  });
  try {
    observer.observe(host, { box: 'device-pixel-content-box' });
  } catch {
    observer.observe(host);
  }
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  onSize(measure());
}

/** Runs `paint` once with the next animation frame, however often it is asked. */
export class PaintQueue {
  readonly #paint: () => void;
  #handle: number | null = null;

  constructor(paint: () => void) {
    this.#paint = paint;
  }

  request(): void {
    this.#handle ??= requestAnimationFrame(() => {
      this.#handle = null;
      this.#paint();
    });
  }

  /** Forgets the paint that was asked for. */
  cancel(): void {
    if (this.#handle !== null) cancelAnimationFrame(this.#handle);
    this.#handle = null;
  }
}
