const KEY = 'loretrack.recentCommands';
const MOST = 8;

/** Ids of the commands that were last run from the palette, the latest first; none where the entry is mangled. */
export function recentCommands(storage: Pick<Storage, 'getItem'>): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    if (!Array.isArray(parsed)) return [];
    return parsed.filter((id): id is string => typeof id === 'string').slice(0, MOST);
  } catch {
    return [];
  }
}

/** Keeps a command as the one run last. */
export function rememberCommand(storage: Pick<Storage, 'getItem' | 'setItem'>, id: string): void {
  const others = recentCommands(storage).filter((other) => other !== id);
  try {
    storage.setItem(KEY, JSON.stringify([id, ...others].slice(0, MOST)));
  } catch {
    // A full or forbidden storage only forgets the order.
  }
}
