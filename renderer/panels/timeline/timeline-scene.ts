import type { LayerState } from '../../../electron/contract/tracking.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import type { LaneLayer, TimelineLane, TimelineScene } from '../../timeline/scene.ts';

/** What the timeline shows: a lane for each track of the open media item. */
export function timelineScene({
  project,
  selection,
  player,
  view,
  layers,
  doubts,
  learning,
}: Studio): TimelineScene {
  const { model } = project;
  const lanes = model.tracks().map(({ id, locked, hidden }): TimelineLane => {
    const layer = layers.ofTrack(id);
    return {
      trackId: id,
      name: project.nameOf(id),
      color: project.colorOf(id, view.colorBy),
      locked,
      hidden,
      spans: model.spans(id),
      frames: model.frames(id),
      doubts: doubts.of(id),
      layer: layer && laneLayer(layer),
      heldOut: learning.heldOutOf(id),
      row: (frameIndex) => model.row(id, frameIndex),
    };
  });
  return { table: project.table, lanes, selectedIds: selection.set, range: player.range };
}

function laneLayer({ status, range, head, direction, kind }: LayerState): LaneLayer {
  if (status === 'ready') return { range, done: range };
  // Passes of a repair go over the same frames several times: where they are says nothing.
  if (head === null || kind !== 'track') return { range, done: null };
  return {
    range,
    done: direction === 1 ? { from: range.from, to: head } : { from: head, to: range.to },
  };
}
