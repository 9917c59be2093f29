import { StudioError } from '../../contract/errors.ts';
import type {
  CheckpointInspection,
  ModelApi,
  ModelEntry,
  ModelList,
  ModelSpeed,
  ModelTrial,
} from '../../contract/models.ts';
import { iou } from '../../domain/boxes.ts';
import type { Box } from '../../domain/boxes.ts';
import type { ModelImportService } from '../model-import.ts';
import type { ModelInfo, ModelService } from '../models.ts';
import type { CheckpointFiles } from '../ports/checkpoint-files.ts';
import type { ModelFiles } from '../ports/model-files.ts';
import type { ModelStore, StoredModel } from '../ports/model-store.ts';
import type { TrackingEngine } from '../ports/tracking-engine.ts';
import type { EventHub } from '../studio/event-hub.ts';
import type { ProjectService } from '../studio/project-service.ts';
import { describeCheckpoint } from './describe-checkpoint.ts';
import { exportModel } from './model-export.ts';
import type { ModelSpeeds } from './model-speeds.ts';

/** What the model manager works with. */
export interface ModelDeskPorts {
  readonly models: ModelService;
  readonly store: ModelStore;
  readonly imports: ModelImportService;
  readonly checkpoints: CheckpointFiles;
  readonly files: ModelFiles;
  readonly engine: TrackingEngine;
  readonly projects: ProjectService;
  readonly events: EventHub;
  readonly speeds: ModelSpeeds;
  /** Models that a run still needs, by id. */
  readonly inUse: () => Promise<ReadonlySet<string>>;
}

type Args<Method extends keyof ModelApi> = Parameters<ModelApi[Method]>[0];

/** The model manager: what models there are, which of them is taken, and how they come and go. */
export class ModelDesk {
  readonly #ports: ModelDeskPorts;

  constructor(ports: ModelDeskPorts) {
    this.#ports = ports;
  }

