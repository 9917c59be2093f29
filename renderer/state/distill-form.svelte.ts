import {
  STUDENT_SIZES,
  type DistillationAblations,
  type DistillationBudget,
  type DistillationPlan,
  type DistillationSettings,
} from '../../electron/contract/distillation.ts';
import type { StudioClient } from '../api/client.ts';
import {
  isBounded,
  startFor,
  suggestedModels,
  USUAL_BUDGET,
  USUAL_HOLD_OUT,
} from './distill-settings.ts';
import type { LearningSources } from './learning-sources.svelte.ts';
import type { Models } from './models.svelte.ts';

/** Typing and clicking go on before a plan is asked for, in milliseconds. */
const PLAN_DELAY_MS = 250;

/** What a person chooses for a new student, and what would become of it. */
export class DistillForm {
  teacherId = $state<string | null>(null);
  replacesId = $state<string | null>(null);
  /** Model whose weights it starts from; null: the teacher. */
  startId = $state<string | null>(null);
  studentSize = $state(128);
  holdOutShare = $state(USUAL_HOLD_OUT);
  budget = $state.raw<DistillationBudget>(USUAL_BUDGET);
  ablations = $state.raw<DistillationAblations>({});
  /** A name that a person has typed; null: the suggested one. */
  typedName = $state<string | null>(null);
  /** Whether training on battery was agreed to. */
  onBattery = $state(false);
  plan = $state.raw<DistillationPlan | null>(null);
  /** Why there is no plan, or null. */
  problem = $state<string | null>(null);
  isPlanning = $state(false);
  /** All as calls want it; null while models are not known, or nothing would ever end the run. */
  readonly settings: DistillationSettings | null = $derived.by(() => {
    const { teacherId, replacesId, startId, studentSize, holdOutShare, budget, ablations } = this;
    if (teacherId === null || replacesId === null || !isBounded(budget)) return null;
    const { trackIds } = this.#sources;
    return {
      ...{ teacherId, replacesId, startId, studentSize, trackIds },
      ...{ holdOutShare, budget, ablations },
    };
  });
  readonly #client: StudioClient;
  readonly #models: Models;
  readonly #sources: LearningSources;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(client: StudioClient, models: Models, sources: LearningSources) {
    this.#client = client;
    this.#models = models;
    this.#sources = sources;
  }

  /** What the student will be called. */
  get name(): string {
    return this.typedName ?? `Student ${this.studentSize} px`;
  }

  /** Model whose network the student has, and whose speed is therefore its own. */
  get networkId(): string | null {
    return this.startId ?? this.teacherId;
  }

  /** Sizes that a student of this teacher can have: it sees no more than its teacher. */
  get sizes(): readonly number[] {
    const most = this.#models.of(this.teacherId)?.searchSize ?? Infinity;
    return STUDENT_SIZES.filter((size) => size <= most);
  }

  /** Whether it can be started as it is. */
  get canStart(): boolean {
    const { plan } = this;
    if (plan === null || this.isPlanning || this.name.trim() === '') return false;
    return plan.canStart && (plan.power !== 'battery' || this.onBattery);
  }

  /** Fills in what is not chosen yet, and what is there no more. */
  suggest(): void {
    const { models } = this.#models.list ?? { models: [] };
    const isThere = (id: string | null): boolean => models.some((model) => model.id === id);
    if (isThere(this.teacherId) && isThere(this.replacesId)) return;
    const suggested = suggestedModels(models);
    if (suggested) Object.assign(this, suggested);
  }

  /** Chooses teacher or the model to replace; the start follows, and the size where the teacher sees less. */
  chooseModel(role: 'teacherId' | 'replacesId', modelId: string): void {
    this[role] = modelId;
    const [teacher, replaced] = [this.#models.of(this.teacherId), this.#models.of(this.replacesId)];
    if (!teacher || !replaced) return;
    this.startId = startFor(teacher, replaced);
    if (!this.sizes.includes(this.studentSize)) this.studentSize = this.sizes[0] ?? 96;
  }

  /** Asks what would become of it, a moment after the last change. */
  planSoon(): void {
    clearTimeout(this.#timer);
    this.#asked++;
    this.isPlanning = this.settings !== null;
    if (!this.isPlanning) this.plan = null;
    else this.#timer = setTimeout(() => void this.#askForPlan(), PLAN_DELAY_MS);
  }

  async #askForPlan(): Promise<void> {
    const { settings } = this;
    const mine = this.#asked;
    if (settings === null) return;
    try {
      const plan = await this.#client.planDistillation({ settings });
      if (mine !== this.#asked) return;
      [this.plan, this.problem] = [plan, null];
    } catch (error) {
      if (mine !== this.#asked) return;
      [this.plan, this.problem] = [null, error instanceof Error ? error.message : String(error)];
    }
    this.isPlanning = false;
  }
}
