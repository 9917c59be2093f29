import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Protocol } from 'electron';
import { PAGE_ORIGIN } from './chromium-process.ts';

type Handler = (request: Request) => Response | Promise<Response>;

/** Schemes of an application, answered over a loopback server: Chromium itself can be taught none from outside. */
export class SchemeServer implements Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'> {
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #handlers = new Map<string, Handler>();
  readonly #privileged = new Set<string>();
  isReady = false;

  registerSchemesAsPrivileged(
    schemes: Parameters<Protocol['registerSchemesAsPrivileged']>[0],
  ): void {
    if (this.isReady)
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of schemes) {
      const { standard, secure, supportFetchAPI, stream } = privileges ?? {};
      // The loopback origin is all of that, so a scheme that is less would be given too much here.
      if (!(standard && secure && supportFetchAPI && stream))
        throw new Error(`too few privileges: ${scheme}`);
      this.#privileged.add(scheme);
    }
  }

  handle(scheme: string, handler: Handler): void {
    if (!this.isReady) throw new Error('protocol.handle can only be used after app is ready');
    if (!this.#privileged.has(scheme)) throw new Error(`not a privileged scheme: ${scheme}`);
    this.#handlers.set(scheme, handler);
  }

  /** Starts to listen; the port. */
  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [scheme, handler] = [...this.#handlers][0] ?? [];
    if (scheme === undefined || handler === undefined) {
      response.writeHead(404).end();
      return;
    }
    const left = new AbortController();
    response.on('close', () => left.abort());
    try {
      const answer = await handler(
        new Request(`${scheme}://app${request.url ?? '/'}`, {
          method: request.method ?? 'GET',
          signal: left.signal,
        }),
      );
      // Custom schemes are not cached.
      const headers = { ...Object.fromEntries(answer.headers), 'cache-control': 'no-store' };
      response.writeHead(answer.status, headers);
      if (answer.body === null) response.end();
      else await pipeline(answer.body, response);
    } catch {
      response.destroy();
    }
  }
}

/** An address of the application's scheme as Chromium loads it here; others stay as they are. */
export function toPageUrl(url: string): string {
  return url.replace(/^studio:\/\/app(?=\/|$)/, PAGE_ORIGIN);
}

/** The reverse of `toPageUrl`. */
export function fromPageUrl(url: string): string {
  return url.startsWith(`${PAGE_ORIGIN}/`) ? `studio://app${url.slice(PAGE_ORIGIN.length)}` : url;
}
