import { DatabaseSync } from 'node:sqlite';
import { decodeChanges } from './patch-codec.ts';
import { migrate } from './migrate.ts';
import { ProjectTables } from './project-tables.ts';
import { readDamaged, type ReadableRows } from './read-damaged.ts';

/** What could be saved of a damaged project: a whole project in memory, and what is missing, in words. */
export interface Salvage {
  readonly db: DatabaseSync;
  readonly losses: readonly string[];
}

/** What the tables other than frame rows hold, as people call it. */
const CONTENT: Readonly<Record<string, string>> = {
  project: 'the count of edits',
  label: 'labels',
  media: 'media',
  frame_table: 'frame tables of media',
  source: 'names of models',
  track: 'tracks',
  layer: 'proposals of trackers',
  layer_box: 'boxes that trackers proposed',
};

/** The tables that edits do not lead to. */
const BESIDE_HISTORY = ['project', 'frame_table', 'layer', 'layer_box'];

/**
 * Saves what can be read of a damaged project of some version: by making all edits of its history again where that is
 * whole (they lie elsewhere in the file than what they led to), else row by row.
 */
export function salvage(
  source: DatabaseSync,
  migrations: readonly string[],
  version: number,
): Salvage {
  const replayed = emptyProject(migrations, migrations.length);
  if (isReplayed(source, replayed)) {
    const beside = emptyProject(migrations, version);
    const losses = BESIDE_HISTORY.flatMap((table) => copyTable(source, beside, table));
    migrate(beside, migrations, version);
    for (const table of BESIDE_HISTORY) copyTable(beside, replayed, table);
    beside.close();
    return { db: replayed, losses };
  }
  replayed.close();
  const db = emptyProject(migrations, version);
  db.exec('PRAGMA foreign_keys = OFF');
  const losses = Object.keys(CONTENT).flatMap((table) => copyTable(source, db, table));
  losses.push(...copyFrameRows(source, db));
  migrate(db, migrations, version);
  losses.push(...makeWhole(db));
  return { db, losses };
}

function emptyProject(migrations: readonly string[], version: number): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  migrate(db, migrations, 0, version);
  return db;
}

/** Makes the whole history again in the empty project `db`; false when a step of it is missing or does not fit. */
function isReplayed(source: DatabaseSync, db: DatabaseSync): boolean {
  try {
    const position = source.prepare('SELECT position FROM project').get()!['position'] as number;
    const tables = new ProjectTables(db);
    const insert = db.prepare('INSERT INTO journal (step, title, changes) VALUES (?, ?, ?)');
    const steps = source.prepare('SELECT step, title, changes FROM journal ORDER BY step', {
      returnArrays: true,
    });
    let last = 0;
    db.exec('BEGIN; PRAGMA defer_foreign_keys = ON');
    for (const row of steps.iterate() as Iterable<unknown>) {
      const [step, title, changes] = row as [number, string, Uint8Array];
      if (step !== ++last) return false;
      if (step <= position && tables.apply(decodeChanges(changes)) !== null) return false;
      insert.run(step, title, changes);
    }
    if (last < position) return false;
    db.exec('COMMIT');
    return true;
  } catch {
    return false;
  }
}

function copyTable(source: DatabaseSync, db: DatabaseSync, table: string): string[] {
  const { columns, key } = layoutOf(db, table);
  // A table of a later version.
  if (columns.length === 0) return [];
  const found = readDamaged(source, table, columns, key);
  const refused = insertAll(db, table, columns, found);
  return found.gap !== null || refused > 0 ? [`some ${CONTENT[table]!}`] : [];
}

/** Copies the boxes track by track, so that damage in one does not hide the next. */
function copyFrameRows(source: DatabaseSync, db: DatabaseSync): string[] {
  const { columns, key } = layoutOf(db, 'frame_row');
  const frame = columns.indexOf('frame_index');
  return db
    .prepare('SELECT id FROM track ORDER BY id')
    .all()
    .flatMap(({ id }) => {
      const track = id as number;
      const where = { condition: 'track_id = ?', value: track };
      const found = readDamaged(source, 'frame_row', columns, key, where);
      const refused = insertAll(db, 'frame_row', columns, found);
      const losses = refused > 0 ? [`${refused} boxes of track ${track}`] : [];
      if (found.gap === null) return losses;
      const { after, before } = found.gap;
      const from = after === null ? 'its start' : `frame ${String(after[frame])}`;
      const to = before === null ? 'its end' : `frame ${String(before[frame])}`;
      return [...losses, `boxes of track ${track} between ${from} and ${to}`];
    });
}

function insertAll(
  db: DatabaseSync,
  table: string,
  columns: readonly string[],
  { rows }: ReadableRows,
): number {
  const places = columns.map(() => '?').join(', ');
  const insert = db.prepare(
    `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${places})`,
  );
  let refused = 0;
  db.exec('BEGIN');
  for (const row of rows) {
    try {
      insert.run(...row);
    } catch {
      refused++;
    }
  }
  db.exec('COMMIT');
  return refused;
}

/** Gives what lost its label or source another one, drops what has nothing to belong to, and mends the counters. */
function makeWhole(db: DatabaseSync): string[] {
  const change = (sql: string): number => Number(db.prepare(sql).run().changes);
  change(
    `INSERT INTO label SELECT DISTINCT label_id, 'lost label ' || label_id, '#888888', NULL, '[]' FROM track
     WHERE label_id NOT IN (SELECT id FROM label)`,
  );
  change(
    `INSERT INTO source SELECT DISTINCT source_id, 'model:lost-' || source_id FROM frame_row
     WHERE source_id NOT IN (SELECT id FROM source)`,
  );
  const strays = change(
    `DELETE FROM frame_row WHERE track_id IN
     (SELECT id FROM track WHERE media_id NOT IN (SELECT id FROM media))`,
  );
  const tracks = change('DELETE FROM track WHERE media_id NOT IN (SELECT id FROM media)');
  const proposed = change('DELETE FROM layer_box WHERE layer_id NOT IN (SELECT id FROM layer)');
  // The history does not lead to this state any more.
  change(
    `UPDATE project SET position = 0,
     next_label = max(next_label, (SELECT coalesce(max(id), 0) + 1 FROM label)),
     next_media = max(next_media, (SELECT coalesce(max(id), 0) + 1 FROM media)),
     next_track = max(next_track, (SELECT coalesce(max(id), 0) + 1 FROM track)),
     next_layer = max(next_layer, (SELECT coalesce(max(id), 0) + 1 FROM layer))`,
  );
  db.exec('PRAGMA foreign_keys = ON');
  return [
    'the edit history',
    ...(tracks > 0 ? [`${tracks} tracks with ${strays} boxes whose media was lost`] : []),
    ...(proposed > 0 ? [`${proposed} boxes whose proposal was lost`] : []),
  ];
}

function layoutOf(db: DatabaseSync, table: string): { columns: string[]; key: string[] } {
  const info = db.prepare('SELECT name, pk FROM pragma_table_info(?) ORDER BY cid').all(table);
  const keyed = info.filter(({ pk }) => pk !== 0).sort((a, b) => Number(a['pk']) - Number(b['pk']));
  const names = (rows: typeof info): string[] => rows.map(({ name }) => name as string);
  return { columns: names(info), key: names(keyed) };
}
