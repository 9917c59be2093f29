import { StudioError } from '../../contract/errors.ts';
import type { BoxRow } from './box-table.ts';
import { frameFileName } from './coco.ts';
import { COMMON, noAttributes } from './file-format.ts';
import type { AnnotationFormat, Holds, ParseHints } from './format.ts';
import { trailingNumber } from './json-values.ts';
import {
  baseName,
  placeOf,
  stemOf,
  videoStem,
  type NamedTexts,
  type TextFile,
} from './named-texts.ts';
import { linesOf, wholeText } from './text/lines.ts';
import {
  AnnotationsBuilder,
  NO_FACTS,
  NO_LABEL,
  plainRow,
  rowsByFrame,
  type VideoAnnotations,
} from './video-annotations.ts';
import { decimalText, sizeOf } from './written-facts.ts';

const holds: Holds = {
  ids: 'per-box',
  labels: (label) => label,
  colors: false,
  keepsTrackAttribute: noAttributes,
  keepsAttribute: noAttributes,
  sources: false,
  scores: 'none',
  confirmed: false,
  keyframes: 'none',
  occlusion: false,
  absence: 'none',
  decimals: null,
  times: false,
};

const parse: AnnotationFormat['parse'] = (files, hints) => [readYolo(files, hints)];

/** YOLO: a text file per frame with class, centre and size as shares of the picture. */
export const yoloFormat: AnnotationFormat = {
  ...COMMON,
  id: 'yolo',
  title: 'YOLO',
  about: 'For training detectors: one text file per frame, without track ids.',
  kind: 'folder',
  extension: '',
  holds,
  parse,
  *serialise(videos) {
    yield* yoloFiles(videos, false);
  },
};

/** YOLO with the track's id as the sixth value, as Ultralytics writes it. */
export const yoloTracksFormat: AnnotationFormat = {
  ...yoloFormat,
  id: 'yolo-tracks',
  title: 'YOLO with track ids',
  about: 'As YOLO, with the track id as a sixth value, which Ultralytics writes and CVAT refuses.',
  holds: { ...holds, ids: 'kept' },
  *serialise(videos) {
    yield* yoloFiles(videos, true);
  },
};

const NAME_LISTS = /^(?:classes\.txt|obj\.names|.*\.names)$/;

function readYolo(files: NamedTexts, hints: ParseHints): VideoAnnotations {
  const names = classNames(files);
  const builder = new AnnotationsBuilder();
  const tracks = new Map<number, number>();
  const size = sizeOf(
    { facts: hints.facts } as VideoAnnotations,
    'YOLO, whose boxes are shares of the picture,',
  );
  const frames = new Map(hints.fileNames?.map((name, index) => [stemOf(baseName(name)), index]));
  const listed = files.names.filter(
    (name) => name.endsWith('.txt') && !NAME_LISTS.test(baseName(name)) && !isList(name),
  );
  for (const name of listed) {
    const file = placeOf(files, name);
    const stem = stemOf(baseName(name));
    const frameIndex = frames.get(stem) ?? trailingNumber(stem);
    if (frameIndex === null) {
      throw new StudioError('bad-input', `${file}: the name does not end with the frame's number`);
    }
    for (const { text, number } of linesOf(files.text(name), file)) {
      if (text.trim() === '') continue;
      const { classId, box, id, score } = readLine(text, `${file}, line ${number}`, size);
      const label = names[classId] ?? (names.length === 0 ? `class ${classId}` : NO_LABEL);
      let track = id === null ? undefined : tracks.get(id);
      if (track === undefined) {
        track = builder.track({ id, label });
        if (id !== null) tracks.set(id, track);
      }
      builder.add(track, { ...plainRow(frameIndex, box), score }, frameIndex);
    }
  }
  return builder.build((frame) => `${files.root}: frame ${frame}`, {
    facts: { ...NO_FACTS, ...size },
  });
}

/** Lists of pictures, as YOLO has them beside its labels. */
function isList(name: string): boolean {
  return /^(?:train|val|valid|test)\.txt$/.test(baseName(name));
}

