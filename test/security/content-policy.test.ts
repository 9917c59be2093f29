import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../build/entries.ts';
import { schemeHandler } from '../../electron/hosts/app/protocol.ts';
import { contentSecurityPolicy } from '../../electron/hosts/content-security.ts';
import { securityHeaders } from '../../electron/hosts/web/security-headers.ts';
import { policyFaults } from './content-policy.ts';

describe('the content security policy', () => {
  it('lets in the product itself only, on both hosts', () => {
    expect(policyFaults(contentSecurityPolicy())).toEqual([]);
    expect(policyFaults(securityHeaders(8080)['content-security-policy']!)).toEqual([]);
  });

  it.each([
    ["script-src 'self'", "script-src 'self' 'unsafe-inline'"],
    ["script-src 'self'", "script-src 'self' 'unsafe-eval'"],
    ["script-src 'self'", "script-src 'self' https://example.com"],
    ["style-src 'self'", "style-src 'self' 'unsafe-inline'"],
    ["default-src 'none'", 'default-src *'],
    ["img-src 'self'", "img-src 'self' https:"],
    ["connect-src 'self'", "connect-src 'self' ws://example.com:80"],
    ["base-uri 'none'; ", ''],
    ["frame-ancestors 'none'", "frame-ancestors 'self'"],
  ])('is found wide when %s becomes %s', (from, to) => {
    const policy = contentSecurityPolicy();
    expect(policy).toContain(from);
    expect(policyFaults(policy.replace(from, to)).length).toBeGreaterThan(0);
  });

  it('comes with every answer of the desktop host', async () => {
    const frames = (): Promise<Response> => Promise.resolve(new Response('pixels'));
    const answer = schemeHandler({ frames, rendererFolder: path.join(root, 'renderer') });
    const urls = ['', 'frame/1/0', 'missing.js', '../package.json'].map(
      (at) => `studio://app/${at}`,
    );
    for (const url of [...urls, 'studio://other/']) {
      const { headers } = await answer(new Request(url));
      expect(policyFaults(headers.get('content-security-policy') ?? '')).toEqual([]);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

describe('the page', () => {
  it('has nothing in it that the policy would have to let in', () => {
    const page = readFileSync(path.join(root, 'renderer', 'index.html'), 'utf8');
    expect([...page.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)).toEqual([
      '<script type="module" src="./main.ts">',
    ]);
    expect(page).not.toMatch(/<style\b|\sstyle=|\son\w+=|https?:|<(iframe|object|embed|base)\b/i);
  });

  it('takes nothing from elsewhere in its styles', () => {
    const styles = globSync('renderer/**/*.{css,svelte}', { cwd: root });
    const remote = styles.filter((file) =>
      /@import|url\(\s*['"]?(https?:)?\/\//.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(styles.length).toBeGreaterThan(10);
    expect(remote).toEqual([]);
  });
});
