import type { Box } from '../../electron/domain/boxes.ts';

/** A box as it is going to be. */
export interface PreviewedBox {
  /** Null: a new track's. */
  readonly trackId: number | null;
  readonly frameIndex: number;
  readonly box: Box;
}

const IDLE_MS = 350;

/**
 * A box that hands are still moving, drawn before it is stored; a burst of key presses becomes one edit, and so one
 * undo step, when the hands rest or turn to something else.
 */
export class BoxPreview {
  current = $state.raw<PreviewedBox | null>(null);
  isDirty = $state(false);
  readonly #commit: (preview: PreviewedBox) => Promise<unknown>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(commit: (preview: PreviewedBox) => Promise<unknown>) {
    this.#commit = commit;
  }

  /** Shows a box, to be stored once the hands rest. */
  change(preview: PreviewedBox): void {
    this.current = preview;
    this.isDirty = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), IDLE_MS);
  }

  /** Shows a box and stores it at once. */
  set(preview: PreviewedBox): void {
    this.change(preview);
    this.flush();
  }

  /** Stores what is not stored yet. */
  flush(): void {
    clearTimeout(this.#timer);
    const preview = this.current;
    if (!preview || !this.isDirty) return;
    this.isDirty = false;
    void this.#commit(preview).finally(() => {
      if (this.current === preview) this.current = null;
    });
  }

  /** Gives up what is not stored yet; false when there is nothing of the kind. */
  drop(): boolean {
    if (!this.isDirty) return false;
    clearTimeout(this.#timer);
    this.isDirty = false;
    this.current = null;
    return true;
  }
}
