import path from 'node:path';
import type { StudioApi } from '../../contract/api.ts';
import type { Device } from '../../contract/device.ts';
import { StudioError } from '../../contract/errors.ts';
import type { EventMessage } from '../../contract/wire.ts';
import type { ComparisonPorts } from '../comparison/comparison-ports.ts';
import { ComparisonService } from '../comparison/comparison-service.ts';
import { FrameService } from '../frames/frame-service.ts';
import { MediaReaders } from '../frames/media-readers.ts';
import type { ExchangeFiles } from '../ports/exchange-files.ts';
import type { Folders } from '../ports/folders.ts';
import type { MediaIdentities } from '../ports/media-identity.ts';
import type { Media } from '../ports/media.ts';
import type { PictureWriter } from '../ports/picture-writer.ts';
import type { ProjectStores } from '../ports/project-store.ts';
import type { RecentProjects } from '../ports/recent-projects.ts';
import type { Thumbnails } from '../ports/thumbnails.ts';
import type { TrackingEngine } from '../ports/tracking-engine.ts';
import type { ModelService } from '../models.ts';
import { listedFormats } from '../exchange/listed-formats.ts';
import { AnnotatorActivity } from '../learning/annotator-activity.ts';
import { Learning, type LearningPorts } from '../learning/learning.ts';
import { EditService } from './edit-service.ts';
import { EventHub } from './event-hub.ts';
import { ExchangeService } from '../exchange/exchange-service.ts';
import { BoxProposals } from './layers/box-proposals.ts';
import { LayerService } from './layers/layer-service.ts';
import { MediaService } from './media-service.ts';
import { ProjectService } from './project-service.ts';

/** What the studio needs of the machine that it runs on. */
export interface StudioPorts {
  readonly version: string;
  readonly stores: ProjectStores;
  readonly media: Media;
  readonly identities: MediaIdentities;
  readonly thumbnails: Thumbnails;
  readonly recent: RecentProjects;
  readonly folders: Folders;
  readonly files: ExchangeFiles;
  readonly pictures: PictureWriter;
  readonly engine: TrackingEngine;
  readonly models: ModelService;
  /** Devices that this machine can have. */
  readonly devices: readonly Device[];
  readonly learning: LearningPorts;
  readonly comparison: ComparisonPorts;
}

/** Everything that windows can ask for, over one project; several windows may look at it. */
export class StudioService implements StudioApi {
  readonly #version: string;
  readonly #folders: Folders;
  readonly #events = new EventHub();
  readonly #projects: ProjectService;
  readonly #media: MediaService;
  readonly #edits: EditService;
  readonly #exchange: ExchangeService;
  readonly #layers: LayerService;
  readonly #proposals: BoxProposals;
  readonly #learning: Learning;
  readonly #comparisons: ComparisonService;
  /** Answers frame URLs: pictures of the open project's media, and of sequences that trackers were compared on. */
  readonly frames: FrameService;

