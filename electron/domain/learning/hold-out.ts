import type { FrameRange } from '../edit-command.ts';
import { seededRandom } from './seeded-random.ts';

/** Frames of one track that can be learned from, ascending. */
export interface HoldOutTrack {
  readonly mediaId: number;
  readonly trackId: number;
  readonly frames: readonly number[];
  /** Frames this near to a held-out one are not learned from either: they look too much alike. */
  readonly guardFrames: number;
}

/** A stretch of a track whose frames are only looked at. */
export interface HeldOutSpan extends FrameRange {
  readonly mediaId: number;
  readonly trackId: number;
  readonly by: 'track' | 'time';
  readonly frames: readonly number[];
}

/** One track's frames, divided; together they are all of its frames. */
export interface DividedTrack {
  readonly mediaId: number;
  readonly trackId: number;
  readonly learned: readonly number[];
  readonly heldOut: readonly number[];
  /** Neither learned from nor looked at. */
  readonly guarded: readonly number[];
}

/** What is learned from, and what is held out. */
export interface Division {
  readonly tracks: readonly DividedTrack[];
  readonly spans: readonly HeldOutSpan[];
}

/** From so many tracks on, whole ones are held out: another object is the better test. */
const TRACKS_TO_SPARE = 5;
/** Spans that a judgement needs at least. */
const LEAST_SPANS = 3;
/** A track with fewer frames is not divided. */
const LEAST_TO_DIVIDE = 6;
/** Frames that a span has at least, where the share allows it. */
const LEAST_IN_SPAN = 2;

/**
 * Chooses what is held out: whole tracks where there are enough of them, and stretches of time of the others, each with
 * a guard before and behind it. The same tracks, share and seed always give the same division.
 * @param share part of all frames to hold out, 0..0.5; 0 holds nothing out
 */
export function divideHoldOut(
  tracks: readonly HoldOutTrack[],
  { share, seed }: { readonly share: number; readonly seed: number },
): Division {
  const whole = wholeTracks(tracks, share, seed);
  const wanted = share * tracks.reduce((sum, { frames }) => sum + frames.length, 0);
  const spared = whole.reduce((sum, { frames }) => sum + frames.length, 0);
  const others = tracks.filter((track) => !whole.includes(track));
  const left = others.reduce((sum, { frames }) => sum + frames.length, 0);
  const byTime = left === 0 ? 0 : Math.max(0, wanted - spared) / left;
  const places = stretchesPerTrack(others);
  const spans = tracks.flatMap((track) =>
    whole.includes(track)
      ? [spanOf(track, track.frames, 'track')]
      : stretches(track, byTime, places).map((frames) => spanOf(track, frames, 'time')),
  );
  return { tracks: tracks.map((track) => divide(track, spans)), spans };
}

/** Whole tracks for half of the share: a random choice of those that fit. */
function wholeTracks(
  tracks: readonly HoldOutTrack[],
  share: number,
  seed: number,
): readonly HoldOutTrack[] {
  const withFrames = tracks.filter(({ frames }) => frames.length > 0);
  if (withFrames.length < TRACKS_TO_SPARE) return [];
  const total = withFrames.reduce((sum, { frames }) => sum + frames.length, 0);
  let room = (share * total) / 2;
  const random = seededRandom(seed);
  return withFrames
    .map((track) => ({ track, key: random() }))
    .sort((a, b) => a.key - b.key)
    .flatMap(({ track }) => {
      if (track.frames.length > room) return [];
      room -= track.frames.length;
      return [track];
    });
}

/** So many stretches of each track that all together are enough to judge by. */
function stretchesPerTrack(tracks: readonly HoldOutTrack[]): number {
  const divisible = tracks.filter(({ frames }) => frames.length >= LEAST_TO_DIVIDE).length;
  return Math.max(1, Math.ceil(LEAST_SPANS / Math.max(1, divisible)));
}

/** Stretches of neighbouring frames, evenly spread, the last one at the track's end. */
function stretches(
  { frames }: HoldOutTrack,
  share: number,
  places: number,
): readonly (readonly number[])[] {
  const wanted = Math.floor(share * frames.length);
  if (frames.length < LEAST_TO_DIVIDE || wanted < 1) return [];
  const count = Math.max(1, Math.min(places, Math.floor(wanted / LEAST_IN_SPAN)));
  return Array.from({ length: count }, (_, place) => {
    const end = Math.round(((place + 1) * frames.length) / count);
    const size = Math.floor(((place + 1) * wanted) / count) - Math.floor((place * wanted) / count);
    return frames.slice(end - size, end);
  }).filter(({ length }) => length > 0);
}

function spanOf(
  { mediaId, trackId }: HoldOutTrack,
  frames: readonly number[],
  by: HeldOutSpan['by'],
): HeldOutSpan {
  return { mediaId, trackId, by, from: frames[0]!, to: frames.at(-1)!, frames };
}

function divide(track: HoldOutTrack, spans: readonly HeldOutSpan[]): DividedTrack {
  const { mediaId, trackId, guardFrames } = track;
  const own = spans.filter((span) => span.trackId === trackId);
  const heldOut: number[] = [];
  const guarded: number[] = [];
  const learned: number[] = [];
  for (const frame of track.frames) {
    if (own.some(({ from, to }) => frame >= from && frame <= to)) heldOut.push(frame);
    else if (own.some(({ from, to }) => frame >= from - guardFrames && frame <= to + guardFrames)) {
      guarded.push(frame);
    } else learned.push(frame);
  }
  return { mediaId, trackId, learned, heldOut, guarded };
}
