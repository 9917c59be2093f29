import type { Studio } from '../../state/studio.svelte.ts';
import type { TimelineLane, TimelineScene } from '../../timeline/scene.ts';

/** What the timeline shows: a lane for each track of the open media item. */
export function timelineScene({ project, selection, player, view }: Studio): TimelineScene {
  const { model } = project;
  const lanes = model.tracks().map(({ id, locked, hidden }): TimelineLane => {
    return {
      trackId: id,
      name: project.nameOf(id),
      color: project.colorOf(id, view.colorBy),
      locked,
      hidden,
      spans: model.spans(id),
      frames: model.frames(id),
      row: (frameIndex) => model.row(id, frameIndex),
    };
  });
  return { table: project.table, lanes, selectedIds: selection.set, range: player.range };
}
