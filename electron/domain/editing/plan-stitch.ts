import type { Patch } from '../annotation.ts';
import type { EditCommand } from '../edit-command.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { refuse, requireEditable, requireFrame, requireMedia } from './edit-checks.ts';
import type { ShownBox } from './interpolate.ts';
import { PatchBuilder } from './patch-builder.ts';
import type { IdSource } from './id-source.ts';
import { requireSeveral } from './plan-track.ts';
import { stitch } from './stitch.ts';
import type { Piece } from './stitch.ts';

/** Gives a track's frames from one on to a new track. @throws StudioError bad-input */
export function planSplit(
  model: AnnotationModel,
  { trackId, frameIndex }: Extract<EditCommand, { type: 'splitTrack' }>,
  ids: IdSource,
): Patch {
  const track = requireEditable(model, trackId);
  requireFrame(requireMedia(model, track.mediaId), frameIndex);
  const options = { interpolate: track.interpolate, gaps: 'keep' } as const;
  const left = stitch(model, [leftOf(trackId, frameIndex)], options);
  const right = stitch(model, [rightOf(trackId, frameIndex)], options);
  if (left.size === 0 || right.size === 0) {
    const where = left.size === 0 ? 'before' : 'from';
    refuse(
      `track ${trackId} cannot be split in frame ${frameIndex}: nothing ${where} that frame on that side; ` +
        'choose a frame inside the track, after its first one',
    );
  }
  const id = ids.nextTrackId();
  return new PatchBuilder(model)
    .track({ ...track, id, color: null })
    .rows(trackId, left)
    .rows(id, right)
    .build(`Split track ${trackId}`);
}

/** Puts several tracks into the first one and removes the others. @throws StudioError bad-input */
export function planMerge(
  model: AnnotationModel,
  { trackIds }: Extract<EditCommand, { type: 'mergeTracks' }>,
): Patch {
  const [first, ...others] = requireSeveral(model, trackIds, 'merged');
  const { id, interpolate } = first!;
  const pieces = winners(model, trackIds);
  const patch = new PatchBuilder(model);
  patch.rows(id, stitch(model, pieces, { interpolate, gaps: 'fill' }));
  for (const other of others) patch.removeTrack(other.id);
  return patch.build(
    others.length === 1
      ? `Merge track ${others[0]!.id} into ${id}`
      : `Merge ${trackIds.length} tracks`,
  );
}

/** Exchanges what two tracks show from a frame on. @throws StudioError bad-input */
export function planSwap(
  model: AnnotationModel,
  { trackIds, frameIndex }: Extract<EditCommand, { type: 'swapTracks' }>,
): Patch {
  const [a, b] = requireSeveral(model, trackIds, 'swapped');
  requireFrame(requireMedia(model, a!.mediaId), frameIndex);
  const patch = new PatchBuilder(model);
  for (const [own, other] of [
    [a!, b!],
    [b!, a!],
  ] as const) {
    const pieces = [leftOf(own.id, frameIndex), rightOf(other.id, frameIndex)];
    patch.rows(own.id, stitch(model, pieces, { interpolate: own.interpolate, gaps: 'keep' }));
  }
  return patch.build(`Swap tracks ${a!.id} and ${b!.id}`);
}

function leftOf(trackId: number, frameIndex: number): Piece {
  return { trackId, from: 0, to: frameIndex - 1 };
}

function rightOf(trackId: number, frameIndex: number): Piece {
  return { trackId, from: frameIndex, to: Infinity };
}

/** Which of the tracks wins in which frames. */
function winners(model: AnnotationModel, trackIds: readonly number[]): Piece[] {
  const stored = trackIds.flatMap((id) => [...model.frames(id)]);
  const frames = [...new Set(stored)].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  const add = (from: number, to: number): void => {
    // Nothing comes or goes within from..to, so that its first frame speaks for all.
    const trackId = winnerAt(model, trackIds, from);
    const last = pieces.at(-1);
    if (trackId === null) return;
    if (last?.trackId === trackId && last.to === from - 1) pieces.splice(-1, 1, { ...last, to });
    else pieces.push({ trackId, from, to });
  };
  frames.forEach((frameIndex, i) => {
    add(frameIndex, frameIndex);
    const next = frames[i + 1] ?? 0;
    if (next > frameIndex + 1) add(frameIndex + 1, next - 1);
  });
  return pieces;
}

function winnerAt(
  model: AnnotationModel,
  trackIds: readonly number[],
  frameIndex: number,
): number | null {
  let winner: { readonly trackId: number; readonly rank: number } | null = null;
  for (const trackId of trackIds) {
    const shown = model.shownAt(trackId, frameIndex);
    if (shown === null) continue;
    const rank = rankOf(shown);
    if (winner === null || rank < winner.rank) winner = { trackId, rank };
  }
  return winner && winner.trackId;
}

/** A person's box comes before one that a person agreed to, before any other, before none. */
function rankOf({ box, source, confirmed }: ShownBox): number {
  if (box === null) return 3;
  if (source === 'human') return 0;
  return confirmed ? 1 : 2;
}
