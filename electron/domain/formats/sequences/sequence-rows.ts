import { StudioError } from '../../../contract/errors.ts';
import type { Box } from '../../boxes.ts';
import { boxOfLine, notABox } from '../box-lines.ts';
import type { BoxRow } from '../box-table.ts';
import { linesOf } from '../text/lines.ts';
import {
  framesOf,
  plainRow,
  type AnnotationTrack,
  type VideoAnnotations,
} from '../video-annotations.ts';

/** A line of a sequence's ground truth. */
export interface SequenceLine {
  readonly frameIndex: number;
  /** As written; null where the line says that there is none. */
  readonly box: Box | null;
  /** File and line. */
  readonly place: string;
}

/**
 * Reads a file with a box `x,y,w,h` per frame and line. Zeros and NaN say that the object is absent.
 * @param firstPixel number that the format gives the first pixel
 * @throws StudioError bad-input naming the line
 */
export function* boxLines(
  chunks: Iterable<string>,
  file: string,
  firstPixel: 0 | 1,
  readBox: (line: string) => Box | null | undefined = boxOfLine,
): Generator<SequenceLine> {
  let isEmpty = true;
  for (const { text, number } of linesOf(withoutBlankEnd(chunks), file)) {
    isEmpty = false;
    const place = `${file}, line ${number}`;
    const box = readBox(text);
    if (box === null) throw notABox(text, place);
    const isAbsent = box === undefined || isNone(box);
    yield {
      frameIndex: number - 1,
      box: isAbsent ? null : { ...box, x: box.x - firstPixel, y: box.y - firstPixel },
      place,
    };
  }
  if (isEmpty) {
    throw new StudioError('bad-input', `${file} is empty: expected one box x,y,w,h per line`);
  }
}

function isNone({ x, y, w, h }: Box): boolean {
  return [x, y, w, h].some(Number.isNaN) || (x === 0 && y === 0 && w === 0 && h === 0);
}

/** The text without blank lines at its end, which some files have. */
function* withoutBlankEnd(chunks: Iterable<string>): Generator<string> {
  let blank = '';
  for (const chunk of chunks) {
    const end = /\s*$/.exec(chunk)!.index;
    if (end === 0) {
      blank += chunk;
      continue;
    }
    yield blank + chunk.slice(0, end);
    blank = chunk.slice(end);
  }
}

/** A row for every frame of a video: null where nothing is there, or nothing is known. */
export function* frameByFrame(
  video: VideoAnnotations,
  track: AnnotationTrack,
): Generator<BoxRow | null> {
  const count = framesOf(video);
  let at = track.from;
  for (let frameIndex = 0; frameIndex < count; frameIndex++) {
    const isHere = at < track.to && video.table.frameIndex(at) === frameIndex;
    yield isHere && video.table.isPresent(at) ? video.table.row(at) : null;
    if (isHere) at++;
  }
}

/** Whether some row is such a one. */
export function hasRow(rows: Iterable<BoxRow>, isSuch: (row: BoxRow) => boolean): boolean {
  for (const row of rows) if (isSuch(row)) return true;
  return false;
}

/** What a format's flags say of a row of a sequence. */
export function sequenceRow(
  frameIndex: number,
  box: Box | null,
  more: { readonly occluded?: boolean; readonly attributes?: Record<string, number> } = {},
): BoxRow {
  const { attributes = {}, occluded = false } = more;
  return {
    ...plainRow(frameIndex, box),
    occluded: box !== null && occluded,
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}
