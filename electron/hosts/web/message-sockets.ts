import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import { parseCallMessage } from '../../contract/schema.ts';
import type { HostMessage, StudioEndpoint } from '../../contract/wire.ts';

/** Longest message that a window may send; the largest edit is far below. */
const mostBytes = 4 * 2 ** 20;
/** Calls of one window that may be under way; more wait for nobody and are refused. */
const mostCalls = 256;
/** How often windows are asked whether they are still there. */
const heartbeatMs = 30_000;

/** The windows' WebSockets: calls in, answers and events out. */
export class MessageSockets {
  readonly #endpoint: StudioEndpoint;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: mostBytes,
    perMessageDeflate: false,
  });
  readonly #silent = new Set<WebSocket>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(endpoint: StudioEndpoint) {
    this.#endpoint = endpoint;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs).unref();
  }

  /** Takes over a connection that has been let in. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (window) => this.#serve(window));
  }

  /** Tells every window that the host is leaving, and ends those that do not answer. */
  close(): void {
    clearInterval(this.#heartbeat);
    for (const window of this.#server.clients) {
      window.close(1001, 'The studio is closing.');
      setTimeout(() => window.terminate(), 500).unref();
    }
    this.#server.close();
  }

  #serve(window: WebSocket): void {
    const send = (message: HostMessage): void => {
      if (window.readyState === window.OPEN) window.send(JSON.stringify(message));
    };
    const stop = this.#endpoint.subscribe(send);
    let calls = 0;
    window.on('close', stop);
    // Protocol errors, an oversized message among them, close the socket; the window hears it from there.
    window.on('error', () => window.terminate());
    window.on('pong', () => this.#silent.delete(window));
    window.on('message', (data: Buffer, isBinary: boolean) => {
      if (calls >= mostCalls) {
        send({ id: null, error: { code: 'bad-input', message: 'Too many calls at once.' } });
        return;
      }
      calls++;
      void this.#answer(isBinary ? '' : data.toString('utf8')).then((message) => {
        calls--;
        send(message);
      });
    });
  }

  async #answer(text: string): Promise<HostMessage> {
    let id: number | null = null;
    try {
      const call = parseCallMessage(text);
      id = call.id;
      return { id, result: await this.#endpoint.call(call.method, call.args) };
    } catch (error) {
      const { code, message } = isStudioError(error)
        ? error
        : new StudioError('internal', 'The studio failed to answer.');
      return { id, error: { code, message } };
    }
  }

  #beat(): void {
    for (const window of this.#server.clients) {
      if (this.#silent.has(window)) window.terminate();
      this.#silent.add(window);
      window.ping();
    }
  }
}
