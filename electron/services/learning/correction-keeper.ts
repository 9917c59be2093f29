import type { CorrectionHistory } from '../../contract/distillation.ts';
import type { StudioEvents } from '../../contract/events.ts';
import { correctionPoints, correctionRates } from '../../domain/learning/correction-history.ts';
import { countCorrections } from '../../domain/learning/corrections.ts';
import type { CorrectionLog } from '../ports/correction-log.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { EventHub } from '../studio/event-hub.ts';
import type { ProjectService } from '../studio/project-service.ts';

/** Frames of one point of the history. */
const FRAMES_PER_POINT = 1_000;

/** Counts what a person has to correct, by listening to edits. */
export class CorrectionKeeper {
  readonly #log: CorrectionLog;
  readonly #store: ModelStore;
  readonly #projects: ProjectService;

  constructor(ports: {
    readonly log: CorrectionLog;
    readonly store: ModelStore;
    readonly projects: ProjectService;
    readonly events: EventHub;
  }) {
    this.#log = ports.log;
    this.#store = ports.store;
    this.#projects = ports.projects;
    ports.events.subscribe((message) => {
      if (message.event === 'edit') this.#take(message.data);
    });
  }

  /** The open project's history. @throws StudioError bad-input when no project is open */
  async history(): Promise<CorrectionHistory> {
    const entries = await this.#log.read(this.#projects.session.store.path);
    const stored = await this.#store.list();
    const students = new Set(
      stored.filter(({ origin }) => origin === 'distilled').map(({ id }) => id),
    );
    return {
      points: correctionPoints(entries, FRAMES_PER_POINT).map(({ atMs, ...rate }) => ({
        ...rate,
        at: new Date(atMs).toISOString(),
      })),
      promotions: (await this.#store.activations())
        .filter(({ id }) => students.has(id))
        .map(({ id, at }) => ({ at, modelId: id })),
      models: correctionRates(entries),
    };
  }

  /** Frames of each track of a project in which a person has put a model right. */
  async corrected(projectPath: string): Promise<ReadonlyMap<number, ReadonlySet<number>>> {
    const tracks = new Map<number, Set<number>>();
    for (const { corrected, takenBack } of await this.#log.read(projectPath)) {
      for (const { trackId, frameIndex } of corrected) {
        const frames = tracks.get(trackId) ?? new Set();
        tracks.set(trackId, frames.add(frameIndex));
      }
      for (const { trackId, frameIndex } of takenBack) tracks.get(trackId)?.delete(frameIndex);
    }
    return tracks;
  }

  #take({ patch, kind }: StudioEvents['edit']): void {
    const counts = countCorrections(patch, kind);
    if (counts.length === 0 || !this.#projects.hasSession) return;
    const atMs = Date.now();
    void this.#log.append(
      this.#projects.session.store.path,
      counts.map(({ modelId, tracked, corrected, takenBack }) => ({
        ...{ atMs, modelId, tracked, corrected, takenBack },
        corrections: corrected.length - takenBack.length,
      })),
    );
  }
}
