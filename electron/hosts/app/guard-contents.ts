import type { Session, Shell, WebContents } from 'electron';
import { allowedLink } from './external-links.ts';
import { isStudioPage } from './studio-scheme.ts';

/** Keeps contents to the studio's own page: they lead nowhere, open nothing and embed nothing. */
export function guardContents(contents: WebContents, shell: Pick<Shell, 'openExternal'>): void {
  contents.on('will-navigate', (event) => {
    if (!isStudioPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const link = allowedLink(url);
    if (link !== null) void shell.openExternal(link).catch(() => undefined);
    return { action: 'deny' };
  });
}

/** Refuses every permission that pages can ask for, but to write to the clipboard and to fill the screen. */
export function guardSession(session: Session): void {
  const isHarmless = (permission: string): boolean =>
    permission === 'clipboard-sanitized-write' || permission === 'fullscreen';
  session.setPermissionRequestHandler((_, permission, answer) => answer(isHarmless(permission)));
  session.setPermissionCheckHandler((_, permission) => isHarmless(permission));
  session.setDevicePermissionHandler(() => false);
  // Nothing in the studio downloads: what it writes it writes itself.
  session.on('will-download', (event) => event.preventDefault());
}
