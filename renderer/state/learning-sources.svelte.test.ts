import { describe, expect, it } from 'vitest';
import { toColumns } from '../../electron/contract/track-columns.ts';
import type { AnnotationModel } from '../../electron/domain/editing/annotation-model.ts';
import { dense, human, projectOf, tracked } from '../../test/support/tracked-project.ts';
import { clientOf } from './learning.fixture.ts';
import { LearningSources } from './learning-sources.svelte.ts';
import type { ProjectView } from './project-view.svelte.ts';
import type { StudioState } from './studio-state.svelte.ts';

const open = projectOf([
  [[0, human(0)], ...dense(1, 9), [10, human(10)]],
  [[0, tracked(0, { confirmed: true })], ...dense(1, 4)],
]);
const other = { ...open.annotatedTrack(1)!, id: 7, mediaId: 2 };

async function sourcesOf(model: AnnotationModel) {
  const { client } = clientOf({ tracks: () => Promise.resolve([toColumns(other)]) });
  const project = {
    ...{ model, media: { id: 1 } },
    nameOf: (id: number) => `person ${id}`,
  } as unknown as ProjectView;
  const state = {
    project: {
      media: [
        { id: 1, name: 'a.mp4' },
        { id: 2, name: 'b.mp4' },
      ],
      labels: [{ id: 1, name: 'person' }],
    },
  } as unknown as StudioState;
  const sources = new LearningSources({ client, state, project });
  await sources.load();
  return sources;
}

describe('LearningSources', () => {
  it('counts in all videos what a person drew or confirmed', async () => {
    expect((await sourcesOf(open)).media).toEqual([
      {
        ...{ mediaId: 1, name: 'a.mp4' },
        tracks: [
          { trackId: 1, name: 'person 1', checked: 2 },
          { trackId: 2, name: 'person 2', checked: 1 },
        ],
      },
      { mediaId: 2, name: 'b.mp4', tracks: [{ trackId: 7, name: 'person 7', checked: 2 }] },
    ]);
  });

  it('has all tracks in at first, and takes them out and in', async () => {
    const sources = await sourcesOf(open);
    expect(sources.trackIds).toEqual([1, 2, 7]);
    sources.choose([2, 7], false);
    expect(sources.trackIds).toEqual([1]);
    sources.choose([7], true);
    expect(sources.trackIds).toEqual([1, 7]);
  });
});
