import { isPictureFolder, PICTURE_FOLDERS, subfolder } from './folder-node.ts';
import type { FolderNode } from './folder-node.ts';
import type { DatasetKind } from './evaluation-sequence.ts';
import { otbStart, uavPart } from './known-starts.ts';
import type { KnownStart } from './known-starts.ts';

/** Files that say more about a sequence than its boxes. */
export type ExtraFile = 'fullOcclusion' | 'outOfView' | 'absence' | 'cover' | 'meta' | 'occlusion';

/** Where a sequence lies; paths are below the data set's folder, split by slashes. */
export interface SequencePlace {
  readonly name: string;
  readonly pictures: string;
  readonly truth: string;
  readonly extra: Readonly<Partial<Record<ExtraFile, string>>>;
  /** Where its annotation begins, if not with the first picture. */
  readonly start?: KnownStart;
}

/** What kind of data set a folder is, and its sequences in the order in which they were found. */
export interface Layout {
  readonly kind: DatasetKind;
  readonly places: readonly SequencePlace[];
}

type FolderKind = Exclude<DatasetKind, 'annotations' | 'project'>;

/** File names of extras within a sequence's folder. */
const EXTRAS: Readonly<Record<ExtraFile, readonly string[]>> = {
  fullOcclusion: ['full_occlusion.txt'],
  outOfView: ['out_of_view.txt'],
  absence: ['absence.label'],
  cover: ['cover.label'],
  meta: ['meta_info.ini', 'sequence'],
  occlusion: ['occlusion.tag', 'occlusion.label'],
};

/** The classes of LaSOT's extension, none of which LaSOT has. */
const LASOT_EXT = new Set(
  (
    'atv badminton cosplay dancingshoe footbag frisbee jianzi lantern misc opossum paddle raccoon rhino ' +
    'skatingshoe wingsuit'
  ).split(' '),
);

/**
 * Recognises a data set by the names of its files, and finds its sequences: OTB, LaSOT and its extension, GOT-10k,
 * TrackingNet, UAV123, VOT, or plain folders with a ground-truth file.
 * @param wanted the kind, where the person knows better
 */
export function findSequences(root: FolderNode, wanted?: FolderKind): Layout {
  const apart = annotationsApart(root);
  if (apart.places.length > 0) return { ...apart, kind: wanted ?? apart.kind };
  const found = sequenceFolders(root, [], 0);
  const kinds = found.map(({ kind }) => kind);
  const count = (kind: FolderKind): number => kinds.filter((other) => other === kind).length;
  const commonest = [...new Set(kinds)].toSorted((a, b) => count(b) - count(a))[0];
  const kind = wanted ?? commonest ?? 'folders';
  return {
    kind,
    places: found.map(({ place }) => {
      const start = kind === 'otb' ? otbStart(place.name) : undefined;
      return start === undefined ? place : { ...place, start };
    }),
  };
}

/** TrackingNet and UAV123 keep annotations and pictures in two trees. */
function annotationsApart(root: FolderNode): {
  kind: FolderKind;
  places: readonly SequencePlace[];
} {
  const pictures = subfolder(root, 'data_seq');
  const truths = subfolder(root, 'anno');
  if (pictures !== undefined && truths !== undefined) {
    const places = truths.folders
      .filter(({ name }) => subfolder(pictures, name) !== undefined && !/20l$/i.test(name))
      .flatMap((set) => set.files.flatMap((file) => uavPlace(set.name, file)));
    return { kind: 'uav123', places };
  }
  const chunks = [root, ...root.folders].filter(
    (folder) =>
      subfolder(folder, 'anno') !== undefined && subfolder(folder, 'frames') !== undefined,
  );
  const places = chunks.flatMap((chunk) => {
    const prefix = chunk === root ? '' : `${chunk.name}/`;
    return subfolder(chunk, 'anno')!.files.flatMap((file) => {
      const name = stem(file);
      if (name === null) return [];
      const truth = `${prefix}anno/${file}`;
      return [{ name, pictures: `${prefix}frames/${name}`, truth, extra: {} }];
    });
  });
  return { kind: 'trackingnet', places };
}

function uavPlace(set: string, file: string): SequencePlace[] {
  const name = stem(file);
  // `_att.txt` files hold attributes of whole sequences.
  if (name === null || name.endsWith('_att')) return [];
  const part = uavPart(name, /10fps/i.test(set) ? 3 : 1);
  const pictures = `data_seq/${set}/${part?.video ?? name}`;
  const truth = `anno/${set}/${file}`;
  const start = part && { start: { picture: part.picture } };
  return [{ name, pictures, truth, extra: {}, ...start }];
}

function stem(file: string): string | null {
  return /\.txt$/i.test(file) && !file.startsWith('.') ? file.slice(0, -4) : null;
}

/** Folders that hold ground truth, down to three levels below the data set's. */
function sequenceFolders(
  node: FolderNode,
  path: readonly string[],
  depth: number,
): { readonly kind: FolderKind; readonly place: SequencePlace }[] {
  const truths = node.files.filter((file) => TRUTH.test(file)).sort();
  if (truths.length > 0) {
    const kind = kindOf(node);
    return truths.map((truth) => ({ kind, place: placeOf(node, path, truth) }));
  }
  if (depth === 3) return [];
  return node.folders.flatMap((folder) => {
    const below = [...path, folder.name];
    return isPictureFolder(below) ? [] : sequenceFolders(folder, below, depth + 1);
  });
}

/** `groundtruth.txt` or `groundtruth_rect.txt`, and one file per object: `groundtruth_rect.2.txt`, `groundtruth_cat.txt`. */
const TRUTH = /^groundtruth(?:_rect)?(?:[._]([\w-]+))?\.txt$/;

function placeOf(node: FolderNode, path: readonly string[], truth: string): SequencePlace {
  const below = (name: string): string => [...path, name].join('/');
  const object = TRUTH.exec(truth)?.[1];
  const pictures = PICTURE_FOLDERS.find((name) => subfolder(node, name) !== undefined);
  const extra: Partial<Record<ExtraFile, string>> = {};
  for (const key of Object.keys(EXTRAS) as ExtraFile[]) {
    const file = EXTRAS[key].find((name) => node.files.includes(name));
    if (file !== undefined) extra[key] = below(file);
  }
  return {
    name: object === undefined ? node.name : `${node.name}_${object}`,
    pictures: pictures === undefined ? path.join('/') : below(pictures),
    truth: below(truth),
    extra,
  };
}

function kindOf({ name, files, folders }: FolderNode): FolderKind {
  const has = (...names: readonly string[]): boolean => names.some((file) => files.includes(file));
  if (has('absence.label', 'cover.label', 'meta_info.ini')) return 'got10k';
  if (has('full_occlusion.txt', 'out_of_view.txt')) {
    return LASOT_EXT.has(name.replace(/-\d+$/, '')) ? 'lasot-ext' : 'lasot';
  }
  if (has('sequence') || folders.some((folder) => folder.name === 'color')) return 'vot';
  if (files.some((file) => file.startsWith('groundtruth_rect'))) return 'otb';
  return 'folders';
}
