import type {
  AnnotatedTrack,
  AttributeValue,
  FrameRow,
  ProjectTrack,
} from '../domain/annotation.ts';
import type { BoxSource } from '../domain/track.ts';

/**
 * A track with its stored frames as columns, which stay small and quick for long tracks: entry i of every column
 * belongs to frame `frames[i]`, ascending.
 */
export interface TrackColumns {
  readonly track: ProjectTrack;
  readonly frames: readonly number[];
  /** x, y, w, h of each frame one after the other, in image pixels; zeros where absent. */
  readonly boxes: readonly number[];
  /** Place of each frame's source in `sources`. */
  readonly source: readonly number[];
  readonly sources: readonly string[];
  /** Null for boxes that no model made. */
  readonly score: readonly (number | null)[];
  /** Sum of 1 confirmed, 2 occluded, 4 absent, 8 keyframe. */
  readonly flags: readonly number[];
  /** Attributes of the few frames that have any. */
  readonly attributes: readonly (readonly [
    frameIndex: number,
    values: Readonly<Record<string, AttributeValue>>,
  ])[];
  /** As in FrameRow, of the few frames that have one; left out where none has. */
  readonly passIou?: SparseColumn;
  readonly modelIou?: SparseColumn;
}

/** Numbers of some frames, ascending. */
type SparseColumn = readonly (readonly [frameIndex: number, value: number])[];

const CONFIRMED = 1;
const OCCLUDED = 2;
const ABSENT = 4;
const KEYFRAME = 8;

/** Turns a track's rows into columns. */
export function toColumns({ rows, ...track }: AnnotatedTrack): TrackColumns {
  const entries = [...rows].sort(([a], [b]) => a - b);
  const sources = [...new Set(entries.map(([, row]) => row.source))];
  const place = new Map(sources.map((source, index) => [source, index]));
  return {
    track,
    frames: entries.map(([frameIndex]) => frameIndex),
    boxes: entries.flatMap(([, { box }]) => (box ? [box.x, box.y, box.w, box.h] : [0, 0, 0, 0])),
    source: entries.map(([, row]) => place.get(row.source)!),
    sources,
    score: entries.map(([, row]) => row.score),
    flags: entries.map(
      ([, row]) =>
        (row.confirmed ? CONFIRMED : 0) +
        (row.occluded ? OCCLUDED : 0) +
        (row.absent ? ABSENT : 0) +
        (row.keyframe ? KEYFRAME : 0),
    ),
    attributes: entries
      .filter(([, row]) => Object.keys(row.attributes).length > 0)
      .map(([frameIndex, row]) => [frameIndex, row.attributes]),
    ...overlapColumns(entries),
  };
}

/** The columns of overlaps of frames in ascending order; each left out where no frame has any. */
export function overlapColumns(
  entries: Iterable<readonly [frameIndex: number, row: Pick<FrameRow, 'passIou' | 'modelIou'>]>,
): Pick<TrackColumns, 'passIou' | 'modelIou'> {
  const passIou: [number, number][] = [];
  const modelIou: [number, number][] = [];
  for (const [frameIndex, row] of entries) {
    if (row.passIou !== undefined) passIou.push([frameIndex, row.passIou]);
    if (row.modelIou !== undefined) modelIou.push([frameIndex, row.modelIou]);
  }
  return {
    ...(passIou.length > 0 ? { passIou } : {}),
    ...(modelIou.length > 0 ? { modelIou } : {}),
  };
}

/** Turns columns, which must be as long as each other, back into a track with its rows in ascending order. */
export function fromColumns(columns: TrackColumns): AnnotatedTrack {
  const { track, frames, boxes, source, sources, score, flags } = columns;
  const attributes = new Map(columns.attributes);
  const rows = new Map<number, FrameRow>();
  frames.forEach((frameIndex, i) => {
    const flag = flags[i]!;
    const absent = (flag & ABSENT) !== 0;
    const [x, y, w, h] = [boxes[4 * i]!, boxes[4 * i + 1]!, boxes[4 * i + 2]!, boxes[4 * i + 3]!];
    rows.set(frameIndex, {
      box: absent ? null : { x, y, w, h },
      source: sources[source[i]!] as BoxSource,
      confirmed: (flag & CONFIRMED) !== 0,
      score: score[i]!,
      occluded: (flag & OCCLUDED) !== 0,
      absent,
      keyframe: (flag & KEYFRAME) !== 0,
      attributes: attributes.get(frameIndex) ?? NO_ATTRIBUTES,
    });
  });
  // Afterwards, so that the many rows without any cost nothing.
  for (const [frameIndex, passIou] of columns.passIou ?? []) {
    rows.set(frameIndex, { ...rows.get(frameIndex)!, passIou });
  }
  for (const [frameIndex, modelIou] of columns.modelIou ?? []) {
    rows.set(frameIndex, { ...rows.get(frameIndex)!, modelIou });
  }
  return { ...track, rows };
}

const NO_ATTRIBUTES: Readonly<Record<string, AttributeValue>> = {};
