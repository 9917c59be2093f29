import { openBrowserSocket } from '../api/browser-socket.ts';
import { createClient, type StudioClient } from '../api/client.ts';
import { socketTransport } from '../api/socket-transport.ts';

/** The client over the web host's socket. */
export function connect(): StudioClient {
  return createClient(socketTransport(openBrowserSocket));
}
