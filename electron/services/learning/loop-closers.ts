import type { LearningApi, RerunOffer } from '../../contract/distillation.ts';
import { StudioError } from '../../contract/errors.ts';
import type { LayerState } from '../../contract/tracking.ts';
import { rerunOffers } from '../../domain/learning/rerun-offers.ts';
import type { ModelService } from '../models.ts';
import type { LayerService } from '../studio/layers/layer-service.ts';
import type { ProjectService } from '../studio/project-service.ts';

type Args<Method extends keyof LearningApi> = Parameters<LearningApi[Method]>[0];

/** What a new student is good for at once: doubtful stretches tracked anew, and a look of its teacher at its boxes. */
export class LoopClosers {
  readonly #projects: ProjectService;
  readonly #layers: LayerService;
  readonly #models: ModelService;

  constructor(ports: {
    readonly projects: ProjectService;
    readonly layers: LayerService;
    readonly models: ModelService;
  }) {
    this.#projects = ports.projects;
    this.#layers = ports.layers;
    this.#models = ports.models;
  }

  /** Stretches of the open project that a model may track anew. @throws StudioError bad-input, unknown-model */
  async offers(modelId: string): Promise<readonly RerunOffer[]> {
    const { id } = await this.#models.find(modelId);
    return rerunOffers(this.#projects.session.model, id);
  }

  /** Tracks an offered stretch anew, as a proposal. @throws StudioError bad-input when the track is being worked on */
  async rerun({ offer, modelId }: Args<'startRerun'>): Promise<LayerState | null> {
    const { trackId, from, to } = offer;
    const tracker = { modelId, device: 'auto' as const };
    return this.#layers.rerun({ trackId, range: { from, to }, tracker });
  }

  /** Lets the teacher look at what its student found. @throws StudioError bad-input when no student made the boxes */
  async check({ trackId, range }: Args<'checkWithTeacher'>): Promise<LayerState> {
    const { model } = this.#projects.session;
    const rows = model.rowsBetween(trackId, range?.from ?? 0, range?.to ?? Infinity);
    const sources = new Set(rows.map(({ row }) => row.source));
    for (const { id, lineage } of await this.#models.list()) {
      const { teacher } = lineage;
      if (!sources.has(`model:${id}`) || typeof teacher !== 'string') continue;
      const tracker = { modelId: teacher, device: 'auto' as const };
      return this.#layers.check({ trackId, range, how: 'model', tracker });
    }
    throw new StudioError(
      'bad-input',
      `No distilled model has made boxes of track ${trackId} here: a teacher looks at its student's boxes only.`,
    );
  }
}
