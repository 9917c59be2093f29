import type { EditResult, ProjectState } from '../../electron/contract/api.ts';
import type { Change, Label } from '../../electron/domain/annotation.ts';

type ProjectMedia = ProjectState['media'][number];

/** The project's state after an edit, undo or redo; the same object when the edit is known already. */
export function withEdit(project: ProjectState, result: EditResult): ProjectState {
  if (result.revision <= project.revision) return project;
  const labels = new Map(project.labels.map((label) => [label.id, label]));
  const media = new Map(project.media.map((item) => [item.id, item]));
  const trackCounts: Record<number, number> = { ...project.trackCounts };
  for (const change of result.patch.changes) {
    if (change.kind === 'label') replace<Label>(labels, change.id, change.after);
    else if (change.kind === 'media') replace(media, change.id, mediaAfter(change, media));
    else if (change.kind === 'track') count(trackCounts, change);
  }
  return {
    ...project,
    revision: result.revision,
    undoTitle: result.undoTitle,
    redoTitle: result.redoTitle,
    labels: [...labels.values()].sort((a, b) => a.id - b.id),
    media: [...media.values()].sort((a, b) => a.id - b.id),
    trackCounts,
  };
}

function replace<T>(items: Map<number, T>, id: number, after: T | null): void {
  if (after === null) items.delete(id);
  else items.set(id, after);
}

function mediaAfter(
  { id, after }: Extract<Change, { kind: 'media' }>,
  media: ReadonlyMap<number, ProjectMedia>,
): ProjectMedia | null {
  const known = media.get(id);
  // A new path was looked at before it was taken; an old one is as missing as it was.
  return after && { ...after, isMissing: known?.path === after.path && known.isMissing };
}

function count(
  counts: Record<number, number>,
  { before, after }: Extract<Change, { kind: 'track' }>,
): void {
  if (before !== null) counts[before.mediaId] = Math.max(0, (counts[before.mediaId] ?? 0) - 1);
  if (after !== null) counts[after.mediaId] = (counts[after.mediaId] ?? 0) + 1;
}
