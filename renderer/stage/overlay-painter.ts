import { BoxPainter } from './box-painter.ts';
import { withAlpha } from './canvas-theme.ts';
import type { DeviceSize } from './device-canvas.ts';
import type { GesturePreview } from './gestures.ts';
import type { StageScene, StageTrail } from './scene.ts';
import { boxToView, type Point, type View } from './view-transform.ts';

/** What lies over the picture at one moment. */
export interface OverlayState {
  readonly scene: StageScene;
  readonly view: View;
  readonly preview: GesturePreview | null;
  readonly hoveredId: number | null;
  /** Where the lines of the crosshair meet, in view pixels; null without. */
  readonly crosshair: Point | null;
}

/** Paints everything over the picture: trails, boxes, the box in the making, the crosshair. */
export class OverlayPainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #boxes: BoxPainter;

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
    this.#boxes = new BoxPainter(context);
  }

  setStrongContrast(isStrong: boolean): void {
    this.#boxes.setStrongContrast(isStrong);
  }

  /** Clears the canvas, and paints where there is something. */
  paint(size: DeviceSize, state: OverlayState | null): void {
    const context = this.#context;
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    if (!state) return;
    // Below the box that is drawn: its edges lie on the crosshair.
    if (state.crosshair) this.#paintCrosshair(state.crosshair, size);
    for (const trail of state.scene.trails) this.#paintTrail(trail, state.view);
    for (const { box, color } of state.scene.ghosts) {
      this.#boxes.paintGhost(boxToView(state.view, box), color);
    }
    this.#paintBoxes(state, size);
    if (state.preview?.trackId === null) {
      const box = boxToView(state.view, state.preview.box);
      this.#boxes.paintFrame(box, state.scene.drawColor, [], true);
    }
  }

  #paintBoxes({ scene, view, preview, hoveredId }: OverlayState, size: DeviceSize): void {
    const { boxes, selectedIds } = scene;
    const isAnySelected = boxes.some(({ trackId }) => selectedIds.has(trackId));
    // Selected ones on top, whatever their order.
    for (const isSelected of [false, true]) {
      for (const box of boxes) {
        if (selectedIds.has(box.trackId) !== isSelected) continue;
        const shown = preview?.trackId === box.trackId ? preview.box : box.box;
        const viewBox = boxToView(view, shown);
        if (!isInSight(viewBox, size)) continue;
        const isHovered = box.trackId === hoveredId;
        const role = isSelected
          ? 'selected'
          : isHovered
            ? 'hovered'
            : isAnySelected
              ? 'faded'
              : 'plain';
        this.#boxes.paint(box, viewBox, role, size.width);
        if (isSelected && !box.locked && !scene.readOnly) {
          this.#boxes.paintHandles(viewBox, box.color);
        }
      }
    }
  }

  /** The way of a centre: dots at frames, joined where frames follow each other, fainter with distance in time. */
  #paintTrail({ color, points, current }: StageTrail, view: View): void {
    const context = this.#context;
    const count = points.length >> 1;
    const reach = Math.max(1, current, count - 1 - current);
    const xOf = (i: number): number => points[2 * i]! * view.scale + view.x;
    const yOf = (i: number): number => points[2 * i + 1]! * view.scale + view.y;
    context.lineCap = 'round';
    for (const isHalo of [true, false]) {
      context.lineWidth = isHalo ? 4 : 2;
      context.strokeStyle = isHalo ? 'rgb(0 0 0 / 0.6)' : color;
      for (let i = 0; i + 1 < count; i++) {
        const nearness = 1 - Math.abs(i + 0.5 - current) / (reach + 1);
        // What is yet to come is fainter than what has been.
        context.globalAlpha = nearness * (i >= current ? 0.45 : 0.9);
        context.beginPath();
        context.moveTo(xOf(i), yOf(i));
        context.lineTo(xOf(i + 1), yOf(i + 1));
        if (!Number.isNaN(xOf(i) + xOf(i + 1))) context.stroke();
      }
    }
    context.globalAlpha = 1;
    context.lineCap = 'butt';
    if (Number.isNaN(xOf(current))) return;
    context.fillStyle = withAlpha(color, 0.9);
    context.beginPath();
    context.arc(xOf(current), yOf(current), 3, 0, 2 * Math.PI);
    context.fill();
  }

  #paintCrosshair({ x, y }: Point, { width, height, ratio }: DeviceSize): void {
    const context = this.#context;
    // On device pixels: a line of one pixel, light beside dark.
    const [left, top] = [Math.round(x * ratio) / ratio, Math.round(y * ratio) / ratio];
    context.fillStyle = 'rgb(0 0 0 / 0.6)';
    context.fillRect(left - 1, 0, 3, height);
    context.fillRect(0, top - 1, width, 3);
    context.fillStyle = 'rgb(255 255 255 / 0.85)';
    context.fillRect(left, 0, 1, height);
    context.fillRect(0, top, width, 1);
  }
}

function isInSight(
  box: { x: number; y: number; w: number; h: number },
  { width, height }: DeviceSize,
): boolean {
  const labels = 24;
  return (
    box.x <= width && box.y <= height + labels && box.x + box.w >= 0 && box.y + box.h >= -labels
  );
}
