import path from 'node:path';
import { root } from './entries.ts';

/** Names sources in maps from the product's folder on, so that maps say nothing about the machine that built them. */
export function sourceMapPath(source: string, mapFile: string): string {
  const file = path.resolve(path.dirname(mapFile), source);
  return path.relative(root, file).split(path.sep).join('/');
}
