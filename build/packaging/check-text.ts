/** Files that are read as text. */
const texts =
  /\.([cm]?js|json|map|html|css|md|txt|svg|plist)$|(^|\/)(LICENSE|LICENCE|NOTICE)[^/]*$/;

/** Shapes of secrets that are told apart from ordinary text. */
const secrets: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\bxox[abprs]-[A-Za-z0-9-]{20,}/,
];

interface SourceMap {
  readonly sourcesContent?: readonly (string | null)[];
}

/** True for a source map with the sources themselves in it. */
function holdsSources(text: string): boolean {
  const { sourcesContent = [] } = JSON.parse(text) as SourceMap;
  return sourcesContent.some((content) => content !== null && content !== '');
}

/** True for files that `checkText` understands. */
export function isText(name: string): boolean {
  return texts.test(name);
}

/**
 * Says what a text must not have in it: sources within maps, secrets, and the place where it was built.
 * @param builtIn absolute path of the product's folder on the building machine
 */
export function checkText(name: string, text: string, builtIn: string): readonly string[] {
  const found: string[] = [];
  if (name.endsWith('.map') && holdsSources(text)) found.push('the map holds sources');
  if (/[#@] sourceMappingURL=data:/.test(text)) found.push('a map lies within the script');
  if (secrets.some((secret) => secret.test(text))) found.push('this looks like a secret');
  const forms = [builtIn, builtIn.replaceAll('\\', '\\\\'), builtIn.replaceAll('\\', '/')];
  if (forms.some((form) => text.includes(form))) {
    found.push('it names the folder that it was built in');
  }
  return found.map((what) => `${name}: ${what}`);
}
