import type { BoxRow } from './box-table.ts';
import { derivedRows } from './derived-rows.ts';
import type { AnnotationFormat } from './format.ts';
import {
  framesOf,
  NO_LABEL,
  type AnnotationTrack,
  type VideoAnnotations,
} from './video-annotations.ts';

/** Something that a format cannot hold. */
export interface Loss {
  readonly what:
    | 'ids'
    | 'labels'
    | 'colors'
    | 'attributes'
    | 'sources'
    | 'scores'
    | 'confirmed'
    | 'keyframes'
    | 'occlusion'
    | 'absence'
    | 'gaps'
    | 'sub-pixel'
    | 'times';
  /** How many tracks, boxes, frames or values it concerns. */
  readonly count: number;
  /** What happens to them, in one sentence that begins with the number. */
  readonly sentence: string;
}

/** What becomes of annotations in a format. */
export interface Preview {
  readonly tracks: number;
  readonly boxes: number;
  readonly losses: readonly Loss[];
  /** What else to know, one sentence each. */
  readonly remarks: readonly string[];
}

/** What a format cannot hold of annotations, and how many items that concerns: all of it, before anything is written. */
export function whatIsLost(format: AnnotationFormat, videos: readonly VideoAnnotations[]): Preview {
  const counts = new Map<Loss['what'], number>();
  const count = (what: Loss['what'], more = 1): void => {
    if (more > 0) counts.set(what, (counts.get(what) ?? 0) + more);
  };
  let boxes = 0;
  for (const video of videos) {
    for (const track of video.tracks) boxes += countTrack(format, video, track, count);
  }
  const losses = [...counts].map(([what, n]): Loss => ({
    what,
    count: n,
    sentence: sentenceOf(what, n, format),
  }));
  return {
    tracks: videos.reduce((sum, { tracks }) => sum + tracks.length, 0),
    boxes,
    losses,
    remarks: [...new Set(videos.flatMap((video) => format.remarks(video)))],
  };
}

function countTrack(
  { holds }: AnnotationFormat,
  video: VideoAnnotations,
  track: AnnotationTrack,
  count: (what: Loss['what'], more?: number) => void,
): number {
  const { table } = video;
  const keepsId = holds.ids === 'kept' || (holds.ids === 'if-many' && video.tracks.length > 1);
  if (!keepsId && (holds.ids === 'per-box' || track.id !== 1)) count('ids');
  if (
    holds.labels === false ? track.label !== NO_LABEL : holds.labels(track.label) !== track.label
  ) {
    count('labels');
  }
  if (!holds.colors && track.color !== null) count('colors');
  const attributes = Object.entries(track.attributes);
  count(
    'attributes',
    attributes.filter(([name, value]) => !holds.keepsTrackAttribute(name, value)).length,
  );
  const derived = holds.keyframes === 'derived' ? derivedRows(video, track) : null;
  let boxes = 0;
  let rows = 0;
  let [firstBox, lastBox] = [Infinity, -1];
  let inner = 0;
  for (let at = track.from; at < track.to; at++) {
    const row = table.row(at);
    rows++;
    if (row.box === null || row.absent) {
      if (holds.absence === 'none') count('absence');
      continue;
    }
    boxes++;
    if (firstBox === Infinity) firstBox = row.frameIndex;
    else inner += row.frameIndex - lastBox - 1;
    lastBox = row.frameIndex;
    const isDerived = derived === null ? null : derived[at - track.from] === 1;
    countBox(holds, row, isDerived, count);
  }
  const absent = rows - boxes;
  if (holds.absence === 'between') {
    const between = absentWithin(video, track, firstBox, lastBox);
    count('absence', absent - between);
    count('gaps', inner - between);
  } else if (holds.absence === 'lines') {
    count('gaps', framesOf(video) - rows);
  }
  return boxes;
}

