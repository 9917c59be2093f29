import { app } from 'electron';

/** How long the studio may take to close its project, in milliseconds; every edit is on disk already. */
const disposeMs = 30_000;

/**
 * Ends the program in this order: the window finishes what is under way and closes, work that is running keeps what
 * it has found, the project is closed, and only then the process ends.
 */
export function quitInOrder(dispose: () => Promise<void>, log: (line: string) => void): void {
  let isQuitting = false;
  let disposing: Promise<void> | undefined;
  let isDisposed = false;
  app.on('before-quit', () => (isQuitting = true));
  app.on('window-all-closed', () => {
    // On a Mac the program stays; but a window that had something to finish has interrupted the quitting.
    if (process.platform !== 'darwin' || isQuitting) app.quit();
  });
  app.on('will-quit', (event) => {
    if (isDisposed) return;
    event.preventDefault();
    disposing ??= withLimit(dispose())
      .catch((error: unknown) => log(`the project was not closed in order: ${String(error)}`))
      .then(() => {
        isDisposed = true;
        app.quit();
      });
  });
}

async function withLimit(work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('it took too long')), disposeMs);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
