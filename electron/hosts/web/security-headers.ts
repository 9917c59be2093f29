import { contentSecurityPolicy, protectiveHeaders } from '../content-security.ts';

/** Headers of every answer: nothing but our own files runs, nothing is guessed, framed or passed on. */
export function securityHeaders(port: number): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy([`ws://127.0.0.1:${port}`]),
    ...protectiveHeaders,
  };
}