function countBox(
  holds: AnnotationFormat['holds'],
  row: BoxRow,
  isDerived: boolean | null,
  count: (what: Loss['what'], more?: number) => void,
): void {
  if (!holds.sources && row.source !== (isDerived === true ? 'interpolated' : 'imported')) {
    count('sources');
  }
  if (row.score !== null && (holds.scores === 'none' || isLostScore(holds.scores, row.score))) {
    count('scores');
  }
  if (!holds.confirmed && row.confirmed) count('confirmed');
  if (holds.keyframes !== 'kept' && row.keyframe !== (isDerived === false)) count('keyframes');
  if (!holds.occlusion && row.occluded) count('occlusion');
  if (!holds.times && row.pts !== undefined) count('times');
  const attributes = Object.entries(row.attributes ?? {});
  count(
    'attributes',
    attributes.filter(([name, value]) => !holds.keepsAttribute(name, value, row)).length,
  );
  if (holds.decimals === null || row.box === null) return;
  const { x, y, w, h } = row.box;
  const scale = 10 ** holds.decimals;
  const isRound = [x, y, w, h].every(
    (value) => Math.abs(value * scale - Math.round(value * scale)) < 1e-6 * scale,
  );
  if (!isRound) count('sub-pixel');
}

function isLostScore(scores: AnnotationFormat['holds']['scores'], score: number): boolean {
  return scores === 'below-1' && score === 1;
}

function absentWithin(
  { table }: VideoAnnotations,
  { from, to }: AnnotationTrack,
  first: number,
  last: number,
): number {
  let count = 0;
  for (let row = from; row < to; row++) {
    const frame = table.frameIndex(row);
    if (!table.isPresent(row) && frame > first && frame < last) count++;
  }
  return count;
}

function sentenceOf(what: Loss['what'], n: number, { title, holds }: AnnotationFormat): string {
  const s = n === 1 ? '' : 's';
  switch (what) {
    case 'ids':
      return holds.ids === 'per-box'
        ? `${n} track${s} fall${s ? '' : 's'} apart into single boxes: ${title} has no track ids.`
        : `${n} track${s} get${s ? '' : 's'} another id: ${title} has none.`;
    case 'labels':
      return holds.labels === false
        ? `${n} track${s} lose${s ? '' : 's'} the label: ${title} has none.`
        : `${n} track${s} get${s ? '' : 's'} a label that ${title} can spell.`;
    case 'colors':
      return `${n} track colour${s} cannot be kept.`;
    case 'attributes':
      return `${n} attribute value${s} cannot be kept.`;
    case 'sources':
      return `${n} box${s && 'es'}: who made ${s ? 'them' : 'it'} is not kept.`;
    case 'scores':
      return `${n} box${s && 'es'}: the score is not kept.`;
    case 'confirmed':
      return `${n} box${s && 'es'}: that a person confirmed ${s ? 'them' : 'it'} is not kept.`;
    case 'keyframes':
      return holds.keyframes === 'derived'
        ? `${n} box${s && 'es'} change${s ? '' : 's'} whether ${s ? 'they are keyframes' : 'it is a keyframe'}: in ${title} all are that do not follow from others.`
        : `${n} keyframe${s} become${s ? '' : 's'} plain box${s && 'es'}.`;
    case 'occlusion':
      return `${n} box${s && 'es'}: that the object is occluded is not kept.`;
    case 'absence':
      return `${n} frame${s} in which an object is absent ${s ? 'are' : 'is'} left out.`;
    case 'gaps':
      return `${n} frame${s} of which nothing is known will count as absent.`;
    case 'sub-pixel':
      return holds.decimals === 0
        ? `${n} box${s && 'es'} ${s ? 'are' : 'is'} rounded to whole pixels.`
        : `${n} box${s && 'es'} ${s ? 'are' : 'is'} rounded to ${holds.decimals ?? 0} decimals.`;
    case 'times':
      return `${n} box${s && 'es'}: the exact time of the frame is not kept.`;
  }
}