function readLine(
  text: string,
  place: string,
  { width, height }: { readonly width: number; readonly height: number },
) {
  const cells = text.trim().split(/\s+/).map(Number);
  const refuse = (): never => {
    throw new StudioError(
      'bad-input',
      `${place}: "${text.slice(0, 80)}" is not "class cx cy w h" with shares of the picture, and a track id where there is one`,
    );
  };
  const [classId, cx, cy, w, h, ...more] = cells as [
    ...[number, number, number, number, number],
    ...number[],
  ];
  const last = more.at(-1);
  const isRight = cells.length >= 5 && cells.length <= 7 && cells.every(Number.isFinite);
  if (!isRight || !Number.isInteger(classId) || classId < 0 || w < 0 || h < 0) refuse();
  // A sixth value is the track's id where it is whole, else how sure a model was; with seven both are there.
  const isId = last !== undefined && Number.isInteger(last) && last >= 1;
  const score = more.length === 2 ? more[0]! : isId ? undefined : last;
  return {
    classId,
    box: { x: (cx - w / 2) * width, y: (cy - h / 2) * height, w: w * width, h: h * height },
    id: isId ? last : null,
    score: score !== undefined && score >= 0 && score < 1 ? score : null,
  };
}

function classNames(files: NamedTexts): readonly string[] {
  const yaml = files.names.find((name) => /^[^/]*\.ya?ml$/.test(name));
  if (yaml !== undefined) return yamlNames(wholeText(files.text(yaml), placeOf(files, yaml)));
  const list = files.names.find((name) => NAME_LISTS.test(baseName(name)));
  if (list === undefined) return [];
  return Array.from(linesOf(files.text(list), list), ({ text }) => text.trim());
}

/** The `names` of a data.yaml: numbered, as a list with dashes, or in brackets. */
function yamlNames(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/);
  const start = lines.findIndex((line) => /^names\s*:/.test(line));
  if (start < 0) return [];
  const inline = /\[(.*)\]/.exec(lines[start]!)?.[1];
  if (inline !== undefined) return inline.split(',').map(yamlText);
  const names: string[] = [];
  for (const line of lines.slice(start + 1)) {
    if (/^\S/.test(line) && !line.startsWith('-')) break;
    const found = /^\s*(?:(\d{1,6})\s*:|-)\s*(.*)$/.exec(line);
    if (found !== null)
      names[found[1] === undefined ? names.length : Number(found[1])] = yamlText(found[2]!);
  }
  return Array.from(names, (name: string | undefined) => name ?? NO_LABEL);
}

function yamlText(text: string): string {
  const plain = text.trim();
  if (/^'.*'$/.test(plain)) return plain.slice(1, -1).replaceAll("''", "'");
  if (!/^".*"$/.test(plain)) return plain.replace(/\s+#.*$/, '');
  try {
    return String(JSON.parse(plain));
  } catch {
    return plain.slice(1, -1);
  }
}

function* yoloFiles(videos: readonly VideoAnnotations[], hasIds: boolean): Generator<TextFile> {
  for (const video of videos) {
    const folder = videos.length === 1 ? '' : `${videoStem(video.facts.name)}/`;
    const size = sizeOf(video, 'YOLO');
    const labels = [...new Set(video.tracks.map(({ label }) => label))];
    const classId = new Map(labels.map((label, index) => [label, index]));
    const names = labels.map((label, index) => `  ${index}: ${JSON.stringify(label)}\n`);
    const head = 'path: .\ntrain: images\nval: images\nnames:\n';
    yield {
      path: `${folder}data.yaml`,
      chunks: [labels.length > 0 ? head : 'names: []\n', ...names],
    };
    let lines: string[] = [];
    let current = -1;
    const file = (): TextFile => ({
      path: `${folder}labels/${stemOf(frameFileName(current))}.txt`,
      chunks: lines,
    });
    for (const [row, track] of rowsByFrame(video)) {
      if (row.frameIndex !== current && current >= 0) {
        yield file();
        lines = [];
      }
      current = row.frameIndex;
      if (row.box === null || row.absent) continue;
      const id = hasIds ? ` ${track.id}` : '';
      lines.push(`${classId.get(track.label)!} ${shares(row.box, size)}${id}\n`);
    }
    if (current >= 0) yield file();
  }
}

function shares(
  { x, y, w, h }: NonNullable<BoxRow['box']>,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  return [(x + w / 2) / width, (y + h / 2) / height, w / width, h / height]
    .map(decimalText)
    .join(' ');
}
