import type {
  Change,
  FrameRow,
  Label,
  MediaItem,
  Patch,
  ProjectTrack,
} from '../../electron/domain/annotation.ts';
import type { ProjectStore } from '../../electron/services/ports/project-store.ts';

/** A project as plain maps: what a store must be equal to. */
export interface ProjectModel {
  readonly label: Map<number, Label>;
  readonly media: Map<number, MediaItem>;
  readonly track: Map<number, ProjectTrack>;
  /** By track id, then by frame index. */
  readonly rows: Map<number, Map<number, FrameRow>>;
}

/** A project without anything. */
export function emptyModel(): ProjectModel {
  return { label: new Map(), media: new Map(), track: new Map(), rows: new Map() };
}

/** Makes the changes, forward (`after` takes the place of `before`) or backward. */
export function applyToModel(model: ProjectModel, { changes }: Patch, isBackward = false): void {
  for (const change of isBackward ? changes.toReversed() : changes) {
    const value = isBackward ? change.before : change.after;
    if (change.kind !== 'row') {
      const map = model[change.kind] as Map<number, unknown>;
      if (value === null) map.delete(change.id);
      else map.set(change.id, value);
      continue;
    }
    const rows = model.rows.get(change.trackId) ?? new Map<number, FrameRow>();
    if (value === null) rows.delete(change.frameIndex);
    else rows.set(change.frameIndex, value as FrameRow);
    if (rows.size === 0) model.rows.delete(change.trackId);
    else model.rows.set(change.trackId, rows);
  }
}

/** Everything that a store says it holds, read through every one of its readers. */
export function modelOf(store: ProjectStore): ProjectModel {
  const model = emptyModel();
  for (const label of store.labels()) model.label.set(label.id, label);
  const counts = store.trackCounts();
  for (const item of store.media()) {
    model.media.set(item.id, item);
    const tracks = store.tracksOf(item.id);
    if (tracks.length !== (counts[item.id] ?? 0)) throw new Error('track counts differ');
    for (const columns of tracks) {
      const { rows, ...track } = store.track(columns.track.id)!;
      model.track.set(track.id, track);
      if (rows.size > 0) model.rows.set(track.id, new Map(rows));
      const cells = [...rows].map(([frameIndex, row]) => [
        ...[frameIndex, row.box?.x ?? 0, row.box?.y ?? 0, row.box?.w ?? 0, row.box?.h ?? 0],
        ...[row.source, row.score],
        Number(row.confirmed) + 2 * Number(row.occluded) + 4 * Number(row.absent),
        ...[row.keyframe, Object.keys(row.attributes).length === 0 ? undefined : row.attributes],
      ]);
      const attributes = new Map(columns.attributes);
      const same = columns.frames.map((frameIndex, i) => [
        ...[frameIndex, ...columns.boxes.slice(4 * i, 4 * i + 4)],
        ...[columns.sources[columns.source[i]!], columns.score[i]],
        columns.flags[i]! & 7,
        ...[columns.flags[i]! >= 8, attributes.get(frameIndex)],
      ]);
      if (JSON.stringify([track, cells]) !== JSON.stringify([columns.track, same])) {
        throw new Error(`columns of track ${track.id} differ from its rows`);
      }
    }
  }
  return model;
}

