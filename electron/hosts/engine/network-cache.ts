import { stat } from 'node:fs/promises';
import { openNetwork, type OrtNetwork } from '../../adapters/ort/network.ts';
import type { Device } from '../../contract/device.ts';

/** Networks that stay loaded: a teacher, a student and the one it replaces. */
const MAX_IDLE_OR_USED = 3;

/** A loaded network in use by one job. */
export interface NetworkLease {
  readonly network: OrtNetwork;
  /** Lets the cache close it when another needs the room. */
  release(): void;
}

interface CachedNetwork {
  readonly network: OrtNetwork;
  users: number;
}

/** Keeps networks loaded between jobs, so that evaluating many videos loads a model once. */
export class NetworkCache {
  /** Least recently used first. */
  readonly #networks = new Map<string, CachedNetwork>();

  /** The network of a model file, loaded unless it is already. @throws StudioError as openNetwork does. */
  async acquire(request: {
    readonly model: string;
    readonly device: Device;
    readonly threads?: number | undefined;
  }): Promise<NetworkLease> {
    const { model, device, threads } = request;
    // A model that is promoted replaces its file: the old network must not answer for the new one.
    const file = await stat(model).catch(() => undefined);
    const key = JSON.stringify([model, file?.size, file?.mtimeMs, device, threads]);
    let cached = this.#networks.get(key);
    if (cached === undefined) {
      await this.#makeRoom();
      const network = await openNetwork(
        { path: model },
        { device, ...(threads !== undefined && { threads }) },
      );
      cached = { network, users: 0 };
    } else {
      this.#networks.delete(key);
    }
    this.#networks.set(key, cached);
    const lease = cached;
    lease.users++;
    return { network: lease.network, release: () => lease.users-- };
  }

  /** Closes every network. */
  async close(): Promise<void> {
    for (const { network } of this.#networks.values()) await network.close();
    this.#networks.clear();
  }

  async #makeRoom(): Promise<void> {
    for (const [key, { network, users }] of this.#networks) {
      if (this.#networks.size < MAX_IDLE_OR_USED) return;
      if (users > 0) continue;
      this.#networks.delete(key);
      await network.close();
    }
  }
}
