import type { EditResult } from '../../electron/contract/api.ts';

/** Id of the track that an edit made, or null. */
export function addedTrack({ patch }: EditResult): number | null {
  const found = patch.changes.find((change) => change.kind === 'track' && change.before === null);
  return found?.kind === 'track' ? found.id : null;
}
