import { stat } from 'node:fs/promises';
import { MapNetwork } from './map-network.ts';

/** Networks that stay loaded for looking into them: a teacher and its student. */
const MOST = 2;

/** Networks that were looked into lately; calls must not overlap. */
export class MapNetworks {
  /** Least recently used first. */
  readonly #open = new Map<string, MapNetwork>();

  /** The network of a model file, loaded unless it is already. @throws StudioError as {@link MapNetwork.open} */
  async of(model: string): Promise<MapNetwork> {
    // A model that was replaced has another time.
    const file = await stat(model).catch(() => undefined);
    const key = JSON.stringify([model, file?.size, file?.mtimeMs]);
    const network = this.#open.get(key) ?? (await this.#load(model));
    this.#open.delete(key);
    this.#open.set(key, network);
    return network;
  }

  /** Closes every network. */
  async close(): Promise<void> {
    for (const network of this.#open.values()) await network.close();
    this.#open.clear();
  }

  async #load(model: string): Promise<MapNetwork> {
    for (const [key, network] of this.#open) {
      if (this.#open.size < MOST) break;
      this.#open.delete(key);
      await network.close();
    }
    return MapNetwork.open(model);
  }
}
