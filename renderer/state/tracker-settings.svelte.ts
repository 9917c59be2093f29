import type { Device } from '../../electron/contract/device.ts';
import type { TrackerChoice, TrackerModel } from '../../electron/contract/tracking.ts';
import type { StudioClient } from '../api/client.ts';

/** How far tracking goes. */
export type TrackUntil = 'protected' | 'end' | 'range';
/** What follows a corrected box. */
export type AfterCorrection = 'propose' | 'repair' | 'interpolate' | 'nothing';

const KEY = 'loretrack.tracker';
const UNTIL: readonly TrackUntil[] = ['protected', 'end', 'range'];
const AFTER: readonly AfterCorrection[] = ['propose', 'repair', 'interpolate', 'nothing'];

/** What tracks, how far, and what follows a correction: kept in the browser. */
export class TrackerSettings {
  models = $state.raw<readonly TrackerModel[]>([]);
  devices = $state.raw<readonly Device[]>([]);
  /** Null: the standard model. */
  chosenModel = $state<string | null>(null);
  chosenDevice = $state<Device>('auto');
  /** The model that boxes are compared with; null: the largest other one. */
  chosenSecond = $state<string | null>(null);
  until = $state<TrackUntil>('protected');
  afterCorrection = $state<AfterCorrection>('propose');
  /** What is chosen, as far as it exists; null while nothing is known of it. */
  readonly model: TrackerModel | null = $derived(
    this.models.find(({ id }) => id === this.chosenModel) ??
      this.models.find(({ isDefault }) => isDefault) ??
      null,
  );
  readonly device: Device = $derived(
    this.devices.includes(this.chosenDevice) ? this.chosenDevice : 'auto',
  );
  /** A model to compare with; null where there is no other one. */
  readonly second: TrackerModel | null = $derived.by(() => {
    const others = this.models.filter(({ id }) => id !== this.model?.id);
    const largest = others.toSorted((a, b) => b.gmacs - a.gmacs)[0] ?? null;
    return others.find(({ id }) => id === this.chosenSecond) ?? largest;
  });
  readonly #client: StudioClient;
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;

  constructor(client: StudioClient, storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#client = client;
    this.#storage = storage;
    const stored = readStored(storage.getItem(KEY));
    if (typeof stored['model'] === 'string') this.chosenModel = stored['model'];
    if (typeof stored['second'] === 'string') this.chosenSecond = stored['second'];
    if (typeof stored['device'] === 'string') this.chosenDevice = stored['device'] as Device;
    this.until = UNTIL.find((value) => value === stored['until']) ?? this.until;
    this.afterCorrection = AFTER.find((value) => value === stored['after']) ?? this.afterCorrection;
  }

  /** Asks the host what there is. @throws StudioError */
  async load(): Promise<void> {
    const { models, devices } = await this.#client.trackers();
    this.models = models;
    this.devices = devices;
  }

  /** The choice as calls want it; null while nothing is known of it. */
  get choice(): TrackerChoice | null {
    return this.model && { modelId: this.model.id, device: this.device };
  }

  /** Stores the settings; called by an effect whenever one changes. */
  save(): void {
    const { chosenModel, chosenSecond, chosenDevice, until, afterCorrection } = this;
    const stored = { model: chosenModel, second: chosenSecond, device: chosenDevice, until };
    try {
      this.#storage.setItem(KEY, JSON.stringify({ ...stored, after: afterCorrection }));
    } catch {
      // A full or forbidden storage only forgets a preference.
    }
  }
}

function readStored(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
