/** The scheme of the window's addresses; nobody but this program answers them. */
export const STUDIO_SCHEME = 'studio';

/** Where the window lies. */
export const STUDIO_PAGE = `${STUDIO_SCHEME}://app/`;

/** True for addresses of the window's own origin. */
export function isStudioUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === `${STUDIO_SCHEME}:` && parsed.host === 'app';
}

/** True for the address of the window itself, whatever stands behind its hash sign. */
export function isStudioPage(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && isStudioUrl(url) && parsed.pathname === '/' && parsed.search === '';
}
