import type { DesktopApi, DesktopBridge, DesktopMethod } from '../../electron/contract/desktop.ts';
import { callBridge } from '../api/bridge-transport.ts';

declare global {
  interface Window {
    readonly loretrackDesktop?: DesktopBridge;
  }
}

/** The desktop host's bridge, or null in a browser. */
export function desktopBridge(): DesktopBridge | null {
  return window.loretrackDesktop ?? null;
}

/** Calls a method that only desktop hosts have. @throws StudioError as the host said it */
export async function callDesktop<Method extends DesktopMethod>(
  bridge: DesktopBridge,
  method: Method,
  ...args: Parameters<DesktopApi[Method]>
): Promise<Awaited<ReturnType<DesktopApi[Method]>>> {
  return (await callBridge(bridge, method, args[0])) as Awaited<ReturnType<DesktopApi[Method]>>;
}
