/**
 * Turns RGB bytes into network input, (value / 255 - mean) / std in float32 operations as PyTorch does them,
 * by one table of 256 values per channel.
 */
export class Normaliser {
  /** [3,256] */
  readonly #table = new Float32Array(3 * 256);

  constructor(mean: readonly [number, number, number], std: readonly [number, number, number]) {
    for (let channel = 0; channel < 3; channel++) {
      const channelMean = Math.fround(mean[channel]!);
      const channelStd = Math.fround(std[channel]!);
      for (let value = 0; value < 256; value++) {
        const centred = Math.fround(Math.fround(value / 255) - channelMean);
        this.#table[channel * 256 + value] = centred / channelStd;
      }
    }
  }

  /** Writes `crop` [S,S,3] as planes [3,S,S] from `out[offset]` on. */
  apply(crop: Uint8Array, out: Float32Array, offset: number): void {
    const table = this.#table;
    const plane = crop.length / 3;
    for (let i = 0, p = 0, o = offset; i < plane; i++, p += 3, o++) {
      out[o] = table[crop[p]!]!;
      out[o + plane] = table[256 + crop[p + 1]!]!;
      out[o + 2 * plane] = table[512 + crop[p + 2]!]!;
    }
  }
}
