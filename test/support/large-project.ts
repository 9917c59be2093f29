import type { Change, MediaItem, ProjectTrack } from '../../electron/domain/annotation.ts';
import { constantRateTable } from '../../electron/domain/frame-table.ts';
import type { ProjectStore } from '../../electron/services/ports/project-store.ts';

/** Size of a generated project: `media` videos with `tracks` tracks each, which have a box in each of `frames` frames. */
export interface ProjectSize {
  readonly media: number;
  readonly tracks: number;
  readonly frames: number;
}

/** A million boxes in one video, and a million in fifty. */
export const MILLION_IN_ONE: ProjectSize = { media: 1, tracks: 100, frames: 10_000 };
export const MILLION_IN_FIFTY: ProjectSize = { media: 50, tracks: 20, frames: 1000 };

/** Fills an empty project with tracker output: one edit per media item, one per track. About 7 s for a million boxes. */
export function fillProject(store: ProjectStore, { media, tracks, frames }: ProjectSize): void {
  const labelId = store.nextId('label');
  const label = {
    id: labelId,
    name: 'person',
    color: '#0072b2',
    hotkey: '1',
    attributes: [],
  };
  store.commit({
    title: 'Add label',
    changes: [{ kind: 'label', id: labelId, before: null, after: label }],
  });
  for (let m = 0; m < media; m++) {
    const item = mediaItem(store.nextId('media'), frames);
    store.setFrameTable(item.id, constantRateTable(frames, 30, 30));
    store.commit({
      title: `Add ${item.name}`,
      changes: [{ kind: 'media', id: item.id, before: null, after: item }],
    });
    for (let t = 0; t < tracks; t++) {
      const id = store.nextId('track');
      store.commit({ title: 'Track object', changes: trackChanges(id, item.id, labelId, frames) });
    }
  }
}

function mediaItem(id: number, frameCount: number): MediaItem {
  return {
    id,
    name: `video ${id}.mp4`,
    path: `/videos/video ${id}.mp4`,
    kind: 'video',
    width: 1920,
    height: 1080,
    fps: 30,
    frameCount,
    timeBase: { num: 1, den: 30 },
    identity: {
      bytes: 1e6 + id,
      head: '0'.repeat(64),
      tail: '1'.repeat(64),
      table: '2'.repeat(64),
    },
  };
}

/**
 * A track whose box wanders smoothly; positions have the long fractions of a tracker's. One stretch in 500 frames was
 * repaired from both sides, and a second model has seen one frame in 100.
 */
function trackChanges(id: number, mediaId: number, labelId: number, frames: number): Change[] {
  const track: ProjectTrack = {
    ...{ id, mediaId, labelId, color: null, attributes: {} },
    ...{ interpolate: true, locked: false, hidden: false },
  };
  const rows = Array.from({ length: frames }, (_, frameIndex): Change => {
    const angle = id + frameIndex / 97;
    const isHuman = frameIndex % 500 === 0;
    const after = {
      box: {
        x: 900 + 800 * Math.sin(angle),
        y: 500 + 400 * Math.cos(1.3 * angle),
        w: 60 + 20 * Math.sin(angle / 3),
        h: 120 + 30 * Math.cos(angle / 5),
      },
      source: isHuman ? ('human' as const) : ('model:tiny-256' as const),
      confirmed: isHuman,
      score: isHuman ? null : 0.5 + 0.5 * Math.abs(Math.sin(angle * 7)),
      occluded: frameIndex % 1000 > 900,
      absent: false,
      keyframe: isHuman,
      attributes: {},
      ...(frameIndex % 500 >= 40 && frameIndex % 500 < 60 ? { passIou: agreement(angle) } : {}),
      ...(frameIndex % 100 === 45 ? { modelIou: agreement(angle * 3) } : {}),
    };
    return { kind: 'row', trackId: id, frameIndex, before: null, after };
  });
  return [{ kind: 'track', id, before: null, after: track }, ...rows];
}

function agreement(angle: number): number {
  return 0.5 + 0.5 * Math.abs(Math.cos(angle * 5));
}