/** Repeatable random numbers in [0, 1) (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Any edit that fits the model: boxes mostly, now and then whole tracks, media and labels come and go. */
export function randomPatch(
  model: ProjectModel,
  random: () => number,
  nextId: ProjectStore['nextId'],
): Patch {
  const below = (count: number): number => Math.floor(random() * count);
  const one = <T>(map: ReadonlyMap<number, T>): T | undefined => [...map.values()][below(map.size)];
  const label = one(model.label);
  const item = one(model.media);
  const track = one(model.track);
  const dice = random();

  if (label === undefined || dice < 0.02) return addLabel(nextId('label'), random);
  if (item === undefined || dice < 0.03) return addMedia(nextId('media'), below(5000) + 1);
  if (track === undefined || dice < 0.08) {
    const rows = Array.from({ length: below(30) }, (_, i) => 3 * i);
    return addTrack(nextId('track'), item.id, label.id, rows, random);
  }
  if (dice < 0.1) return { title: 'Delete track', changes: removalOf(model, track) };
  if (dice < 0.105) {
    const tracks = [...model.track.values()].filter(({ mediaId }) => mediaId === item.id);
    const removed: Change = { kind: 'media', id: item.id, before: item, after: null };
    return {
      title: 'Remove media',
      changes: [...tracks.flatMap((each) => removalOf(model, each)), removed],
    };
  }
  if (dice < 0.13) {
    const after = { ...label, name: `label ${below(1000)}`, hotkey: String(below(10)) };
    return {
      title: 'Rename label',
      changes: [{ kind: 'label', id: label.id, before: label, after }],
    };
  }
  if (dice < 0.18) {
    const after = {
      ...track,
      labelId: label.id,
      color: random() < 0.5 ? null : '#d55e00',
      locked: !track.locked,
      attributes: { size: below(9), name: 'ä "quoted"' },
    };
    return {
      title: 'Change track',
      changes: [{ kind: 'track', id: track.id, before: track, after }],
    };
  }
  const count = dice < 0.25 ? 1 + below(50) : 1;
  const first = below(200);
  const changes = Array.from({ length: count }, (_, i): Change => {
    const frameIndex = first + i;
    const before = model.rows.get(track.id)?.get(frameIndex) ?? null;
    const after = before !== null && random() < 0.2 ? null : randomRow(random);
    return { kind: 'row', trackId: track.id, frameIndex, before, after };
  });
  return { title: count === 1 ? 'Move box' : 'Move boxes', changes };
}

function removalOf(model: ProjectModel, track: ProjectTrack): Change[] {
  const rows = [...(model.rows.get(track.id) ?? [])].map(([frameIndex, before]): Change => {
    return { kind: 'row', trackId: track.id, frameIndex, before, after: null };
  });
  return [...rows, { kind: 'track', id: track.id, before: track, after: null }];
}

function addLabel(id: number, random: () => number): Patch {
  const after: Label = {
    ...{ id, name: `label ${id}`, color: '#0072b2', hotkey: random() < 0.5 ? null : '1' },
    attributes: [{ name: 'size', scope: 'track', kind: 'choice', choices: ['small', 'large'] }],
  };
  return { title: 'Add label', changes: [{ kind: 'label', id, before: null, after }] };
}

function addMedia(id: number, frameCount: number): Patch {
  const after: MediaItem = {
    ...{ id, name: `video ${id}.mp4`, path: `/videos/video ${id}.mp4`, kind: 'video' },
    ...{ width: 1920, height: 1080, fps: 30000 / 1001, frameCount },
    timeBase: { num: 1001, den: 30000 },
    identity: { bytes: 2 ** 40 + id, head: 'aa', tail: 'bb', table: 'cc' },
  };
  return { title: 'Add media', changes: [{ kind: 'media', id, before: null, after }] };
}

function addTrack(
  id: number,
  mediaId: number,
  labelId: number,
  frames: readonly number[],
  random: () => number,
): Patch {
  const after: ProjectTrack = {
    ...{ id, mediaId, labelId, color: null, attributes: {} },
    ...{ interpolate: true, locked: false, hidden: false },
  };
  const rows = frames.map((frameIndex): Change => {
    return { kind: 'row', trackId: id, frameIndex, before: null, after: randomRow(random) };
  });
  return { title: 'Add track', changes: [{ kind: 'track', id, before: null, after }, ...rows] };
}

function randomRow(random: () => number): FrameRow {
  const isAbsent = random() < 0.1;
  const isHuman = random() < 0.5;
  const box = {
    x: random() * 1900,
    y: Math.round(random() * 1000) / 10,
    w: 1 + random() * 100,
    h: 20,
  };
  return {
    box: isAbsent ? null : box,
    source: isHuman ? 'human' : `model:tracker-${Math.floor(random() * 4)}`,
    confirmed: random() < 0.3,
    score: isHuman ? null : random(),
    occluded: random() < 0.2,
    absent: isAbsent,
    keyframe: isHuman,
    attributes: random() < 0.1 ? { pose: 'sitting', angle: random(), seen: true } : {},
  };
}
