import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron';
import type { EventMessage } from '../../contract/wire.ts';
import { JobBoard, type EndedJob } from './job-board.ts';

/** Electron's word for a bar without a share. */
const indeterminate = 2;
const noBar = -1;

/** Shows long work outside of the window: on the task bar, to the system's sleep, and in a message at its end. */
export class JobSignals {
  readonly #board = new JobBoard();
  readonly #window: () => BrowserWindow | null;
  readonly #onClick: () => void;
  #blocker: number | null = null;

  /**
   * @param window the one that shows the work, if any
   * @param onClick a person wants to see what has ended
   */
  constructor(window: () => BrowserWindow | null, onClick: () => void) {
    this.#window = window;
    this.#onClick = onClick;
  }

  /** Takes note of an event of the studio. */
  readonly take = (message: EventMessage): void => {
    const ended = this.#board.take(message);
    const { progress, isBusy } = this.#board;
    const share = progress === 'unknown' ? indeterminate : (progress ?? noBar);
    this.#window()?.setProgressBar(share);
    this.#keepAwake(isBusy);
    if (ended?.isLong === true && this.#window()?.isFocused() !== true) this.#notify(ended);
  };

  /** Lets the system sleep again. */
  dispose(): void {
    this.#keepAwake(false);
  }

  #keepAwake(isBusy: boolean): void {
    if (isBusy) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = null;
    }
  }

  #notify({ title, note }: EndedJob): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body: note ?? 'The result is in the window.' });
    notification.on('click', this.#onClick);
    notification.show();
  }
}
