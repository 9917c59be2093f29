/** A source that lets a page's own files in and nothing else: no scheme, no host, no wildcard. */
const own = /^'(none|self)'$/;

/** Sources beyond a page's own files, by directive: pictures that the page makes itself. */
const extra: Readonly<Record<string, RegExp>> = {
  'img-src': /^(blob:|data:)$/,
  'connect-src': /^ws:\/\/127\.0\.0\.1:\d+$/,
};

/** Directives without which a policy does not close what it should. */
const required: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** Says where a content security policy lets in more than the product's own files. */
export function policyFaults(policy: string): readonly string[] {
  const directives = policy
    .split(';')
    .map((directive) => directive.trim().split(/\s+/))
    .map(([name = '', ...sources]) => ({ name, sources }));
  const missing = Object.entries(required)
    .filter(
      ([name, value]) =>
        directives.find((directive) => directive.name === name)?.sources.join(' ') !== value,
    )
    .map(([name, value]) => `${name} is not ${value}`);
  const wide = directives.flatMap(({ name, sources }) =>
    sources
      .filter((source) => !own.test(source) && extra[name]?.test(source) !== true)
      .map((source) => `${name} lets in ${source}`),
  );
  return [...missing, ...wide];
}
