import type { Box } from '../boxes.ts';
import type { AnnotationModel } from '../editing/annotation-model.ts';
import { refuse, requireEditable } from '../editing/edit-checks.ts';
import { isPersons, isProtectedAt, protectedBeside, protectedFrameBeside } from './protection.ts';
import { trackName } from './track-name.ts';

/** A box (image pixels) in a frame. */
export interface PlacedBox {
  readonly frameIndex: number;
  readonly box: Box;
}

/** One track through a stretch of frames, followed with one template. */
export interface TrackSegment {
  readonly trackId: number;
  /** What the template is cropped around. */
  readonly anchor: PlacedBox;
  /** Where the search begins (image pixels); null for the anchor's own box. */
  readonly start: Box | null;
  /** Frames to fill, both inclusive; `to` < `from` when backward. */
  readonly from: number;
  readonly to: number;
}

/** Which tracks are to be followed, from where, and how far. */
export interface RunRequest {
  readonly trackIds: readonly number[];
  /** The frame whose boxes are followed; the first frame to fill is the one beyond it. */
  readonly frameIndex: number;
  readonly direction: 1 | -1;
  /** Up to each track's next protected frame; or, going on past those, to the media's end or to a frame. */
  readonly until: 'protected' | 'end' | number;
  /** Frames of the media. */
  readonly frameCount: number;
}

/**
 * The stretches to follow tracks through. Frames of a person are in none of them: beyond each the search begins anew
 * with the person's box as template.
 * @throws StudioError bad-input when a track cannot be followed from that frame, or there is nothing to do for any
 */
export function planRun(model: AnnotationModel, request: RunRequest): TrackSegment[] {
  if (request.trackIds.length === 0) refuse('no track is chosen: choose one, then track it');
  const segments = request.trackIds.flatMap((trackId) => segmentsOf(model, trackId, request));
  if (segments.length === 0) {
    const reasons = request.trackIds.slice(0, 3).map((id) => whyNothing(model, id, request));
    refuse(`there is nothing to track: ${reasons.join('; ')}`);
  }
  return segments;
}

function segmentsOf(model: AnnotationModel, trackId: number, request: RunRequest): TrackSegment[] {
  const { frameIndex, direction } = request;
  const limit = lastFrame(request);
  const isBefore = (a: number, b: number): boolean => direction * (b - a) > 0;
  const segments: TrackSegment[] = [];
  let begin: Begin | null = beginOf(model, trackId, request);
  let at = frameIndex;
  while (begin !== null && isBefore(at, limit)) {
    const stop = protectedFrameBeside(model, trackId, at, direction);
    const isStopped = stop !== null && !isBefore(limit, stop);
    const to = isStopped ? stop - direction : limit;
    if (!isBefore(to, at + direction)) {
      segments.push({ trackId, ...begin, from: at + direction, to });
    }
    if (!isStopped || request.until === 'protected') break;
    const next = isProtectedBox(model, trackId, stop)
      ? { frameIndex: stop, box: model.row(trackId, stop)!.box! }
      : personsBox(model, trackId, stop, direction);
    begin = next && { anchor: next, start: null };
    at = next?.frameIndex ?? at;
  }
  return segments;
}

type Begin = Pick<TrackSegment, 'anchor' | 'start'>;

/** Template and place that a track is followed from. @throws StudioError bad-input */
function beginOf(
  model: AnnotationModel,
  trackId: number,
  { frameIndex, direction }: RunRequest,
): Begin {
  requireEditable(model, trackId);
  const box = model.shownAt(trackId, frameIndex)?.box ?? null;
  if (box === null) {
    refuse(
      `${trackName(model, trackId)} has no box in frame ${frameIndex}: draw one there, or track it from a frame that has one`,
    );
  }
  const shown = { frameIndex, box };
  if (isProtectedBox(model, trackId, frameIndex)) return { anchor: shown, start: null };
  const away = direction === 1 ? -1 : 1;
  const anchor =
    personsBox(model, trackId, frameIndex, away) ??
    personsBox(model, trackId, frameIndex, direction);
  return anchor === null ? { anchor: shown, start: null } : { anchor, start: box };
}

/** The last frame that a run may fill. */
function lastFrame({ direction, until, frameCount }: RunRequest): number {
  const end = direction === 1 ? frameCount - 1 : 0;
  if (typeof until !== 'number') return end;
  return direction === 1 ? Math.min(until, end) : Math.max(until, end);
}

function isProtectedBox(model: AnnotationModel, trackId: number, frameIndex: number): boolean {
  const row = model.row(trackId, frameIndex);
  return row !== undefined && row.box !== null && isPersons(row);
}

/** The nearest box of a person strictly beyond a frame, or null. */
export function personsBox(
  model: AnnotationModel,
  trackId: number,
  frameIndex: number,
  by: 1 | -1,
): PlacedBox | null {
  let found = protectedBeside(model, trackId, frameIndex, by);
  while (found !== null && found.row.box === null) {
    found = protectedBeside(model, trackId, found.frameIndex, by);
  }
  return found && { frameIndex: found.frameIndex, box: found.row.box! };
}

function whyNothing(model: AnnotationModel, trackId: number, request: RunRequest): string {
  const { frameIndex, direction } = request;
  const name = trackName(model, trackId);
  const side = direction === 1 ? 'next' : 'previous';
  const limit = lastFrame(request);
  if (direction * (limit - frameIndex) <= 0) {
    return `no frame lies between frame ${frameIndex} of ${name} and frame ${limit}, where tracking is to end`;
  }
  return isProtectedAt(model, trackId, frameIndex + direction)
    ? `${name} is human or confirmed in the ${side} frame already`
    : `${name} is human or confirmed in all frames up to frame ${limit}`;
}
