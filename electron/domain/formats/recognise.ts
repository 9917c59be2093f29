import { StudioError } from '../../contract/errors.ts';
import { FORMAT_IDS, type FormatId } from './format-ids.ts';
import { jsonKind } from './json-kind.ts';
import { baseName, folderName, headOf, placeOf, type NamedTexts } from './named-texts.ts';

/** Files and the format that they are of. */
export interface Recognised {
  readonly format: FormatId;
  /** Those of the files that belong to it. */
  readonly files: NamedTexts;
}

/**
 * Finds out what format files are of, by their names and by what they say.
 * @throws StudioError bad-input when they are of none, or of several
 */
export function recognise(files: NamedTexts): Recognised {
  const format = folderKind(files);
  if (format !== null) return { format, files };
  const single = files.names.filter((name) => /\.(?:json|xml|csv)$/i.test(name));
  if (single.length > 1) {
    throw new StudioError(
      'bad-input',
      `${files.root} holds ${single.length} annotation files (${single.slice(0, 3).join(', ')}, …): name one of them.`,
    );
  }
  const [name] = single.length === 1 ? single : files.names.length === 1 ? files.names : [];
  const kind = name === undefined ? listKind(files) : fileKind(files, name);
  if (kind !== null) return { format: kind, files: narrowed(files, single[0]) };
  throw new StudioError(
    'bad-input',
    `${files.root} is of no format that can be recognised: say which one it is of (${FORMAT_IDS.join(', ')}).`,
  );
}

/** The files with only one of them, if it is named. */
export function narrowed(files: NamedTexts, name: string | undefined): NamedTexts {
  if (name === undefined || files.names.length === 1) return files;
  return { root: placeOf(files, name), names: [name], text: (which) => files.text(which) };
}

/** By the names that only one format has. */
function folderKind({ names, ...files }: NamedTexts): FormatId | null {
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  if (has(/(?:^|\/)gt\.txt$/)) return 'mot';
  if (has(/(?:^|\/)groundtruth_rect(?:\.\d+)?\.txt$/)) return 'otb';
  if (has(/(?:^|\/)(?:absence\.label|cover\.label|meta_info\.ini)$/)) return 'got10k';
  if (has(/(?:^|\/)(?:full_occlusion|out_of_view)\.txt$/)) return 'lasot';
  const truth = names.find((name) => /(?:^|\/)groundtruth(?:_[^/]+)?\.txt$/.test(name));
  if (truth !== undefined) return truthKind({ names, ...files }, truth);
  if (has(/(?:^|\/)UAV(?:123|20L)[^/]*\/[^/]+\.txt$/)) return 'uav123';
  if (has(/(?:^|\/)anno\/[^/]+\.txt$/)) return 'trackingnet';
  if (has(/_001\.txt$/)) return 'got10k-results';
  if (has(/(?:^|\/)labels\/.*\.txt$/) || has(/(?:^|\/)(?:classes\.txt|[^/]*\.names)$/))
    return 'yolo';
  return has(/^data\.ya?ml$/) ? 'yolo' : null;
}

/** `groundtruth.txt` may be VOT's, GOT-10k's or LaSOT's: told apart by what stands beside it and how it counts. */
function truthKind(files: NamedTexts, name: string): FormatId {
  const folder = folderName(name);
  const beside = files.names.filter((other) => folderName(other) === folder).map(baseName);
  if (beside.some((other) => other === 'sequence' || /\.(?:tag|value)$/.test(other))) return 'vot';
  if (beside.some((other) => /^groundtruth_.+\.txt$/.test(other))) return 'vot';
  const [line = ''] = headOf(files, name).split(/[\r\n]/, 1);
  if (line.startsWith('m') || line.split(',').length > 4 || /^\s*\d\s*$/.test(line)) return 'vot';
  return /^-?\d+\.\d{4},/.test(line) ? 'got10k' : 'lasot';
}

/** A folder of text files with names that say nothing. */
function listKind(files: NamedTexts): FormatId | null {
  const name = files.names.find((each) => each.endsWith('.txt') && !each.endsWith('_time.txt'));
  return name === undefined ? null : textKind(files, name);
}

function fileKind(files: NamedTexts, name: string): FormatId | null {
  const head = headOf(files, name);
  if (/^\s*[{[]/.test(head)) return jsonKind(() => files.text(name), placeOf(files, name));
  if (/^\s*</.test(head)) return 'cvat';
  if (/\.csv$/i.test(name) || /^#.*(?:Detection|Track-id)/.test(head)) return 'viame';
  return textKind(files, name);
}

/** By the number of columns of the first line. */
function textKind(files: NamedTexts, name: string): FormatId | null {
  const [line = ''] = headOf(files, name).split(/[\r\n]/, 1);
  const cells = line.trim().split(/[ \t]*[,\t ][ \t]*/);
  if (!cells.every((cell) => cell !== '' && !Number.isNaN(Number(cell)))) return null;
  if (cells.length === 10) return 'mot-results';
  if (cells.length === 9) return 'mot';
  if (cells.length === 4 && line.includes('\t')) return 'pytracking';
  return cells.length === 5 && cells.slice(1).every((cell) => Math.abs(Number(cell)) <= 2)
    ? 'yolo'
    : null;
}
