import type { ComparisonRequest, DatasetSummary } from '../../../electron/contract/comparison.ts';
import type { Device } from '../../../electron/contract/device.ts';
import type { Protocol } from '../../../electron/domain/metrics/protocol.ts';
import type { StudioClient } from '../../api/client.ts';

/** What a new comparison is to be: data set, sequences, trackers, device and protocols. */
export class CompareForm {
  /** The open project, or a path. */
  source = $state<'project' | 'path'>('path');
  path = $state('');
  /** Null before it was looked into, and when that failed. */
  summary = $state.raw<DatasetSummary | null>(null);
  /** Why the data set cannot be used, or null. */
  problem = $state<string | null>(null);
  isLooking = $state(false);
  /** Sequences that are left out. */
  leftOut = $state.raw<readonly string[]>([]);
  modelIds = $state.raw<readonly string[]>([]);
  device = $state<Device>('auto');
  protocols = $state.raw<readonly Protocol[]>(['pytracking', 'got10k']);
  measuresSpeed = $state(true);
  readonly #client: StudioClient;
  #looks = 0;

  constructor(client: StudioClient) {
    this.#client = client;
  }

  /** The data set as calls want it: null is the open project; undefined while none is named. */
  get dataset(): string | null | undefined {
    if (this.source === 'project') return null;
    return this.path.trim() === '' ? undefined : this.path.trim();
  }

  /** Names of the sequences that are taken. */
  get sequences(): readonly string[] {
    const names = this.summary?.sequences.map(({ name }) => name) ?? [];
    return names.filter((name) => !this.leftOut.includes(name));
  }

  /** Frames of the sequences that are taken. */
  get frames(): number {
    const taken = this.summary?.sequences.filter(({ name }) => !this.leftOut.includes(name)) ?? [];
    return taken.reduce((sum, { frames }) => sum + frames, 0);
  }

  /** What is asked for; null while something is missing. */
  get request(): ComparisonRequest | null {
    const { summary, dataset, modelIds, protocols, device, measuresSpeed } = this;
    const { sequences } = this;
    const isWhole = sequences.length > 0 && modelIds.length > 0 && protocols.length > 0;
    if (summary === null || dataset === undefined || !isWhole) return null;
    return {
      ...{ dataset, modelIds, protocols, device, measuresSpeed },
      sequences: this.leftOut.length === 0 ? null : sequences,
    };
  }

  /** Looks into the data set that is named; an answer that comes too late is dropped. */
  async look(): Promise<void> {
    const look = ++this.#looks;
    const { dataset } = this;
    [this.summary, this.problem, this.leftOut] = [null, null, []];
    if (dataset === undefined) return;
    this.isLooking = true;
    try {
      const summary = await this.#client.inspectDataset({ path: dataset });
      if (look === this.#looks) this.summary = summary;
    } catch (error) {
      if (look === this.#looks) {
        this.problem = error instanceof Error ? error.message : String(error);
      }
    } finally {
      if (look === this.#looks) this.isLooking = false;
    }
  }

  /** Takes a data set at a path. */
  async choose(path: string): Promise<void> {
    [this.source, this.path] = ['path', path];
    await this.look();
  }

  toggleModel(modelId: string): void {
    this.modelIds = toggled(this.modelIds, modelId);
  }

  toggleProtocol(protocol: Protocol): void {
    this.protocols = toggled(this.protocols, protocol);
  }

  /** Takes a sequence, or leaves it out. */
  toggleSequence(name: string): void {
    this.leftOut = toggled(this.leftOut, name);
  }

  /** Takes all sequences, or none. */
  takeAll(all: boolean): void {
    const names = this.summary?.sequences.map(({ name }) => name) ?? [];
    this.leftOut = all ? [] : names;
  }
}

function toggled<T>(list: readonly T[], item: T): readonly T[] {
  return list.includes(item) ? list.filter((one) => one !== item) : [...list, item];
}
