import type { ProposedBox } from '../../electron/domain/tracking/layer.ts';

/** The boxes of layers by layer, track and frame; there may be many, so none of it is reactive. */
export class LayerBoxes {
  readonly #layers = new Map<number, Map<number, Map<number, ProposedBox>>>();

  /** Takes boxes in; those of frames that are there already replace them, unless they are older. */
  put(
    layerId: number,
    trackId: number,
    boxes: readonly ProposedBox[],
    { isOlder = false }: { readonly isOlder?: boolean } = {},
  ): void {
    const tracks = this.#layers.get(layerId) ?? new Map<number, Map<number, ProposedBox>>();
    this.#layers.set(layerId, tracks);
    const found = tracks.get(trackId) ?? new Map<number, ProposedBox>();
    tracks.set(trackId, found);
    for (const box of boxes) {
      if (!isOlder || !found.has(box.frameIndex)) found.set(box.frameIndex, box);
    }
  }

  at(layerId: number, trackId: number, frameIndex: number): ProposedBox | null {
    return this.#layers.get(layerId)?.get(trackId)?.get(frameIndex) ?? null;
  }

  /** How many boxes a layer has. */
  count(layerId: number): number {
    const tracks = this.#layers.get(layerId);
    return tracks ? [...tracks.values()].reduce((sum, { size }) => sum + size, 0) : 0;
  }

  drop(layerId: number): void {
    this.#layers.delete(layerId);
  }

  clear(): void {
    this.#layers.clear();
  }
}
