import type { FormatId } from './format-ids.ts';
import { jsonValue } from './text/json-stream.ts';

/**
 * The format of a JSON text, by the keys of its outermost object; null when it is none that is known.
 * @param open gives the text's pieces from its beginning
 * @throws StudioError bad-input when it is no JSON
 */
export function jsonKind(open: () => Iterable<string>, file: string): FormatId | null {
  const root = jsonValue(open(), file);
  if (root.isList()) return 'labelstudio';
  const keys = new Set<string>();
  for (const [key, value] of root.members()) {
    if (key === 'format') return 'json';
    // Version 1 of DIVE has its tracks outermost, by their ids.
    if (keys.size === 0 && /^\d+$/.test(key) && value.read().has('features')) return 'dive';
    keys.add(key);
  }
  const has = (...all: string[]): boolean => all.every((key) => keys.has(key));
  if (has('images', 'annotations')) return 'coco';
  if (has('items', 'categories')) return 'datumaro';
  return has('tracks') ? 'dive' : null;
}
