import { describe, expect, it } from 'vitest';
import type { EditResult, ProjectState } from '../../electron/contract/api.ts';
import type { Change, Label, MediaItem, ProjectTrack } from '../../electron/domain/annotation.ts';
import { withEdit } from './project-patch.ts';

const label = (id: number, name: string): Label => {
  return { id, name, color: '#e69f00', hotkey: null, attributes: [] };
};
const track = (id: number, mediaId: number): ProjectTrack => {
  const flags = { interpolate: true, locked: false, hidden: false };
  return { id, mediaId, labelId: 1, color: null, attributes: {}, ...flags };
};
const item = (id: number, path: string): MediaItem => ({
  id,
  path,
  name: 'a.mp4',
  kind: 'video',
  width: 64,
  height: 48,
  fps: 25,
  frameCount: 10,
  timeBase: { num: 1, den: 25 },
  identity: { bytes: 1, head: 'h', tail: 't', table: 'f' },
});
const project: ProjectState = {
  path: '/p.loretrack',
  name: 'p',
  revision: 4,
  media: [{ ...item(1, '/old/a.mp4'), isMissing: true }],
  labels: [label(1, 'person')],
  trackCounts: { 1: 2 },
  undoTitle: 'Draw box',
  redoTitle: null,
  readOnlyReason: null,
};
const edit = (revision: number, ...changes: readonly Change[]): EditResult => {
  const patch = { title: 'Edit', changes };
  return { revision, patch, undoTitle: 'Edit', redoTitle: 'Other' };
};

describe('withEdit', () => {
  it('takes in labels, tracks and titles', () => {
    const after = withEdit(
      project,
      edit(
        5,
        { kind: 'label', id: 2, before: null, after: label(2, 'car') },
        { kind: 'track', id: 7, before: null, after: track(7, 1) },
        { kind: 'track', id: 3, before: track(3, 2), after: null },
      ),
    );
    expect(after.revision).toBe(5);
    expect(after.labels.map(({ name }) => name)).toEqual(['person', 'car']);
    expect(after.trackCounts).toEqual({ 1: 3, 2: 0 });
    expect([after.undoTitle, after.redoTitle]).toEqual(['Edit', 'Other']);
    expect(project.labels).toHaveLength(1);
  });

  it('leaves out an edit that it knows already', () => {
    const known = edit(4, { kind: 'label', id: 1, before: label(1, 'person'), after: null });
    expect(withEdit(project, known)).toBe(project);
  });

  it('does not count a track twice that only changed', () => {
    const change = { kind: 'track', id: 7, before: track(7, 1), after: track(7, 1) } as const;
    expect(withEdit(project, edit(5, change)).trackCounts).toEqual({ 1: 2 });
  });

  it('takes media that got another path as found, and others as they were', () => {
    const before = item(1, '/old/a.mp4');
    const renamed = { ...before, name: 'b.mp4' };
    const moved = item(1, '/new/a.mp4');
    const missing = (after: MediaItem) =>
      withEdit(project, edit(5, { kind: 'media', id: 1, before, after })).media[0]!.isMissing;
    expect(missing(renamed)).toBe(true);
    expect(missing(moved)).toBe(false);
    const removed = edit(5, { kind: 'media', id: 1, before, after: null });
    expect(withEdit(project, removed).media).toEqual([]);
  });
});
