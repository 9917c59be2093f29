import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is refused: status and one sentence. */
export interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly message: string;
}

/**
 * Who may talk to the web host. Its address is known to every page in the browser, so a request must name this host
 * (else a foreign name was made to point here), must not come from a page of another origin, and must carry
 * the token that was printed, or the cookie that it was exchanged for.
 */
export class WebAccess {
  /** 256 random bits, for the address that a person opens. */
  readonly token = randomBytes(32).toString('base64url');
  /** Another 256, so that what the browser keeps is not the token itself. */
  readonly #session = randomBytes(32).toString('base64url');
  readonly #host: string;
  readonly #cookieName: string;

  /** @param port that the host listens on, on 127.0.0.1 */
  constructor(port: number) {
    // Browsers leave out HTTP's own port.
    this.#host = port === 80 ? '127.0.0.1' : `127.0.0.1:${port}`;
    // Cookies are shared among the ports of a machine.
    this.#cookieName = `loretrack-${port}`;
  }

  get origin(): string {
    return `http://${this.#host}`;
  }

  /** For `Set-Cookie`: readable by no script, sent to no other site. */
  get cookie(): string {
    return `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Refuses requests that were led here by another site; undefined for all others. */
  refuseForeign({ headers }: IncomingMessage): Refusal | undefined {
    if (headers.host !== this.#host) {
      return { status: 400, message: `This is ${this.origin}, and answers to no other name.` };
    }
    // Following a link to the page is harmless, whoever shows the link: the page asks for everything else itself.
    const isLink = headers['sec-fetch-mode'] === 'navigate';
    const site = headers['sec-fetch-site'] ?? 'none';
    const isForeignSite = !isLink && site !== 'same-origin' && site !== 'none';
    if ((headers.origin !== undefined && headers.origin !== this.origin) || isForeignSite) {
      return { status: 403, message: 'Pages of other sites have no access to the studio.' };
    }
    return undefined;
  }

  /** True for requests with the token or the cookie. */
  isKnown({ headers }: IncomingMessage): boolean {
    const bearer = /^Bearer ([\w-]{1,128})$/.exec(headers.authorization ?? '')?.[1];
    if (bearer !== undefined && isEqual(bearer, this.token)) return true;
    const cookies = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const prefix = `${this.#cookieName}=`;
    return cookies.some(
      (pair) => pair.startsWith(prefix) && isEqual(pair.slice(prefix.length), this.#session),
    );
  }
}

/** Compares in a time that tells nothing of where they differ. */
function isEqual(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