  /** Every model with all that is known of it. */
  async list(): Promise<ModelList> {
    const { models, store } = this.#ports;
    const activeId = await store.defaultId();
    const stored = new Map((await store.list()).map((model) => [model.id, model]));
    const entries = await Promise.all(
      (await models.list()).flatMap((info) => {
        const own = stored.get(info.id);
        return own === undefined ? [] : [this.#entry(info, own, activeId)];
      }),
    );
    return {
      models: entries,
      bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
      formerId: await this.#formerId(),
    };
  }

  /** Makes a model the one that is taken. @throws StudioError unknown-model, write-failed */
  async activate(modelId: string): Promise<ModelList> {
    const { store } = this.#ports;
    if ((await store.defaultId()) !== modelId) await store.activate(modelId);
    return this.#changed();
  }

  /** Returns to the former active model. @throws StudioError bad-input when there is none */
  async rollBack(): Promise<ModelList> {
    await this.#ports.store.deactivate();
    return this.#changed();
  }

  /** @throws StudioError unknown-model, bad-input for a shipped model */
  async rename({ modelId, title }: Args<'renameModel'>): Promise<ModelList> {
    const { id, origin, standing } = await this.#own(modelId);
    const isId = title === id;
    await this.#ports.store.note(id, { title: isId ? null : title, origin, standing });
    return this.#changed();
  }

  /** @throws StudioError unknown-model, bad-input for a model that is needed */
  async delete(modelId: string): Promise<ModelList> {
    const { store } = this.#ports;
    const { id } = await this.#own(modelId);
    if ((await store.defaultId()) === id) {
      throw new StudioError(
        'bad-input',
        `"${id}" is the active model: activate another one first.`,
      );
    }
    if ((await this.#ports.inUse()).has(id)) {
      throw new StudioError(
        'bad-input',
        `"${id}" is needed by a distillation that is not over: cancel that first.`,
      );
    }
    await store.remove(id);
    return this.#changed();
  }

  /** Writes a model to a file. @throws StudioError bad-input, write-failed */
  async export({ modelId, ...target }: Args<'exportModel'>) {
    const { models, checkpoints, files } = this.#ports;
    return exportModel(await models.find(modelId), target, { checkpoints, files });
  }

  /** Looks into a checkpoint. @throws StudioError not-found, bad-checkpoint */
  async inspect(path: string): Promise<CheckpointInspection> {
    const found = await this.#ports.imports.inspect(path);
    const taken = new Set((await this.#ports.store.list()).map(({ id }) => id));
    return describeCheckpoint(path, found, taken);
  }

  /** Brings a checkpoint in. @throws StudioError bad-input, bad-checkpoint */
  async import({ path, id, preset, licence }: Args<'importModel'>): Promise<ModelEntry> {
    await this.#ports.imports.import({
      ...{ path, id, config: preset === null ? ('own' as const) : { preset } },
      ...(licence !== null && { licence }),
    });
    const { models } = await this.#changed();
    return models.find((model) => model.id === id)!;
  }

  /** What a model finds one frame after a box of a track. @throws StudioError bad-input without such a box */
  async try({ modelId, trackId, frameIndex }: Args<'tryModel'>): Promise<ModelTrial> {
    const { session } = this.#ports.projects;
    const track = session.model.track(trackId);
    const box = session.model.shownAt(trackId, frameIndex)?.box ?? null;
    if (track === undefined || box === null) {
      const text = `Track ${trackId} has no box in frame ${frameIndex}: choose a frame in which it has one.`;
      throw new StudioError('bad-input', text);
    }
    const media = session.mediaItem(track.mediaId);
    const next = frameIndex + 1 < media.frameCount ? frameIndex + 1 : frameIndex - 1;
    if (next < 0) {
      throw new StudioError(
        'bad-input',
        `${media.name} has a single frame: try the model on a video.`,
      );
    }
    const { path: model } = await this.#ports.models.find(modelId);
    const found = await this.#find({ media: media.path, model, box, from: frameIndex, to: next });
    const trackBox = session.model.shownAt(trackId, next)?.box ?? null;
    return {
      ...{ mediaId: media.id, templateFrame: frameIndex, frameIndex: next },
      ...{ ...found, trackBox, iou: trackBox && iou(found.box, trackBox) },
    };
  }

  /** Measures a model's network. @throws StudioError unknown-model, bad-input for a size that no network can have */
  async measure({ modelId, searchSizes }: Args<'measureModel'>): Promise<readonly ModelSpeed[]> {
    const { config } = await this.#ports.models.find(modelId);
    return this.#ports.speeds.measure(config, searchSizes);
  }

  async #find(where: {
    readonly media: string;
    readonly model: string;
    readonly box: Box;
    readonly from: number;
    readonly to: number;
  }): Promise<{ readonly box: Box; readonly score: number }> {
    const { media, model, box, from, to } = where;
    const object = { id: '1', box, anchorFrame: from };
    const request = { media, model, device: 'cpu' as const, from, to, objects: [object] };
    for await (const event of this.#ports.engine.track(request)) {
      const [found] = event.type === 'frame' && event.index === to ? event.results : [];
      if (found !== undefined) return { box: found.box, score: found.score };
    }
    throw new StudioError('cancelled', 'The model was stopped before it had seen the frame.');
  }

  async #entry(info: ModelInfo, stored: StoredModel, activeId: string): Promise<ModelEntry> {
    const { id, config, lineage, parameters, macs } = info;
    const { licence } = lineage;
    return {
      ...{ id, title: stored.title ?? id, origin: stored.origin, isActive: id === activeId },
      ...{ standing: stored.standing, searchSize: config.searchSize },
      ...{ searchFactor: config.searchFactor, parameters, gmacs: macs.layers / 1e9 },
      ...{ bytes: stored.bytes, msPerFrame: this.#ports.speeds.known(config), lineage },
      licence: typeof licence === 'string' ? licence : null,
      card: await this.#ports.store.readCard(id),
    };
  }

  async #formerId(): Promise<string | null> {
    const { store } = this.#ports;
    const activations = await store.activations();
    if (activations.length === 0) return null;
    return activations.at(-2)?.id ?? store.shippedDefaultId();
  }

  async #own(modelId: string) {
    const model = (await this.#ports.store.list()).find(({ id }) => id === modelId);
    if (model === undefined) {
      throw new StudioError('unknown-model', `There is no model "${modelId}" any more.`);
    }
    const { id, origin, standing } = model;
    if (origin !== 'shipped') return { id, origin, standing };
    throw new StudioError('bad-input', `"${id}" comes with the studio and stays as it is.`);
  }

  async #changed(): Promise<ModelList> {
    this.#ports.events.emit('models', { activeId: await this.#ports.store.defaultId() });
    return this.list();
  }
}
