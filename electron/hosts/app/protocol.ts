import type { Protocol } from 'electron';
import { contentSecurityPolicy, protectiveHeaders } from '../content-security.ts';
import { StaticFiles } from '../static-files.ts';
import { isStudioUrl, STUDIO_SCHEME } from './studio-scheme.ts';

/** Makes the studio's scheme as good as https; works only before the application is ready. */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([{ scheme: STUDIO_SCHEME, privileges }]);
}

/** What the studio's scheme leads to. */
export interface SchemeContent {
  /** Answers addresses below /frame/. */
  readonly frames: (request: Request) => Promise<Response>;
  /** Folder of the built window. */
  readonly rendererFolder: string;
}

/** Answers every address of the studio's scheme, each under the strict policy; never rejects. */
export function schemeHandler({
  frames,
  rendererFolder,
}: SchemeContent): (request: Request) => Promise<Response> {
  const files = new StaticFiles(rendererFolder);
  const headers = { 'content-security-policy': contentSecurityPolicy(), ...protectiveHeaders };

  async function answer(request: Request): Promise<Response> {
    if (!isStudioUrl(request.url)) return plain(404, 'There is nothing here.');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return plain(405, 'Only reading is possible here.');
    }
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/frame/')) return frames(request);
    const file = await files.find(pathname);
    if (file === undefined) return plain(404, 'There is nothing here.');
    return new Response(Buffer.from(file.content), { status: file.status, headers: file.headers });
  }

  return async (request) => {
    const response = await answer(request).catch(() => plain(500, 'This could not be read.'));
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  };
}

function plain(status: number, message: string): Response {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return new Response(`${message}\n`, { status, headers });
}
