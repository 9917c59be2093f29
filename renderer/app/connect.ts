import { bridgeTransport } from '../api/bridge-transport.ts';
import { openBrowserSocket } from '../api/browser-socket.ts';
import { createClient, type StudioClient } from '../api/client.ts';
import { socketTransport } from '../api/socket-transport.ts';
import { desktopBridge } from '../state/desktop.ts';

/** The client over the desktop host's bridge where there is one, else over the web host's socket. */
export function connect(): StudioClient {
  const bridge = desktopBridge();
  return createClient(bridge ? bridgeTransport(bridge) : socketTransport(openBrowserSocket));
}
