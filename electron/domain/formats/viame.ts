import { StudioError } from '../../contract/errors.ts';
import { oneLine, survivesAsText, valueOfText } from './attribute-text.ts';
import type { Attributes, BoxRow } from './box-table.ts';
import { csvCell, csvCells } from './text/csv.ts';
import { COMMON } from './file-format.ts';
import type { AnnotationFormat } from './format.ts';
import { onlyName, placeOf, videoStem } from './named-texts.ts';
import { linesOf } from './text/lines.ts';
import { FrameTimes } from './track-document-annotations.ts';
import {
  AnnotationsBuilder,
  plainRow,
  type AnnotationTrack,
  type VideoAnnotations,
} from './video-annotations.ts';
import { decimalText } from './written-facts.ts';

/** Names and values that stand in a cell such as `(atr) name value`. */
const keepsCell = (name: string, value: Attributes[string]): boolean =>
  /^[^\s"]+$/.test(name) &&
  survivesAsText(value) &&
  (typeof value !== 'string' || (value !== '' && oneLine(value) === value));

/** VIAME CSV, which DIVE reads and writes as well. */
export const viameFormat: AnnotationFormat = {
  ...COMMON,
  id: 'viame',
  title: 'VIAME CSV',
  about: 'For VIAME and DIVE: a row per box with confidence, class and attributes.',
  extension: '.viame.csv',
  holds: {
    ids: 'kept',
    labels: oneLine,
    colors: false,
    keepsTrackAttribute: keepsCell,
    keepsAttribute: keepsCell,
    sources: false,
    scores: 'below-1',
    confirmed: false,
    keyframes: 'none',
    occlusion: false,
    absence: 'none',
    decimals: null,
    times: false,
  },
  remarks: () => ['DIVE rounds boxes to whole pixels when it reads this format.'],
  parse(files) {
    const name = onlyName(files);
    return [readViame(files.text(name), placeOf(files, name))];
  },
  *serialise(videos) {
    for (const video of videos) {
      const path = `${videoStem(video.facts.name)}${this.extension}`;
      yield { path, chunks: viameLines(video) };
    }
  },
};

function readViame(chunks: Iterable<string>, file: string): VideoAnnotations {
  const builder = new AnnotationsBuilder();
  const tracks = new Map<number, number>();
  const attributes = new Map<number, Record<string, Attributes[string]>>();
  let fps: number | null = null;
  for (const { text, number } of linesOf(chunks, file)) {
    if (text.trim() === '') continue;
    if (text.startsWith('#')) {
      const told = Number(/\bfps:\s*([\d.]+)/.exec(text)?.[1] ?? NaN);
      if (told > 0 && Number.isFinite(told)) fps = told;
      continue;
    }
    const row = readRow(csvCells(text), text, `${file}, line ${number}`);
    let track = row.id < 0 ? undefined : tracks.get(row.id);
    if (track === undefined) {
      track = builder.track({ id: row.id, label: row.label });
      if (row.id >= 0) tracks.set(row.id, track);
    }
    if (row.trackAttributes !== null) {
      attributes.set(track, { ...attributes.get(track), ...row.trackAttributes });
    }
    builder.add(track, row.row, number);
  }
  for (const [track, all] of attributes) builder.describe(track, { attributes: all });
  return builder.build((line) => `${file}, line ${line}`, { facts: { fps } });
}

interface ViameRow {
  readonly id: number;
  readonly label: string;
  readonly row: BoxRow;
  readonly trackAttributes: Attributes | null;
}

function readRow(cells: readonly string[], text: string, place: string): ViameRow {
  const refuse = (why: string): never => {
    throw new StudioError('bad-input', `${place}: "${text.slice(0, 80)}" ${why}`);
  };
  if (cells.length < 9) refuse('has fewer than the 9 columns of VIAME CSV');
  const numberAt = (column: number, what: string): number => {
    const cell = cells[column - 1]!.trim();
    const value = cell === '' ? NaN : Number(cell);
    return Number.isFinite(value) ? value : refuse(`has no number in column ${column} (${what})`);
  };
  const id = numberAt(1, 'track id');
  const frameIndex = numberAt(3, 'frame');
  if (!Number.isInteger(id)) refuse('has a track id that is no whole number');
  if (!Number.isInteger(frameIndex) || frameIndex < 0 || frameIndex > 0x7fffffff) {
    refuse('has a frame that is no whole number from 0');
  }
  const [left, top] = [numberAt(4, 'TL_x'), numberAt(5, 'TL_y')];
  const [right, bottom] = [numberAt(6, 'BR_x'), numberAt(7, 'BR_y')];
  if (right < left || bottom < top) refuse('has a right or bottom edge before the left or top one');
  const confidence = numberAt(8, 'confidence');
  const frameAttributes: [string, Attributes[string]][] = [];
  const trackAttributes: [string, Attributes[string]][] = [];
  for (const cell of cells.slice(9)) {
    const found = /^\((atr|trk-atr)\) (\S+) (.+)$/s.exec(cell.trim());
    if (found === null) continue;
    const list = found[1] === 'atr' ? frameAttributes : trackAttributes;
    list.push([found[2]!, valueOfText(found[3]!)]);
  }
  const score = confidence >= 0 && confidence < 1 ? confidence : null;
  return {
    id,
    label: bestClass(cells.slice(9)),
    row: {
      ...plainRow(frameIndex, { x: left, y: top, w: right - left, h: bottom - top }),
      score,
      ...(frameAttributes.length > 0 && { attributes: Object.fromEntries(frameAttributes) }),
    },
    trackAttributes: trackAttributes.length > 0 ? Object.fromEntries(trackAttributes) : null,
  };
}

/** The class with the highest score among pairs `class,score`, which end where cells in brackets begin. */
function bestClass(cells: readonly string[]): string {
  let [label, best] = ['', -Infinity];
  for (let at = 0; at + 1 < cells.length && !isExtra(cells[at]!); at += 2) {
    const score = Number(cells[at + 1]!);
    if (Number.isNaN(score) || score <= best) continue;
    [label, best] = [cells[at]!.trim(), score];
  }
  return label === '' ? 'unknown' : label;
}

function isExtra(cell: string): boolean {
  return /^\s*\((?:kp|atr|trk-atr|poly|hole|note)\)/.test(cell);
}

const HEADER =
  '# 1: Detection or Track-id,2: Video or Image Identifier,3: Unique Frame Identifier,4-7: Img-bbox(TL_x,TL_y,BR_x,BR_y),8: Detection or Length Confidence,9: Target Length (0 or -1 if invalid),10-11+: Repeated Species,Confidence Pairs or Attributes\n';

function* viameLines(video: VideoAnnotations): Generator<string> {
  const { fps } = video.facts;
  const by = video.origin.createdBy ?? 'LoReTrack Studio';
  yield HEADER;
  yield `# metadata,${fps === null ? '' : `fps: ${fps},`}${csvCell(`exported_by: ${oneLine(by)}`)}\n`;
  const times = new FrameTimes(video.facts);
  for (const track of video.tracks) {
    let isFirst = true;
    for (const row of video.table.rows(track.from, track.to)) {
      if (row.box === null || row.absent) continue;
      yield viameLine(row, track, times.of(row).timeSec, isFirst);
      isFirst = false;
    }
  }
}

function viameLine(row: BoxRow, track: AnnotationTrack, timeSec: number, isFirst: boolean): string {
  const { x, y, w, h } = row.box!;
  const score = decimalText(row.score ?? 1);
  const cells = [
    ...[String(track.id), clock(timeSec), String(row.frameIndex)],
    ...[x, y, x + w, y + h].map(decimalText),
    ...[score, '-1', oneLine(track.label), score],
    ...attributeCells('(atr)', row.attributes ?? {}),
    // They belong to the whole track: once is enough.
    ...(isFirst ? attributeCells('(trk-atr)', track.attributes) : []),
  ];
  return `${cells.map(csvCell).join(',')}\n`;
}

function attributeCells(kind: string, attributes: Attributes): string[] {
  return Object.entries(attributes)
    .filter(([name, value]) => keepsCell(name, value))
    .map(([name, value]) => `${kind} ${name} ${String(value)}`);
}

/** Seconds as `HH:mm:ss.SSSSSS`; times before the start count as the start. */
function clock(timeSec: number): string {
  const micros = Math.max(0, Math.round(timeSec * 1e6));
  const [seconds, rest] = [Math.floor(micros / 1e6), micros % 1e6];
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(rest).padStart(6, '0')}`;
}
