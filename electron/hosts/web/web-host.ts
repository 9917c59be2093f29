import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { StudioError } from '../../contract/errors.ts';
import type { StudioEndpoint } from '../../contract/wire.ts';
import { WebAccess } from './access.ts';
import { MessageSockets } from './message-sockets.ts';
import { securityHeaders } from './security-headers.ts';
import { StaticFiles } from '../static-files.ts';
import { answerWith } from './web-response.ts';

/** What the web host serves, and where. */
export interface WebHostOptions {
  readonly endpoint: StudioEndpoint;
  /** Answers addresses below /frame/. */
  readonly frames: (request: Request) => Promise<Response>;
  /** Folder of the built window. */
  readonly rendererFolder: string;
  /** 0: any free one. */
  readonly port: number;
}

/** A running web host. */
export interface WebHost {
  readonly port: number;
  /** What a person opens: holds the token, which browsers keep to themselves in this place. */
  readonly url: string;
  /** For clients that are no browser: `Authorization: Bearer <token>`. */
  readonly token: string;
  close(): Promise<void>;
}

/** Serves the studio to browsers of this machine. @throws StudioError bad-input when the port is taken */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening').catch((cause: unknown) => {
    throw new StudioError(
      'bad-input',
      `Port ${options.port} cannot be used (${cause instanceof Error ? cause.message : String(cause)}): ` +
        'choose another one, or leave it out.',
      { cause },
    );
  });
  const { port } = server.address() as AddressInfo;
  const access = new WebAccess(port);
  const sockets = new MessageSockets(options.endpoint);
  const routes = new Routes(options, access, port);
  server.on('request', (request, response) => void routes.handle(request, response));
  server.on('upgrade', (request, socket, head) => {
    const refusal = routes.refuseUpgrade(request);
    if (refusal === undefined) sockets.accept(request, socket, head);
    else hangUp(socket, refusal);
  });
  return {
    port,
    token: access.token,
    url: `${access.origin}/#token=${access.token}`,
    async close() {
      sockets.close();
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      // Whoever still receives something gets a moment to finish.
      setTimeout(() => server.closeAllConnections(), 500).unref();
      await closed;
    },
  };
}

/** An answer that is there whole. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Uint8Array;
}

/** Decides what each address gets. */
class Routes {
  readonly #frames: WebHostOptions['frames'];
  readonly #files: StaticFiles;
  readonly #access: WebAccess;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ frames, rendererFolder }: WebHostOptions, access: WebAccess, port: number) {
    this.#frames = frames;
    this.#files = new StaticFiles(rendererFolder);
    this.#access = access;
    this.#headers = securityHeaders(port);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      for (const [name, value] of Object.entries(this.#headers)) response.setHeader(name, value);
      const answer = await this.#route(request);
      if (answer === 'frame') {
        await answerWith(this.#frames, request, response, this.#access.origin);
        return;
      }
      response.writeHead(answer.status, {
        'content-length': answer.content.length,
        ...answer.headers,
      });
      response.end(request.method === 'HEAD' ? undefined : answer.content);
    } catch (error) {
      process.stderr.write(`loretrack: web host: ${String(error)}\n`);
      response.destroy();
    }
  }

  /** Status of the refusal, or undefined when a window may connect here. */
  refuseUpgrade(request: IncomingMessage): number | undefined {
    if (request.url !== '/messages') return 404;
    const foreign = this.#access.refuseForeign(request);
    if (foreign !== undefined) return foreign.status;
    return this.#access.isKnown(request) ? undefined : 401;
  }

  async #route(request: IncomingMessage): Promise<Answer | 'frame'> {
    const refusal = this.#access.refuseForeign(request);
    if (refusal !== undefined) return plain(refusal.status, refusal.message);
    const { pathname } = urlOf(request, this.#access.origin);
    if (pathname === '/session') return this.#logIn(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return plain(405, 'Only reading is possible here.');
    }
    if (pathname.startsWith('/frame/')) {
      return this.#access.isKnown(request) ? 'frame' : notLoggedIn();
    }
    // The window itself is no secret: whoever may not talk to the studio is told so by the page.
    return (await this.#files.find(pathname)) ?? plain(404, 'There is nothing here.');
  }

  #logIn(request: IncomingMessage): Answer {
    if (request.method !== 'POST') return plain(405, 'Log in with POST.');
    if (!this.#access.isKnown(request)) return notLoggedIn();
    const headers = { 'set-cookie': this.#access.cookie, 'cache-control': 'no-store' };
    return { status: 200, headers, content: Buffer.alloc(0) };
  }
}

function urlOf({ url }: IncomingMessage, origin: string): URL {
  // An address such as `//evil/` would otherwise name another host.
  return URL.parse(`${origin}${url?.startsWith('/') === true ? url : '/'}`) ?? new URL(origin);
}

function notLoggedIn(): Answer {
  return plain(401, 'Open the address that the studio printed when it started.');
}

function plain(status: number, message: string): Answer {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    // What a refused request still sends is not read.
    connection: 'close',
  };
  return { status, headers, content: Buffer.from(`${message}\n`) };
}

function hangUp(socket: Duplex, status: number): void {
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
