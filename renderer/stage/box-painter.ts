import type { Box } from '../../electron/domain/boxes.ts';
import { canvasFont, inkOn, withAlpha } from './canvas-theme.ts';
import { hatchPattern } from './hatch-pattern.ts';
import { HANDLE_RADIUS, handlePlaces } from './hit-test.ts';
import type { StageBox } from './scene.ts';
import { DASHES, sourceKind } from './source-pattern.ts';

/** How a box stands among the others. */
export type BoxRole = 'plain' | 'faded' | 'selected' | 'hovered';

const OPACITY: Record<BoxRole, number> = { plain: 1, faded: 0.75, selected: 1, hovered: 1 };
const LABEL_HEIGHT = 18;
const GHOST_DASH = [2, 3];
/** Remembered widths of labels; more would be as slow as measuring anew. */
const MAX_WIDTHS = 500;

/** Paints boxes, their labels and handles in view pixels. */
export class BoxPainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #widths = new Map<string, number>();
  /** Width of lines in CSS pixels. */
  #line = 2;
  #hatch: CanvasPattern | null = null;
  #hatchScale = 0;

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  setStrongContrast(isStrong: boolean): void {
    this.#line = isStrong ? 3 : 2;
  }

  /** A box with its label; `viewBox` in view pixels. */
  paint(box: StageBox, viewBox: Box, role: BoxRole, viewWidth: number): void {
    const context = this.#context;
    context.globalAlpha = OPACITY[role];
    if (box.occluded) this.#paintHatch(viewBox);
    if (role === 'selected' || role === 'hovered') {
      context.fillStyle = withAlpha(box.color, role === 'selected' ? 0.12 : 0.08);
      context.fillRect(viewBox.x, viewBox.y, viewBox.w, viewBox.h);
    }
    this.paintFrame(viewBox, box.color, DASHES[sourceKind(box.source)], role === 'selected');
    this.#paintLabel(box, viewBox, viewWidth);
    context.globalAlpha = 1;
  }

  /** The lines of a box: its colour on a dark edge, which also fills the gaps of dashes and so shows on any picture. */
  paintFrame({ x, y, w, h }: Box, color: string, dash: number[], isSelected: boolean): void {
    const context = this.#context;
    const width = isSelected ? this.#line + 0.5 : this.#line;
    context.lineJoin = 'miter';
    context.strokeStyle = 'rgb(0 0 0 / 0.65)';
    context.lineWidth = width + 2;
    context.strokeRect(x, y, w, h);
    if (isSelected && dash.length > 0) {
      context.strokeStyle = 'rgb(255 255 255 / 0.9)';
      context.lineWidth = width;
      context.strokeRect(x, y, w, h);
    }
    context.strokeStyle = color;
    context.lineWidth = width;
    context.setLineDash(dash);
    context.strokeRect(x, y, w, h);
    context.setLineDash([]);
  }

  /** A box as it was before a proposal: thin and faint, without a label. */
  paintGhost({ x, y, w, h }: Box, color: string): void {
    const context = this.#context;
    context.globalAlpha = 0.7;
    context.setLineDash(GHOST_DASH);
    context.strokeStyle = 'rgb(0 0 0 / 0.65)';
    context.lineWidth = 3;
    context.strokeRect(x, y, w, h);
    context.strokeStyle = color;
    context.lineWidth = 1;
    context.strokeRect(x, y, w, h);
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  /** The handles of a selected box: eight to resize it, one in its centre to move it. */
  paintHandles(viewBox: Box, color: string): void {
    const context = this.#context;
    context.lineWidth = 1.5;
    for (const { handle, x, y } of handlePlaces(viewBox)) {
      context.fillStyle = handle === 'centre' ? color : '#ffffff';
      context.strokeStyle = '#101214';
      context.beginPath();
      if (handle === 'centre') context.arc(x, y, HANDLE_RADIUS + 0.5, 0, 2 * Math.PI);
      else {
        context.rect(x - HANDLE_RADIUS, y - HANDLE_RADIUS, 2 * HANDLE_RADIUS, 2 * HANDLE_RADIUS);
      }
      context.fill();
      context.stroke();
    }
  }

  #paintLabel(box: StageBox, viewBox: Box, viewWidth: number): void {
    const context = this.#context;
    const text = `${box.label}${box.confirmed ? ' ✓' : ''}${box.locked ? ' · locked' : ''}`;
    context.font = canvasFont(12, 600);
    const width = this.#widthOf(text) + 10;
    // Above the box; inside where there is no room above.
    const above = viewBox.y - LABEL_HEIGHT - 2;
    const y = above >= 0 ? above : Math.max(0, viewBox.y + 2);
    const x = Math.max(0, Math.min(viewWidth - width, viewBox.x - 1));
    context.fillStyle = box.color;
    context.beginPath();
    context.roundRect(x, y, width, LABEL_HEIGHT, 3);
    context.fill();
    context.fillStyle = inkOn(box.color);
    context.textBaseline = 'middle';
    context.fillText(text, x + 5, y + LABEL_HEIGHT / 2 + 0.5);
  }

  #widthOf(text: string): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      if (this.#widths.size >= MAX_WIDTHS) this.#widths.clear();
      width = this.#context.measureText(text).width;
      this.#widths.set(text, width);
    }
    return width;
  }

  #paintHatch({ x, y, w, h }: Box): void {
    const context = this.#context;
    const { a: scale } = context.getTransform();
    if (!this.#hatch || this.#hatchScale !== scale) {
      this.#hatch = hatchPattern(context, scale, 10);
      this.#hatchScale = scale;
    }
    if (!this.#hatch) return;
    context.fillStyle = this.#hatch;
    context.fillRect(x, y, w, h);
  }
}
