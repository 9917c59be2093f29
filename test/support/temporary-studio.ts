import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FolderComparisons } from '../../electron/adapters/comparison/folder-comparisons.ts';
import { EngineClient } from '../../electron/adapters/engine/engine-client.ts';
import type { LaunchEngine } from '../../electron/adapters/engine/engine-process.ts';
import { forkEngine } from '../../electron/adapters/engine/fork-engine.ts';
import { openMedia } from '../../electron/adapters/ffmpeg/open-media.ts';
import { checkpointFiles } from '../../electron/adapters/files/checkpoint-files.ts';
import { pictureFiles } from '../../electron/adapters/ffmpeg/picture-files.ts';
import { DatasetFiles } from '../../electron/adapters/files/dataset-files.ts';
import { exchangeFiles } from '../../electron/adapters/files/exchange-files.ts';
import { folderListing } from '../../electron/adapters/files/folder-listing.ts';
import { FolderModelStore } from '../../electron/adapters/files/folder-model-store.ts';
import { mediaIdentities } from '../../electron/adapters/files/media-identity.ts';
import { RecentProjectsFile } from '../../electron/adapters/files/recent-projects.ts';
import { thumbnails } from '../../electron/adapters/images/thumbnail.ts';
import { SqliteProjectStores } from '../../electron/adapters/store/sqlite-project-stores.ts';
import { engineEntry, shippedModels } from '../../electron/hosts/folders.ts';
import { ModelService } from '../../electron/services/models.ts';
import type { ProjectStore } from '../../electron/services/ports/project-store.ts';
import { StudioService } from '../../electron/services/studio/studio-service.ts';
import { temporaryLearning } from './temporary-learning.ts';

/** The real services in a folder of their own. */
export interface TemporaryStudio {
  readonly folder: string;
  readonly service: StudioService;
  /** The stores that were opened, the latest last. */
  readonly stores: readonly ProjectStore[];
  /** A path in the folder. */
  at(name: string): string;
  remove(): Promise<void>;
}

/** Path of a video fixture. */
export function videoFixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/video/${name}`, import.meta.url));
}

/** Starts the studio's services on an empty folder; the engine starts when something is tracked. */
export async function temporaryStudio(
  launch: LaunchEngine = forkEngine(engineEntry),
  {
    folder: given,
    ...learning
  }: Parameters<typeof temporaryLearning>[2] & {
    /** An existing folder, as after a restart. */
    readonly folder?: string;
  } = {},
): Promise<TemporaryStudio> {
  const folder = given ?? (await mkdtemp(path.join(tmpdir(), 'loretrack-studio-')));
  const at = (name: string): string => path.join(folder, name);
  const stores: ProjectStore[] = [];
  const files = new SqliteProjectStores();
  const keep = async (opening: Promise<ProjectStore>): Promise<ProjectStore> => {
    const store = await opening;
    stores.push(store);
    return store;
  };
  const engine = new EngineClient(launch);
  const store = new FolderModelStore({ shipped: shippedModels, own: at('models') });
  const models = new ModelService({ store, files: checkpointFiles });
  const { ports, dispose } = temporaryLearning(folder, { store, models }, learning);
  const service = new StudioService({
    learning: ports,
    comparison: {
      files: new FolderComparisons(at('comparisons')),
      datasets: new DatasetFiles({ stores: files }),
      launch: () => new EngineClient(launch),
      maps: engine,
      cores: 2,
    },
    version: '0.0.0-test',
    stores: { create: (file) => keep(files.create(file)), open: (file) => keep(files.open(file)) },
    media: { open: (file) => openMedia(file) },
    identities: mediaIdentities,
    thumbnails,
    recent: new RecentProjectsFile(at('recent.json')),
    folders: folderListing,
    files: exchangeFiles,
    pictures: pictureFiles,
    engine,
    models,
    devices: ['cpu'],
  });
  return {
    ...{ folder, service, stores, at },
    async remove() {
      await service.dispose();
      await dispose();
      await engine.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
