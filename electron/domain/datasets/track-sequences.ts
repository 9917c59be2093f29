import type { AnnotatedTrack, MediaItem } from '../annotation.ts';
import type { Box } from '../boxes.ts';
import type { ImportedTracks } from '../formats/imported-tracks.ts';
import { isMeasurable } from '../metrics/frame-errors.ts';
import type { EvaluationSequence } from './evaluation-sequence.ts';

const ABSENT: Box = { x: NaN, y: NaN, w: NaN, h: NaN };

/** One frame of a track that can be trusted; null where the object is absent. */
interface TrustedFrame {
  readonly frameIndex: number;
  readonly box: Box | null;
  readonly occluded: boolean;
}

/** The pictures that tracks belong to. */
export interface TrackedMedia {
  /** Name that sequences are called after. */
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  readonly frameCount: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * The sequences of a project's media item, one per track: from its first frame with a box that a person drew or
 * confirmed to the last such frame. Only those frames are measured; what a tracker or interpolation put between them
 * is no truth. Tracks with fewer than two of them are left out.
 */
export function sequencesOfProject(
  media: MediaItem,
  tracks: readonly AnnotatedTrack[],
  labelNames: ReadonlyMap<number, string>,
): readonly EvaluationSequence[] {
  return tracks.flatMap(({ id, labelId, rows }) => {
    const trusted = [...rows]
      .filter(([, row]) => row.confirmed || row.source === 'human')
      .map(([frameIndex, { box, occluded }]) => ({ frameIndex, box, occluded }));
    return sequenceFrom(media, `${labelNames.get(labelId) ?? 'track'}-${id}`, trusted);
  });
}

/**
 * The sequences of an annotation file, one per track, as of projects; imported boxes are true ones as well, unless the
 * file says that a model made them.
 */
export function sequencesOfFile(
  media: TrackedMedia,
  { tracks }: ImportedTracks,
): readonly EvaluationSequence[] {
  return tracks.flatMap(({ id, label, frames }) => {
    const trusted = frames.filter(
      ({ confirmed, source }) => confirmed || source === 'human' || source === 'imported',
    );
    return sequenceFrom(media, `${label}-${id}`, trusted);
  });
}

function sequenceFrom(
  media: TrackedMedia,
  track: string,
  trusted: readonly TrustedFrame[],
): EvaluationSequence[] {
  const inside = trusted
    .filter(({ frameIndex }) => frameIndex < media.frameCount)
    .toSorted((a, b) => a.frameIndex - b.frameIndex);
  const start = inside.findIndex(({ box }) => box !== null && isMeasurable(box));
  if (start < 0 || start === inside.length - 1) return [];
  const firstFrame = inside[start]!.frameIndex;
  const frames = inside.at(-1)!.frameIndex - firstFrame + 1;
  const byFrame = new Map(inside.map((frame) => [frame.frameIndex - firstFrame, frame]));
  const list = <T>(of: (frame: TrustedFrame | undefined) => T): T[] =>
    Array.from({ length: frames }, (_, frame) => of(byFrame.get(frame)));
  const labelled = list((frame) => frame !== undefined);
  return [
    {
      name: fileName(`${media.name}_${track}`),
      ...{ media: media.path, firstFrame, frames },
      truth: list((frame) => frame?.box ?? ABSENT),
      visible: list((frame) => frame === undefined || frame.box !== null),
      occluded: list((frame) => frame?.occluded ?? false),
      ...(labelled.includes(false) && { labelled }),
      size: { width: media.width, height: media.height },
    },
  ];
}

/** Sequences with names that are told apart: later ones of the same name get a number. */
export function withDistinctNames(
  sequences: readonly EvaluationSequence[],
): readonly EvaluationSequence[] {
  const taken = new Set<string>();
  return sequences.map((sequence) => {
    let name = sequence.name;
    for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${sequence.name}_${i}`;
    taken.add(name.toLowerCase());
    return name === sequence.name ? sequence : { ...sequence, name };
  });
}

/** A name without what file systems or result files of other toolkits stumble over. */
function fileName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '');
}
