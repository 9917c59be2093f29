import { StudioError } from '../../contract/errors.ts';

/** Text files of a folder, or a single one, by their paths below it. */
export interface NamedTexts {
  /** What messages call the whole: the path of the file or folder. */
  readonly root: string;
  /** Paths with `/`, in natural order; a single file has its own name. */
  readonly names: readonly string[];
  /** The pieces of a file's text, from its beginning at each call. */
  text(name: string): Iterable<string>;
}

/** A text file to be written, made piece by piece. */
export interface TextFile {
  /** Below the folder that is written, with `/`. */
  readonly path: string;
  readonly chunks: Iterable<string>;
}

/** What messages call one of the files. */
export function placeOf(files: NamedTexts, name: string): string {
  return files.names.length === 1 ? files.root : `${files.root}/${name}`;
}

/** The first characters of a file, enough to tell what it is. */
export function headOf(files: NamedTexts, name: string, length = 4096): string {
  let head = '';
  for (const chunk of files.text(name)) {
    head += chunk;
    if (head.length >= length) break;
  }
  return head.slice(0, length).replace(/^\uFEFF/, '');
}

/** The only file, of formats that are a single one. @throws StudioError bad-input when there are several */
export function onlyName({ root, names }: NamedTexts): string {
  const [name] = names;
  if (name !== undefined && names.length === 1) return name;
  throw new StudioError(
    'bad-input',
    `${root} is a folder with ${names.length} files, where a single file is read: name that file.`,
  );
}

/** The files that end with `.txt`; a single file is taken whatever it is called. */
export function textNames({ names }: NamedTexts): readonly string[] {
  return names.length === 1 ? names : names.filter((name) => name.endsWith('.txt'));
}

/** Texts that are in memory. */
export function textsOf(root: string, texts: Readonly<Record<string, string>>): NamedTexts {
  return {
    root,
    names: Object.keys(texts),
    text: (name) => [texts[name] ?? ''],
  };
}

/** The path's last part. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}

/** The path without its last part; empty where there is no other. */
export function folderName(path: string): string {
  return path.split(/[\\/]/).slice(0, -1).join('/');
}

/** A file name without its extension. */
export function stemOf(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}

/** A name that may be a file's or folder's: without separators and other characters that some systems refuse. */
export function safeName(name: string, fallback = 'video'): string {
  const safe = name.replaceAll(/[\\/:*?"<>|\u0000-\u001f]/g, '_').replace(/^\.+|[. ]+$/g, '');
  return safe.slice(0, 120) || fallback;
}

/** Name of a video's files: its own without the extension. */
export function videoStem(name: string | null): string {
  return safeName(stemOf(baseName(name ?? 'video')));
}
