import ts from 'typescript';
import { nodesOf, show } from './shipped-sources.ts';
import type { Source } from './shipped-sources.ts';

/** Says where a source breaks a rule. */
type Rule = (source: Source) => readonly string[];

/** The last name of what is called: `f` in `f()`, `a.f()` and `new f()`. */
function calledName(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
  const { expression } = node;
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : undefined;
}

const isText = (node: ts.Node | undefined): boolean =>
  node !== undefined && (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node));

/** Text is never run: no eval, no function made of text, no timer with text, no `node:vm`. */
export const noCodeFromText: Rule = (source) =>
  nodesOf(source)
    .filter((node) => {
      if (ts.isImportDeclaration(node))
        return /['"](node:)?vm['"]/.test(node.moduleSpecifier.getText());
      const name = calledName(node);
      if (name === 'eval' || name === 'Function') return true;
      if (name !== 'setTimeout' && name !== 'setInterval') return false;
      return ts.isCallExpression(node) && isText(node.arguments[0]);
    })
    .map((node) => show(source, node));

/** Programs are started with a list of arguments and never through a shell. */
export const noShell: Rule = (source) => {
  const nodes = nodesOf(source);
  const asks = nodes.filter(
    (node) =>
      ts.isPropertyAssignment(node) &&
      node.name.getText() === 'shell' &&
      (node.initializer.kind === ts.SyntaxKind.TrueKeyword || isText(node.initializer)),
  );
  const imports = nodes.filter(
    (node) =>
      ts.isImportSpecifier(node) &&
      /^exec(Sync)?$/.test((node.propertyName ?? node.name).text) &&
      /child_process/.test(node.parent.parent.parent.getText()),
  );
  return [...asks, ...imports].map((node) => show(source, node));
};

/** Text becomes part of the page as text, never as markup. */
export const noMarkupFromText: Rule = (source) => {
  const setters = new Set(['innerHTML', 'outerHTML', 'srcdoc']);
  const callees = new Set(['insertAdjacentHTML', 'createContextualFragment', 'write', 'writeln']);
  const found = nodesOf(source).filter((node) => {
    if (ts.isPropertyAccessExpression(node) && setters.has(node.name.text)) return true;
    const name = calledName(node);
    if (name === undefined || !callees.has(name)) return false;
    // Streams and clipboards write as well.
    return !name.startsWith('write') || /^document\./.test(node.getText());
  });
  const markup = source.name.endsWith('.svelte') ? [...source.text.matchAll(/\{@html\b/g)] : [];
  return [
    ...found.map((node) => show(source, node)),
    ...markup.map(() => `${source.name}: {@html`),
  ];
};

/** Namespaces are names that look like addresses and are never asked for. */
const harmless = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]|www\.w3\.org\/)/;

/** Nothing is fetched in the clear but from this machine; the web host alone makes its own address of parts. */
export const noPlainHttp: Rule = (source) =>
  nodesOf(source)
    .filter((node) => {
      if (!ts.isStringLiteralLike(node) && !ts.isTemplateHead(node)) return false;
      const addresses = node.text.match(/\bhttp:\/\/\S*/g) ?? [];
      const isOwn = (address: string): boolean =>
        address === 'http://' && source.name.startsWith('electron/hosts/web/');
      return addresses.some((address) => !harmless.test(address) && !isOwn(address));
    })
    .map((node) => show(source, node));

/** The system opens only addresses that `allowedLink` has let through. */
export const onlyAllowedLinks: Rule = (source) => {
  const nodes = nodesOf(source);
  const allowed = new Set(
    nodes
      .filter(ts.isVariableDeclaration)
      .filter(({ initializer }) => initializer && calledName(initializer) === 'allowedLink')
      .map(({ name }) => name.getText()),
  );
  return nodes
    .filter(ts.isCallExpression)
    .filter(({ expression }) => /\bshell\.(openExternal|openPath)$/.test(expression.getText()))
    .filter((call) => !allowed.has(call.arguments[0]?.getText() ?? ''))
    .map((node) => show(source, node));
};
