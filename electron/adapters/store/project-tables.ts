import type { DatabaseSync } from 'node:sqlite';
import type { Change, FrameRow, Label, MediaItem, ProjectTrack } from '../../domain/annotation.ts';
import { TrackReader } from './track-reader.ts';
import { frameRowLayout, labelLayout, mediaLayout, trackLayout } from './record-layouts.ts';
import { RecordTable } from './record-table.ts';
import { SourceNames } from './source-names.ts';

/** The labels, media, tracks and frame rows of a project, as changes find and leave them. */
export class ProjectTables {
  readonly labels: RecordTable<Label>;
  readonly media: RecordTable<MediaItem>;
  readonly tracks: RecordTable<ProjectTrack>;
  readonly rows: RecordTable<FrameRow>;
  readonly sources: SourceNames;
  readonly trackReader: TrackReader;

  constructor(db: DatabaseSync) {
    this.sources = new SourceNames(db);
    const rowLayout = frameRowLayout(this.sources);
    this.labels = new RecordTable(db, labelLayout);
    this.media = new RecordTable(db, mediaLayout);
    this.tracks = new RecordTable(db, trackLayout);
    this.rows = new RecordTable(db, rowLayout);
    this.trackReader = new TrackReader(db, rowLayout, this.sources);
  }

  /**
   * Makes the changes one after the other, within the transaction that is open.
   * @returns the first change whose `before` is not what the project holds, in words; null when all were made.
   */
  apply(changes: readonly Change[]): string | null {
    for (const change of changes) {
      if (!this.#replace(change)) return describe(change);
    }
    return null;
  }

  #replace(change: Change): boolean {
    if (change.kind === 'row') {
      const { trackId, frameIndex, before, after } = change;
      return this.rows.replace([trackId, frameIndex], before, after);
    }
    const { id } = change;
    if ((change.before ?? change).id !== id || (change.after ?? change).id !== id) return false;
    switch (change.kind) {
      case 'label':
        return this.labels.replace([id], change.before, change.after);
      case 'media':
        return this.media.replace([id], change.before, change.after);
      case 'track':
        return this.tracks.replace([id], change.before, change.after);
    }
  }
}

function describe(change: Change): string {
  return change.kind === 'row'
    ? `the box of track ${change.trackId} in frame ${change.frameIndex}`
    : `${change.kind} ${change.id}`;
}
