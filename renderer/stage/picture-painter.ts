import type { Frame } from '../../electron/domain/frame.ts';
import type { DeviceCanvas, DeviceSize } from './device-canvas.ts';
import { toPicture, type Picture } from './picture.ts';
import type { Size, View } from './view-transform.ts';

/** From this many device pixels per image pixel on, pixels are shown as squares: labels lie between them. */
const SQUARES_FROM = 4;

/** How a picture is shown; for viewing only, the pixels stay as they are. */
export interface PictureAdjustment {
  /** 1 leaves the picture as it is. */
  readonly brightness: number;
  readonly contrast: number;
}

/** Paints the picture on a canvas of its own, clear around it, so that boxes can be repainted without it. */
export class PicturePainter {
  readonly #canvas: DeviceCanvas;
  #picture: Picture | null = null;

  constructor(canvas: DeviceCanvas) {
    this.#canvas = canvas;
  }

  /** Takes another frame to paint, or none, and gives the former one's memory back. */
  setFrame(frame: Frame | null): void {
    this.#picture?.close();
    this.#picture = null;
    if (frame) this.#picture = toPicture(frame);
  }

  /** By the compositor, on the canvas element: the data, and what surrounds the picture, stay as they are. */
  setAdjustment({ brightness, contrast }: PictureAdjustment): void {
    const isPlain = brightness === 1 && contrast === 1;
    this.#canvas.element.style.filter = isPlain
      ? ''
      : `brightness(${brightness}) contrast(${contrast})`;
  }

  /** Paints the picture over the media's size in image pixels. */
  paint(view: View, image: Size, size: DeviceSize): void {
    const { context } = this.#canvas;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, size.deviceWidth, size.deviceHeight);
    if (!this.#picture) return;
    const scale = view.scale * size.ratio;
    context.imageSmoothingEnabled = scale < SQUARES_FROM;
    context.imageSmoothingQuality = scale < 1 ? 'medium' : 'low';
    context.drawImage(
      this.#picture.source,
      view.x * size.ratio,
      view.y * size.ratio,
      image.width * scale,
      image.height * scale,
    );
  }
}
