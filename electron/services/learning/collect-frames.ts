import { createHash } from 'node:crypto';
import type { DistillationSettings, HoldOutSpan, TrackUse } from '../../contract/distillation.ts';
import { StudioError } from '../../contract/errors.ts';
import type { MediaItem } from '../../domain/annotation.ts';
import type { AnnotationModel } from '../../domain/editing/annotation-model.ts';
import { divideHoldOut, type HeldOutSpan } from '../../domain/learning/hold-out.ts';
import { judgingBlocks, mayJudge } from '../../domain/learning/judging.ts';
import { learnableFrames, type LearnableTrack } from '../../domain/learning/learnable-frames.ts';
import { remarksOf, type Remark } from '../../domain/learning/plan-remarks.ts';
import type { AnnotatedFrame, AnnotatedSource, ArchivedTrack } from '../ports/frame-archive.ts';
import type { HeldOutStretch, RunFrames } from '../ports/run-book.ts';

/** Frames this near to held-out ones are not learned from, in seconds. */
const GUARD_SEC = 0.5;
/** Length of the pieces of a whole held-out track that count as one observation, in seconds. */
const BLOCK_SEC = 5;
/** No model: what a student that does not exist yet has made. */
const NOBODY = '';

/** What a run would learn from and be judged by. */
export interface CollectedFrames extends RunFrames {
  readonly uses: readonly TrackUse[];
  readonly spans: readonly HoldOutSpan[];
  readonly remarks: readonly Remark[];
  readonly learnedFrames: number;
  readonly heldOutFrames: number;
  readonly judgedFrames: number;
  readonly judgedSpans: number;
  readonly dataHash: string;
  /** Media that are needed. */
  readonly media: readonly MediaItem[];
}

interface Chosen {
  readonly trackId: number;
  readonly media: MediaItem;
  readonly track: LearnableTrack;
}

/**
 * Gathers the human and confirmed frames of the chosen tracks, and divides them.
 * @param corrected frames of each track that are known to have been corrected
 * @throws StudioError bad-input when the project has no such track
 */
export function collectFrames(
  model: AnnotationModel,
  settings: DistillationSettings,
  corrected: ReadonlyMap<number, ReadonlySet<number>>,
): CollectedFrames {
  const chosen = [...new Set(settings.trackIds)].map((id) => choose(model, id, corrected));
  const { tracks, spans } = divideHoldOut(
    chosen.map(({ trackId, media, track }) => ({
      ...{ mediaId: media.id, trackId },
      frames: track.frames.map(({ frameIndex }) => frameIndex),
      guardFrames: Math.max(1, Math.round(GUARD_SEC * media.fps)),
    })),
    { share: settings.holdOutShare, seed: settings.ablations.seed ?? 1 },
  );
  const learned = new Map(tracks.map((each) => [each.trackId, new Set(each.learned)]));
  const heldOut = stretchesOf(spans, chosen);
  const judges = heldOut.map(({ frames }) =>
    frames.filter((frame) => mayJudge(frame, [NOBODY, settings.replacesId])),
  );
  const counts = {
    learnedFrames: sum(tracks.map((each) => each.learned.length)),
    heldOutFrames: sum(tracks.map((each) => each.heldOut.length)),
    judgedFrames: sum(judges.map(({ length }) => length)),
    judgedSpans: new Set(judges.flat().map(({ block }) => block)).size,
  };
  const sources = sourcesOf(chosen, learned, heldOut);
  return {
    ...{ sources, heldOut, ...counts },
    uses: chosen.map((each) =>
      useOf(
        each,
        tracks.find(({ trackId }) => trackId === each.trackId)!,
      ),
    ),
    spans: spans.map(({ frames, ...span }) => ({ ...span, frames: frames.length })),
    remarks: remarksOf({
      ...counts,
      tracks: chosen.map(({ trackId, media, track }) => ({
        trackId,
        frames: track.frames
          .filter(({ frameIndex }) => learned.get(trackId)!.has(frameIndex))
          .map(({ frameIndex, box }) => ({ timeSec: frameIndex / media.fps, box })),
      })),
    }),
    dataHash: hashOf(sources, chosen),
    media: mediaOf(chosen),
  };
}

