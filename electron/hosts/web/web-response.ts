import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** Answers a request of the web host by a function of the web's own Request and Response; a client that leaves aborts it. */
export async function answerWith(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: string,
): Promise<void> {
  const left = new AbortController();
  outgoing.on('close', () => left.abort());
  const headers = new Headers();
  const etag = incoming.headers['if-none-match'];
  if (etag !== undefined) headers.set('if-none-match', etag);
  const response = await handle(
    new Request(`${origin}${incoming.url ?? '/'}`, { headers, signal: left.signal }),
  );
  if (left.signal.aborted) {
    await response.body?.cancel();
    return;
  }
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null || incoming.method === 'HEAD') {
    await response.body?.cancel();
    outgoing.end();
    return;
  }
  // A client that leaves in the middle of a picture is no failure.
  await pipeline(response.body, outgoing).catch(() => outgoing.destroy());
}
