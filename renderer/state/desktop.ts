/** What a desktop host puts into the page beside the transport; browsers have nothing of the kind. */
export interface DesktopBridge {
  /** Absolute path of a file that was dropped on the window. */
  pathOf(file: File): string;
}

declare global {
  interface Window {
    readonly loretrackDesktop?: DesktopBridge;
  }
}

/** The desktop host's bridge, or null in a browser. */
export function desktopBridge(): DesktopBridge | null {
  return window.loretrackDesktop ?? null;
}
