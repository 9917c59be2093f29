/** Colours of a map's values from none to most, dark to bright: readable in grey as well (after Matplotlib's inferno). */
const STOPS: readonly (readonly [red: number, green: number, blue: number])[] = [
  [0, 0, 4],
  [40, 11, 84],
  [101, 21, 110],
  [159, 42, 99],
  [212, 72, 66],
  [245, 125, 21],
  [250, 193, 39],
  [252, 255, 164],
];

/** The colour of a value in [0, 1], bytes; values outside take the nearest end's. */
export function heatColour(value: number): readonly [red: number, green: number, blue: number] {
  const place = Math.min(1, Math.max(0, value)) * (STOPS.length - 1);
  const below = Math.min(STOPS.length - 2, Math.floor(place));
  const [low, high] = [STOPS[below]!, STOPS[below + 1]!];
  const mix = (i: 0 | 1 | 2): number => Math.round(low[i] + (high[i] - low[i]) * (place - below));
  return [mix(0), mix(1), mix(2)];
}

/** Smallest and largest of a map's values. */
export function rangeOf(values: readonly number[]): { readonly min: number; readonly max: number } {
  return {
    min: values.reduce((least, value) => Math.min(least, value), Infinity),
    max: values.reduce((most, value) => Math.max(most, value), -Infinity),
  };
}

/** A map [F,F] as RGBA bytes [F,F,4], its smallest value dark and its largest bright. */
export function heatPixels(values: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
  const { min, max } = rangeOf(values);
  const pixels = new Uint8ClampedArray(4 * values.length);
  values.forEach((value, i) => {
    pixels.set(heatColour((value - min) / (max - min || 1)), 4 * i);
    pixels[4 * i + 3] = 255;
  });
  return pixels;
}