  constructor(ports: StudioPorts) {
    const { version, stores, media, identities, recent, files, thumbnails } = ports;
    const events = this.#events;
    this.#version = version;
    this.#folders = ports.folders;
    const readers = new MediaReaders({ media, identities });
    const onLeave = (): Promise<void> => readers.close();
    const beforeLeave = (): Promise<void> => this.#layers.leave();
    const projects = new ProjectService({
      ...{ stores, recent, identities, events, beforeLeave, onLeave },
    });
    this.#projects = projects;
    const activity = new AnnotatorActivity((isBusy) => {
      this.#learning.distillation.setAnnotatorBusy(isBusy);
    });
    const { models, devices } = ports;
    const engine = activity.watching(ports.engine);
    this.#layers = new LayerService({ projects, engine, models, devices, events });
    this.#proposals = new BoxProposals({ projects, engine, models });
    this.#media = new MediaService({ projects, media, identities, events, readers });
    this.#edits = new EditService(projects);
    const createdBy = `loretrack-studio ${version}`;
    const { pictures } = ports;
    this.#exchange = new ExchangeService({ projects, files, media, pictures, createdBy });
    this.frames = new FrameService({
      readers,
      thumbnails,
      find: (mediaId) => {
        activity.touch();
        return this.#comparisons.mediaItem(mediaId) ?? projects.session.mediaItem(mediaId);
      },
    });
    this.#comparisons = new ComparisonService(ports.comparison, {
      ...{ projects, media, identities, readers, models, events, createdBy },
    });
    const layers = this.#layers;
    this.#learning = new Learning(ports.learning, {
      ...{ projects, identities, events, layers, models, engine },
    });
  }

  /** Hears every event; returns the way to stop. */
  subscribe(listener: (message: EventMessage) => void): () => void {
    return this.#events.subscribe(listener);
  }

  async status() {
    const recent = await this.#projects.recent();
    return { version: this.#version, recent, project: await this.#projects.state() };
  }

  async createProject(args: { readonly path: string }) {
    return this.#projects.create(absolute(args.path));
  }

  async openProject(args: { readonly path: string }) {
    return this.#projects.open(absolute(args.path));
  }

  async closeProject() {
    await this.#projects.close();
  }

  async saveCopy(args: { readonly path: string }) {
    await this.#projects.saveCopy(absolute(args.path));
  }

  async addMedia(args: { readonly paths: readonly string[] }) {
    return this.#media.add(args.paths.map(absolute));
  }

  async relinkMedia(args: { readonly mediaId: number; readonly path: string }) {
    return this.#media.relink(args.mediaId, absolute(args.path));
  }

  // The methods below wait for nothing; they are asynchronous so that their errors reject, as the contract has it.
  /* eslint-disable @typescript-eslint/require-await */
  async removeMedia(args: { readonly mediaId: number }) {
    return this.#media.remove(args.mediaId);
  }

  async frameTable(args: { readonly mediaId: number }) {
    const { timeBase, pts, keyFrames } = this.#projects.session.frameTable(args.mediaId);
    return {
      timeBase,
      pts: Array.from(pts),
      keyFrames: Array.from(keyFrames.keys()).filter((index) => keyFrames[index] === 1),
    };
  }

  async tracks(args: { readonly mediaId: number }) {
    return this.#projects.session.tracksOf(args.mediaId);
  }

  async edit(args: Parameters<StudioApi['edit']>[0]) {
    return this.#edits.edit(args.command, args.amends);
  }

  async acceptLayer(args: { readonly layerId: number }) {
    return this.#layers.accept(args.layerId);
  }

  async layers(args: { readonly mediaId: number }) {
    return this.#layers.contents(args.mediaId);
  }

  async annotationFormats() {
    return listedFormats();
  }

  async previewExport(args: Parameters<StudioApi['previewExport']>[0]) {
    return this.#exchange.previewExport(args);
  }

  async undo() {
    return this.#edits.undo();
  }

  async redo() {
    return this.#edits.redo();
  }
  /* eslint-enable @typescript-eslint/require-await */

  async trackers() {
    return this.#layers.trackers();
  }

  async startTracking(args: Parameters<StudioApi['startTracking']>[0]) {
    return this.#layers.track(args);
  }

  async repairTrack(args: Parameters<StudioApi['repairTrack']>[0]) {
    return this.#layers.repair(args);
  }

  async checkTrack(args: Parameters<StudioApi['checkTrack']>[0]) {
    return this.#layers.check(args);
  }

  async stopLayer(args: { readonly layerId: number }) {
    await this.#layers.stop(args.layerId);
  }

  async discardLayer(args: { readonly layerId: number }) {
    await this.#layers.discard(args.layerId);
  }

  async proposeBox(args: Parameters<StudioApi['proposeBox']>[0]) {
    return this.#proposals.propose(args);
  }

  async exportAnnotations(args: Parameters<StudioApi['exportAnnotations']>[0]) {
    return this.#exchange.export({ ...args, path: absolute(args.path) });
  }

  async importAnnotations(args: Parameters<StudioApi['importAnnotations']>[0]) {
    return this.#exchange.import({ ...args, path: absolute(args.path) });
  }

  async previewImport(args: Parameters<StudioApi['previewImport']>[0]) {
    return this.#exchange.previewImport({ ...args, path: absolute(args.path) });
  }

  async listFolder(args: { readonly path: string | null }) {
    return this.#folders.list(args.path === null ? null : absolute(args.path));
  }

  // What is learned, and with which models.
  async planDistillation(args: Parameters<StudioApi['planDistillation']>[0]) {
    return this.#learning.distillation.plan(args);
  }

  async startDistillation(args: Parameters<StudioApi['startDistillation']>[0]) {
    return this.#learning.distillation.start(args);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- so that its errors reject, as the contract has it.
  async pauseDistillation(args: { readonly runId: string }) {
    this.#learning.distillation.pause(args.runId);
  }

  async resumeDistillation(args: Parameters<StudioApi['resumeDistillation']>[0]) {
    return this.#learning.distillation.resume(args);
  }

  async stopDistillation(args: { readonly runId: string }) {
    await this.#learning.distillation.stop(args.runId);
  }

  async cancelDistillation(args: { readonly runId: string }) {
    await this.#learning.distillation.cancel(args.runId);
  }

  async distillations() {
    return this.#learning.distillation.list();
  }

  async distillation(args: { readonly runId: string }) {
    return this.#learning.distillation.detail(args.runId);
  }

  async rerunOffers(args: { readonly modelId: string }) {
    return this.#learning.loop.offers(args.modelId);
  }

  async startRerun(args: Parameters<StudioApi['startRerun']>[0]) {
    return this.#learning.loop.rerun(args);
  }

  async checkWithTeacher(args: Parameters<StudioApi['checkWithTeacher']>[0]) {
    return this.#learning.loop.check(args);
  }

  async corrections() {
    return this.#learning.corrections.history();
  }

  async models() {
    return this.#learning.desk.list();
  }

  async activateModel(args: { readonly modelId: string }) {
    return this.#learning.desk.activate(args.modelId);
  }

  async rollBackModel() {
    return this.#learning.desk.rollBack();
  }

  async renameModel(args: Parameters<StudioApi['renameModel']>[0]) {
    return this.#learning.desk.rename(args);
  }

  async deleteModel(args: { readonly modelId: string }) {
    return this.#learning.desk.delete(args.modelId);
  }

  async exportModel(args: Parameters<StudioApi['exportModel']>[0]) {
    return this.#learning.desk.export({ ...args, path: absolute(args.path) });
  }

  async inspectCheckpoint(args: { readonly path: string }) {
    return this.#learning.desk.inspect(absolute(args.path));
  }

  async importModel(args: Parameters<StudioApi['importModel']>[0]) {
    return this.#learning.desk.import({ ...args, path: absolute(args.path) });
  }

  async tryModel(args: Parameters<StudioApi['tryModel']>[0]) {
    return this.#learning.desk.try(args);
  }

  async measureModel(args: Parameters<StudioApi['measureModel']>[0]) {
    return this.#learning.desk.measure(args);
  }

  async inspectDataset({ path: file }: { readonly path: string | null }) {
    return this.#comparisons.inspectDataset({ path: file === null ? null : absolute(file) });
  }

  async startComparison(args: Parameters<StudioApi['startComparison']>[0]) {
    const dataset = args.dataset === null ? null : absolute(args.dataset);
    return this.#comparisons.startComparison({ ...args, dataset });
  }

  async stopComparison(args: { readonly comparisonId: string }) {
    await this.#comparisons.stopComparison(args);
  }

  async resumeComparison(args: { readonly comparisonId: string }) {
    return this.#comparisons.resumeComparison(args);
  }

  async deleteComparison(args: { readonly comparisonId: string }) {
    await this.#comparisons.deleteComparison(args);
  }

  async comparisons() {
    return this.#comparisons.comparisons();
  }

  async comparison(args: { readonly comparisonId: string }) {
    return this.#comparisons.comparison(args);
  }

  async comparisonSequence(args: Parameters<StudioApi['comparisonSequence']>[0]) {
    return this.#comparisons.comparisonSequence(args);
  }

  async comparisonMaps(args: Parameters<StudioApi['comparisonMaps']>[0]) {
    return this.#comparisons.comparisonMaps(args);
  }

  async exportComparison(args: Parameters<StudioApi['exportComparison']>[0]) {
    return this.#comparisons.exportComparison({ ...args, path: absolute(args.path) });
  }

  /** Closes the project, ends every decoder, and training with a checkpoint. */
  async dispose(): Promise<void> {
    await this.#comparisons.dispose();
    await this.#learning.dispose();
    await this.#projects.close();
  }
}

/** A path as the contract wants it, in its shortest form. @throws StudioError bad-input */
function absolute(file: string): string {
  if (path.isAbsolute(file) && !file.includes('\0')) return path.resolve(file);
  throw new StudioError(
    'bad-input',
    `"${file}" is no absolute path: give the whole path, from the disk's root.`,
  );
}
