import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Shown where the window has not been built. */
const unbuilt = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>LoReTrack Studio</title></head>
<body><h1>The window is not built yet</h1>
<p>Run <code>npm start</code>, which builds it, or <code>npx vite build --config build/vite.config.ts</code>, then
reload this page.</p></body></html>
`;

/** One file as it is sent. */
export interface StaticFile {
  readonly status: 200 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Uint8Array;
}

/**
 * The built window's files. An address is looked up in the list of files that are there, and is never made into a
 * path, so that it cannot lead out of the folder.
 */
export class StaticFiles {
  readonly #folder: string;
  #files: ReadonlyMap<string, string> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The file at an address such as `/assets/index.js`; `/` is the page. Undefined when there is none. */
  async find(pathname: string): Promise<StaticFile | undefined> {
    const isPage = pathname === '/' || pathname === '/index.html';
    // A new build has new file names.
    if (isPage || this.#files === undefined) this.#files = await this.#list();
    const file = this.#files.get(isPage ? '/index.html' : pathname);
    if (file === undefined) {
      return isPage ? { status: 503, headers: page, content: Buffer.from(unbuilt) } : undefined;
    }
    const type = contentTypes[path.extname(file)] ?? 'application/octet-stream';
    // Names of built scripts and styles change with their content.
    const cache = pathname.startsWith('/assets/')
      ? 'private, max-age=31536000, immutable'
      : 'no-store';
    const headers = { 'content-type': type, 'cache-control': cache };
    return { status: 200, headers, content: await readFile(file) };
  }

  async #list(): Promise<ReadonlyMap<string, string>> {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    return new Map(
      entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map((file) => [`/${path.relative(this.#folder, file).split(path.sep).join('/')}`, file]),
    );
  }
}

const page = { 'content-type': contentTypes['.html']!, 'cache-control': 'no-store' };
