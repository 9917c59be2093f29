import { FrameLoader } from '../../stage/frame-loader.ts';
import { Playback } from '../../stage/playback.ts';
import { Stage } from '../../stage/stage.ts';
import { DRAFT_ID, stageScene } from '../../state/stage-scene.ts';
import type { Studio } from '../../state/studio.svelte.ts';

/** Puts the stage into an element and connects it with the state; the returned function takes it down. */
export function mountStage(host: HTMLElement, studio: Studio): () => void {
  const { player, drawing, selection, actions, view } = studio;
  const stage = new Stage(host, {
    scene: (frameIndex) => stageScene(studio, frameIndex),
    theme: { scheme: view.scheme, strongContrast: view.strongContrast },
    handlers: {
      onDraw: (box, frameIndex) => actions.draw(box, frameIndex),
      onChange: (trackId, box, frameIndex) => {
        if (trackId === DRAFT_ID) drawing.draft = box;
        else actions.setBox(trackId, box, frameIndex);
      },
      onSelect: (trackIds, additive) => {
        const known = trackIds.filter((id) => id !== DRAFT_ID);
        if (!drawing.isActive && (known.length > 0 || !additive)) selection.choose(known, additive);
      },
      onHover: (_, point) => (player.pointer = point),
      onGesture: (active) => {
        if (!active) return;
        player.pause();
        // A hand on a box while the tracker is watched: it has gone wrong.
        if (studio.tracking.isLive) studio.tracking.stopLive();
      },
      onView: ({ zoom }) => (player.zoom = zoom),
    },
  });
  player.stage = stage;
  return () => {
    player.stage = null;
    stage.dispose();
  };
}

/** Shows the pictures of the open media item; the returned function closes it. */
export function openOnStage(studio: Studio): () => void {
  const { player, project, toasts } = studio;
  const { stage } = player;
  const { media, table } = project;
  if (!stage || !media || !table) {
    stage?.open(null);
    return () => undefined;
  }
  const loader = new FrameLoader({ mediaId: media.id, frameCount: table.pts.length });
  stage.open({ width: media.width, height: media.height, loader });
  const playback = new Playback({
    table,
    show: (frameIndex) => {
      const isShown = stage.showCached(frameIndex);
      if (isShown) player.frameIndex = frameIndex;
      return isShown;
    },
    has: (frameIndex) => loader.has(frameIndex),
    aim: (frameIndex, direction, stride) => loader.aim(frameIndex, direction, stride),
    onState: ({ isPlaying }) => (player.isPlaying = isPlaying),
  });
  player.playback = playback;
  stage.show(player.frameIndex).catch((error: unknown) => toasts.showError(error));
  return () => {
    playback.dispose();
    player.playback = null;
    player.isPlaying = false;
    stage.open(null);
    loader.dispose();
  };
}
