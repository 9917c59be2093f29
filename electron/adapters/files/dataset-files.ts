import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import type {
  Dataset,
  DatasetKind,
  EvaluationSequence,
  UnreadableSequence,
} from '../../domain/datasets/evaluation-sequence.ts';
import { findSequences } from '../../domain/datasets/layouts.ts';
import type { ExtraFile, SequencePlace } from '../../domain/datasets/layouts.ts';
import { readSequence } from '../../domain/datasets/read-sequence.ts';
import type { DatasetOptions, Datasets } from '../../services/ports/datasets.ts';
import type { ProjectStores } from '../../services/ports/project-store.ts';
import { listPictures } from '../images/image-folder.ts';
import { naturalOrder } from '../images/natural-order.ts';
import { readAnnotationFile, readProject } from './annotated-sequences.ts';
import { exchangeFiles } from './exchange-files.ts';
import { readFolderTree } from './folder-tree.ts';

/** What was found in a data set, or went wrong with it. */
interface Found {
  readonly kind: DatasetKind;
  readonly sequences: readonly EvaluationSequence[];
  readonly unreadable: readonly UnreadableSequence[];
}

/** Data sets on this machine's disks, read in place. */
export class DatasetFiles implements Datasets {
  readonly #stores: ProjectStores;

  /** @param ports.stores opens projects of the studio */
  constructor(ports: { readonly stores: ProjectStores }) {
    this.#stores = ports.stores;
  }

  async open(place: string, options: DatasetOptions = {}): Promise<Dataset> {
    const absolute = path.resolve(place);
    const found = await this.#find(absolute, options);
    const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
      naturalOrder(a.name, b.name);
    const { kind } = found;
    const sequences = found.sequences.toSorted(byName);
    const unreadable = found.unreadable.toSorted(byName);
    if (sequences.length + unreadable.length > 0) {
      return { name: path.basename(absolute), kind, path: absolute, sequences, unreadable };
    }
    throw new StudioError(
      'bad-input',
      `${absolute} holds no sequences: give a benchmark's folder, in which a sequence is a folder with groundtruth.txt ` +
        'and its pictures in img/, an annotation file of COCO or the studio, or a project with tracks of two frames or ' +
        'more that a person drew or confirmed.',
    );
  }

  async #find(absolute: string, options: DatasetOptions): Promise<Found> {
    const status = await stat(absolute).catch((cause: unknown) => {
      throw new StudioError('not-found', `${absolute} does not exist: check the path.`, { cause });
    });
    if (status.isDirectory()) return readFolders(absolute, options.kind);
    if (/\.json$/i.test(absolute)) {
      const folder = options.mediaFolder ?? path.dirname(absolute);
      return { kind: 'annotations', ...(await readAnnotationFile(absolute, folder)) };
    }
    return { kind: 'project', ...(await readProject(this.#stores, absolute)) };
  }
}

async function readFolders(root: string, wanted: DatasetKind | undefined): Promise<Found> {
  const tree = await readFolderTree(root);
  const isOfFolders = wanted !== 'annotations' && wanted !== 'project';
  const { kind, places } = findSequences(tree, isOfFolders ? wanted : undefined);
  const sequences: EvaluationSequence[] = [];
  const unreadable: UnreadableSequence[] = [];
  for (const place of places) {
    try {
      sequences.push(await readPlace(root, place));
    } catch (error) {
      if (!isStudioError(error)) throw error;
      unreadable.push({ name: place.name, reason: error.message });
    }
  }
  return { kind, sequences, unreadable };
}

async function readPlace(root: string, place: SequencePlace): Promise<EvaluationSequence> {
  const media = path.join(root, place.pictures);
  const truthPath = path.join(root, place.truth);
  const truth = await exchangeFiles.read(truthPath);
  const extra: Partial<Record<ExtraFile, string>> = {};
  for (const [key, file] of Object.entries(place.extra)) {
    extra[key as ExtraFile] = await exchangeFiles.read(path.join(root, file));
  }
  const pictures = (await listPictures(media)).map((file) => path.basename(file));
  return readSequence(place, { media, pictures, truth, truthPath, extra });
}
