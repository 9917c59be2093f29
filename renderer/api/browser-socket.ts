import { StudioError } from '../../electron/contract/errors.ts';
import type { Socket } from './socket-transport.ts';

/** Where a page logs in, and where its messages go. */
const sessionPath = '/session';
const messagesPath = '/messages';

/**
 * Opens the web host's socket. The token in the address that the host printed is exchanged once for a cookie that
 * scripts cannot read, and leaves the address bar, so that it is not copied along with it.
 * @throws StudioError disconnected, saying what to do
 */
export async function openBrowserSocket(): Promise<Socket> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(sessionPath, { method: 'POST', headers, cache: 'no-store' }).catch(
    (cause: unknown) => {
      throw disconnected('The studio does not answer: check that it is still running.', cause);
    },
  );
  if (!answer.ok) {
    throw disconnected(
      'This page is not logged in to the studio (any more): open the address that the studio printed when it started.',
    );
  }
  if (token !== null) history.replaceState(null, '', location.pathname + location.search);
  const socket = new WebSocket(`ws://${location.host}${messagesPath}`);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('close', () =>
      reject(disconnected('The studio does not answer: check that it is still running.')),
    );
  });
  return socket;
}

function disconnected(message: string, cause?: unknown): StudioError {
  return new StudioError('disconnected', message, { cause });
}
