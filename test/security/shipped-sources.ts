import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../../build/entries.ts';

/** One script as the rules read it. */
export interface Source {
  /** Relative to the product's folder, with `/`. */
  readonly name: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** The scripts of a component. */
function scriptsOf(text: string): string {
  const scripts = text.matchAll(/<script\b[^>]*>(.*?)<\/script>/gs);
  return [...scripts].map(([, script]) => script).join('\n');
}

/** Reads a source for the rules; `text` is TypeScript, or a Svelte component by the name's ending. */
export function readSource(name: string, text: string): Source {
  const script = name.endsWith('.svelte') ? scriptsOf(text) : text;
  return { name, text, tree: ts.createSourceFile(name, script, ts.ScriptTarget.Latest, true) };
}

/** Every source whose code ships. */
export function shippedSources(): readonly Source[] {
  return globSync('{electron,renderer}/**/*.{ts,svelte}', { cwd: root })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !/\.(test|fixture)\.ts$/.test(file))
    .sort()
    .map((file) => readSource(file, readFileSync(path.join(root, file), 'utf8')));
}

/** Every node of a source, parents first. */
export function nodesOf({ tree }: Source): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Where a node stands, with the beginning of its code: `electron/a.ts: eval(…)`. */
export function show({ name }: Source, node: ts.Node): string {
  return `${name}: ${node.getText().replaceAll(/\s+/g, ' ').slice(0, 80)}`;
}