function choose(
  model: AnnotationModel,
  trackId: number,
  corrected: ReadonlyMap<number, ReadonlySet<number>>,
): Chosen {
  const media = model.mediaItem(model.track(trackId)?.mediaId ?? 0);
  if (media === undefined) {
    throw new StudioError(
      'bad-input',
      `The project has no track ${trackId}: it may have been deleted, so choose the tracks again.`,
    );
  }
  const known = corrected.get(trackId) ?? new Set<number>();
  return { trackId, media, track: learnableFrames(model, trackId, media, known) };
}

function stretchesOf(spans: readonly HeldOutSpan[], chosen: readonly Chosen[]): HeldOutStretch[] {
  let block = 0;
  return spans.map((span) => {
    const { media, track } = chosen.find(({ trackId }) => trackId === span.trackId)!;
    const rows = new Map(track.frames.map((frame) => [frame.frameIndex, frame]));
    const blocks = judgingBlocks(span, Math.round(BLOCK_SEC * media.fps));
    const frames = blocks.flatMap((indices) => {
      block++;
      return indices.map((frameIndex) => {
        const { source, confirmed } = rows.get(frameIndex)!;
        return { frameIndex, source, confirmed, block };
      });
    });
    const { mediaId, trackId, by, from, to } = span;
    return { mediaId, trackId, by, from, to, frames };
  });
}

function sourcesOf(
  chosen: readonly Chosen[],
  learned: ReadonlyMap<number, ReadonlySet<number>>,
  heldOut: readonly HeldOutStretch[],
): AnnotatedSource[] {
  return mediaOf(chosen).map(({ id, path }) => ({
    media: path,
    tracks: chosen
      .filter(({ media }) => media.id === id)
      .map(({ trackId, track }): ArchivedTrack => {
        const looked = new Set(
          heldOut
            .filter((stretch) => stretch.trackId === trackId)
            .flatMap(({ frames }) => frames.map(({ frameIndex }) => frameIndex)),
        );
        const frames = track.frames.flatMap(({ frameIndex, box, weight }): AnnotatedFrame[] =>
          learned.get(trackId)!.has(frameIndex)
            ? [{ frameIndex, box, weight, split: 'training' }]
            : looked.has(frameIndex)
              ? [{ frameIndex, box, weight: 1, split: 'validation' }]
              : [],
        );
        return { id: String(trackId), frames };
      })
      .filter(({ frames }) => frames.length > 0),
  }));
}

function useOf(
  { trackId, media, track }: Chosen,
  divided: {
    readonly learned: readonly number[];
    readonly heldOut: readonly number[];
    readonly guarded: readonly number[];
  },
): TrackUse {
  const learned = new Set(divided.learned);
  return {
    ...{ mediaId: media.id, trackId, learned: divided.learned.length },
    corrected: track.frames.filter(
      ({ isCorrection, frameIndex }) => isCorrection && learned.has(frameIndex),
    ).length,
    ...{ heldOut: divided.heldOut.length, guarded: divided.guarded.length },
    ...{ unusable: track.unusable, ignored: track.ignored },
  };
}

/** The same for the same pixels, boxes and division, wherever the files lie. */
function hashOf(sources: readonly AnnotatedSource[], chosen: readonly Chosen[]): string {
  const identities = mediaOf(chosen).map(({ identity }) => identity);
  const data = sources.map(({ tracks }, i) => ({ media: identities[i], tracks }));
  return createHash('sha256').update(JSON.stringify(data)).digest('hex');
}

function mediaOf(chosen: readonly Chosen[]): readonly MediaItem[] {
  const media = new Map(chosen.map((each) => [each.media.id, each.media]));
  return [...media.values()].sort((a, b) => a.id - b.id);
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);
