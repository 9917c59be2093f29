import { SqliteProjectStores } from '../../electron/adapters/store/sqlite-project-stores.ts';
import { fromColumns } from '../../electron/contract/track-columns.ts';
import type { AnnotatedTrack } from '../../electron/domain/annotation.ts';

/** The tracks of a project file's first media item as they lie on the disk; nobody else may hold the file. */
export async function storedTracks(project: string): Promise<readonly AnnotatedTrack[]> {
  const store = await new SqliteProjectStores().open(project);
  try {
    return store.tracksOf(store.media()[0]!.id).map(fromColumns);
  } finally {
    store.close();
  }
}
