import type { Box } from '../../electron/domain/boxes.ts';
import type { StageBox, StageGhost, StageScene, StageTrail } from '../stage/scene.ts';
import type { Studio } from './studio.svelte.ts';

/** Id under which a new track's box is drawn before the track is there. */
export const DRAFT_ID = -1;
const MOST_TRAILS = 40;

/** All that is drawn over a frame. */
export function stageScene(studio: Studio, frameIndex: number): StageScene {
  const { project, selection, drawing, view, state } = studio;
  const ghosts: StageGhost[] = [];
  const boxes = trackBoxes(studio, frameIndex, ghosts);
  const draft = draftBox(studio, frameIndex);
  const drawColor = studio.actions.label?.color ?? '#45cbda';
  if (draft) boxes.push(newBox(draft, drawColor, studio.actions.label?.name ?? ''));
  return {
    boxes,
    selectedIds: draft ? new Set([...selection.set, DRAFT_ID]) : selection.set,
    ghosts,
    trails: view.trails ? trails(studio, boxes, frameIndex) : [],
    tool: drawing.tool,
    drawColor:
      drawing.trackId === null ? drawColor : project.colorOf(drawing.trackId, view.colorBy),
    readOnly: state.project?.readOnlyReason != null,
  };
}

/** @param ghosts gets what proposals in the picture stand in the place of */
function trackBoxes(studio: Studio, frameIndex: number, ghosts: StageGhost[]): StageBox[] {
  const { project, selection, actions, view, player, layers } = studio;
  const preview = actions.preview.current;
  // Not while playing, where it would stand still among moving things.
  const carried = player.isPlaying || player.frameIndex !== frameIndex ? null : actions.carried;
  const found: StageBox[] = [];
  for (const { id, hidden, locked } of project.model.tracks()) {
    if (hidden) continue;
    const shown = project.shownAt(id, frameIndex);
    const isPreviewed = preview?.trackId === id && preview.frameIndex === frameIndex;
    const proposed = isPreviewed ? null : layers.visibleBox(id, frameIndex);
    if (proposed) {
      found.push(proposedBox(studio, id, frameIndex));
      const isOther = layers.isWaiting(id) && shown?.box;
      if (isOther) ghosts.push({ box: isOther, color: project.colorOf(id, view.colorBy) });
      continue;
    }
    const isCarried = !shown && !isPreviewed && carried !== null && selection.primary === id;
    const box = isPreviewed ? preview.box : isCarried ? carried : shown?.box;
    if (!box) continue;
    found.push({
      trackId: id,
      box,
      source: isCarried ? 'interpolated' : isPreviewed || !shown ? 'human' : shown.source,
      color: project.colorOf(id, view.colorBy),
      label: isCarried ? `${project.nameOf(id)}, not in this frame yet` : project.nameOf(id),
      occluded: shown?.occluded ?? false,
      confirmed: shown?.confirmed ?? false,
      keyframe: isPreviewed || (shown?.keyframe ?? false),
      locked,
    });
  }
  // Small boxes over large ones, and what is selected over all.
  const rank = ({ trackId, box }: StageBox): number =>
    selection.set.has(trackId) ? Infinity : -box.w * box.h;
  return found.sort((a, b) => (rank(a) === rank(b) ? a.trackId - b.trackId : rank(a) - rank(b)));
}

/** A tracker's box that nobody has agreed to yet, in the place of what is stored. */
function proposedBox({ project, layers, view }: Studio, id: number, frameIndex: number): StageBox {
  const isWaiting = layers.isWaiting(id);
  return {
    trackId: id,
    box: layers.visibleBox(id, frameIndex)!.box,
    source: `model:${layers.ofTrack(id)!.modelId}`,
    color: project.colorOf(id, view.colorBy),
    label: isWaiting ? `${project.nameOf(id)}, proposed` : project.nameOf(id),
    occluded: project.shownAt(id, frameIndex)?.occluded ?? false,
    confirmed: false,
    keyframe: false,
    locked: false,
  };
}

function draftBox({ drawing, actions }: Studio, frameIndex: number): Box | null {
  if (drawing.draft) return drawing.draft;
  const preview = actions.preview.current;
  return preview?.trackId === null && preview.frameIndex === frameIndex ? preview.box : null;
}

function newBox(box: Box, color: string, label: string): StageBox {
  const flags = { occluded: false, confirmed: false, keyframe: true, locked: false };
  return { trackId: DRAFT_ID, box, color, label, source: 'human', ...flags };
}

function trails(studio: Studio, boxes: readonly StageBox[], frameIndex: number): StageTrail[] {
  const { project, selection, view, player } = studio;
  const chosen = boxes.filter(({ trackId }) => trackId !== DRAFT_ID);
  const selected = chosen.filter(({ trackId }) => selection.set.has(trackId));
  const shown = (selected.length > 0 ? selected : chosen).slice(0, MOST_TRAILS);
  const from = Math.max(0, frameIndex - view.trailFrames);
  const to = Math.min(player.lastFrame, frameIndex + view.trailFrames);
  return shown.map(({ trackId, color }) => {
    const points = new Float32Array(2 * (to - from + 1));
    for (let frame = from; frame <= to; frame++) {
      const box = project.shownAt(trackId, frame)?.box;
      points[2 * (frame - from)] = box ? box.x + box.w / 2 : NaN;
      points[2 * (frame - from) + 1] = box ? box.y + box.h / 2 : NaN;
    }
    return { trackId, color, points, current: frameIndex - from };
  });
}
