/** Index of the sample before a position, of the one after it, and the share of the latter. */
interface Tap {
  readonly low: number;
  readonly high: number;
  readonly fraction: number;
}

/** Taps of one axis, torch's interpolate without align_corners and antialiasing. */
function tapsOf(from: number, to: number): readonly Tap[] {
  return Array.from({ length: to }, (_, position) => {
    const source = Math.max(0, (from / to) * (position + 0.5) - 0.5);
    const low = Math.floor(source);
    return { low, high: Math.min(low + 1, from - 1), fraction: source - low };
  });
}

/**
 * Shrinks normalised crops bilinearly without antialiasing, as LoReTrack's released code makes its student's input
 * out of the teacher's.
 * @param crops [B,3,from,from]
 * @returns [B,3,to,to]
 */
export function resizeCrops(crops: Float32Array, from: number, to: number): Float32Array {
  const planes = crops.length / (from * from);
  const out = new Float32Array(planes * to * to);
  const taps = tapsOf(from, to);
  let at = 0;
  for (let plane = 0; plane < planes; plane++) {
    const start = plane * from * from;
    for (const row of taps) {
      const above = start + row.low * from;
      const below = start + row.high * from;
      for (const { low, high, fraction } of taps) {
        const top = crops[above + low]! * (1 - fraction) + crops[above + high]! * fraction;
        const bottom = crops[below + low]! * (1 - fraction) + crops[below + high]! * fraction;
        out[at++] = top * (1 - row.fraction) + bottom * row.fraction;
      }
    }
  }
  return out;
}
