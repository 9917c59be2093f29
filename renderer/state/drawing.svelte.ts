import type { Box } from '../../electron/domain/boxes.ts';

const SMALLEST = 2;

/** Drawing a box: by mouse on the stage, or by keyboard as a draft that arrows move and resize. */
export class Drawing {
  tool = $state<'select' | 'draw'>('select');
  /** The box so far, when it is drawn by keyboard. */
  draft = $state.raw<Box | null>(null);
  /** Track that gets the box; null: a new one. */
  trackId = $state<number | null>(null);
  readonly isActive: boolean = $derived(this.tool === 'draw');
  #place: () => Box | null = () => null;

  /** @param place gives the part of the picture that is in view, where a draft begins */
  start(trackId: number | null, place: () => Box | null): void {
    this.tool = 'draw';
    this.trackId = trackId;
    this.draft = null;
    this.#place = place;
  }

  stop(): void {
    this.tool = 'select';
    this.trackId = null;
    this.draft = null;
  }

  move(dx: number, dy: number): void {
    const box = this.#begin();
    if (box) this.draft = { ...box, x: box.x + dx, y: box.y + dy };
  }

  resize(dw: number, dh: number): void {
    const box = this.#begin();
    if (box) {
      const [w, h] = [Math.max(SMALLEST, box.w + dw), Math.max(SMALLEST, box.h + dh)];
      this.draft = { ...box, w, h };
    }
  }

  /** The draft; one in the middle of the view when there is none yet. */
  #begin(): Box | null {
    if (this.draft) return this.draft;
    const view = this.#place();
    if (!view) return null;
    const [w, h] = [Math.round(view.w / 4), Math.round(view.h / 4)];
    const [x, y] = [Math.round(view.x + (view.w - w) / 2), Math.round(view.y + (view.h - h) / 2)];
    this.draft = { x, y, w, h };
    return this.draft;
  }
}
