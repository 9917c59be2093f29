/**
 * Outer product of two Hann windows 0.5 * (1 - cos(2*pi*i / (cells + 1))), i = 1..cells, in float32: [cells,cells].
 * The ends are not 0. OSTrack weights the score map with it to prefer small motion.
 */
export function hannWindow(cells: number): Float32Array {
  const step = Math.fround((2 * Math.PI) / (cells + 1));
  const window = new Float32Array(cells);
  for (let i = 0; i < cells; i++) {
    const cosine = Math.fround(Math.cos(Math.fround(step * (i + 1))));
    window[i] = 0.5 * Math.fround(1 - cosine);
  }
  const out = new Float32Array(cells * cells);
  for (let y = 0; y < cells; y++) {
    for (let x = 0; x < cells; x++) out[y * cells + x] = window[y]! * window[x]!;
  }
  return out;
}
