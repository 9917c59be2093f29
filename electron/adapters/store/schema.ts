/** Tells a project from other SQLite files: "LRTS" in the file's header (https://sqlite.org/fileformat2.html, 1.3.9). */
export const APPLICATION_ID = 0x4c525453;

/**
 * The steps that make an empty file a project of version 1, 2, …: `MIGRATIONS[n]` leads from version n to n + 1. A step
 * that was released is never changed.
 *
 * Flags of a frame row: 1 confirmed, 2 occluded, 4 absent, 8 keyframe. The checks are there for the integrity check
 * too: it finds values that a damaged disk has made impossible.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE project (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    next_label INTEGER NOT NULL,
    next_media INTEGER NOT NULL,
    next_track INTEGER NOT NULL
  ) STRICT;
  INSERT INTO project VALUES (1, 0, 0, 1, 1, 1);

  CREATE TABLE label (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    color TEXT NOT NULL,
    hotkey TEXT,
    attributes TEXT NOT NULL CHECK (json_valid(attributes))
  ) STRICT;

  CREATE TABLE media (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('video', 'images')),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    fps REAL NOT NULL,
    frame_count INTEGER NOT NULL,
    time_num INTEGER NOT NULL,
    time_den INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    head_hash TEXT NOT NULL,
    tail_hash TEXT NOT NULL,
    table_hash TEXT NOT NULL
  ) STRICT;

  -- Not bound to its media item: it stays when that is removed, so that an undo finds it.
  CREATE TABLE frame_table (
    media_id INTEGER PRIMARY KEY,
    time_num INTEGER NOT NULL,
    time_den INTEGER NOT NULL,
    pts BLOB NOT NULL CHECK (length(pts) % 8 = 0),
    key_frames BLOB NOT NULL CHECK (length(key_frames) * 8 = length(pts))
  ) STRICT;

  CREATE TABLE track (
    id INTEGER PRIMARY KEY,
    media_id INTEGER NOT NULL REFERENCES media (id),
    label_id INTEGER NOT NULL REFERENCES label (id),
    color TEXT,
    attributes TEXT CHECK (json_valid(attributes)),
    interpolate INTEGER NOT NULL CHECK (interpolate IN (0, 1)),
    locked INTEGER NOT NULL CHECK (locked IN (0, 1)),
    hidden INTEGER NOT NULL CHECK (hidden IN (0, 1))
  ) STRICT;
  CREATE INDEX track_media ON track (media_id);
  CREATE INDEX track_label ON track (label_id);

  CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE frame_row (
    track_id INTEGER NOT NULL REFERENCES track (id),
    frame_index INTEGER NOT NULL CHECK (frame_index >= 0),
    x REAL, y REAL, w REAL, h REAL,
    source_id INTEGER NOT NULL REFERENCES source (id),
    score REAL,
    flags INTEGER NOT NULL CHECK (flags BETWEEN 0 AND 15),
    attributes TEXT CHECK (json_valid(attributes)),
    PRIMARY KEY (track_id, frame_index),
    CHECK (
      (x IS NULL) = (flags & 4 = 4) AND (x IS NULL) = (y IS NULL) AND (x IS NULL) = (w IS NULL)
      AND (x IS NULL) = (h IS NULL)
    )
  ) STRICT, WITHOUT ROWID;

  -- Steps up to project.position are done, those after it can be redone.
  CREATE TABLE journal (
    step INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    changes BLOB NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE frame_row ADD COLUMN pass_iou REAL CHECK (pass_iou BETWEEN 0 AND 1);
  ALTER TABLE frame_row ADD COLUMN model_iou REAL CHECK (model_iou BETWEEN 0 AND 1);

  ALTER TABLE project ADD COLUMN next_layer INTEGER NOT NULL DEFAULT 1;

  -- Not bound to its media item and tracks: those can be removed while it is there.
  CREATE TABLE layer (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('track', 'repair', 'check')),
    media_id INTEGER NOT NULL,
    model_id TEXT NOT NULL,
    track_ids TEXT NOT NULL CHECK (json_valid(track_ids))
  ) STRICT;

  CREATE TABLE layer_box (
    layer_id INTEGER NOT NULL REFERENCES layer (id),
    track_id INTEGER NOT NULL,
    frame_index INTEGER NOT NULL CHECK (frame_index >= 0),
    x REAL NOT NULL, y REAL NOT NULL, w REAL NOT NULL, h REAL NOT NULL,
    score REAL NOT NULL,
    pass_iou REAL CHECK (pass_iou BETWEEN 0 AND 1),
    model_iou REAL CHECK (model_iou BETWEEN 0 AND 1),
    PRIMARY KEY (layer_id, track_id, frame_index)
  ) STRICT, WITHOUT ROWID;
  `,
];
