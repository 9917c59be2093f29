/** Where in a project a person was. */
export interface Place {
  readonly mediaId: number;
  readonly frameIndex: number;
}

const KEY = 'loretrack.places';
const MOST = 20;

type Entries = readonly (readonly [project: string, place: Place])[];

function read(storage: Pick<Storage, 'getItem'>): Entries {
  try {
    const parsed: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    return Array.isArray(parsed) ? (parsed as Entries).filter((entry) => isEntry(entry)) : [];
  } catch {
    return [];
  }
}

function isEntry(entry: unknown): boolean {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false;
  const place = entry[1] as Partial<Place> | null | undefined;
  return Number.isSafeInteger(place?.mediaId) && Number.isSafeInteger(place?.frameIndex);
}

/** Where a person was in a project when it was last open, or null. */
export function recallPlace(storage: Pick<Storage, 'getItem'>, projectPath: string): Place | null {
  return read(storage).find(([path]) => path === projectPath)?.[1] ?? null;
}

/** Keeps the places of the projects used last. */
export function rememberPlace(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  projectPath: string,
  place: Place,
): void {
  const others = read(storage).filter(([path]) => path !== projectPath);
  storage.setItem(KEY, JSON.stringify([[projectPath, place], ...others].slice(0, MOST)));
}
