/** Okabe and Ito's colours, told apart by all common kinds of colour vision (https://jfly.uni-koeln.de/color/). */
export const PALETTE: readonly (readonly [red: number, green: number, blue: number])[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [213, 94, 0],
  [204, 121, 167],
  [0, 114, 178],
];

/** The colour of the object with a given place in its list; colours repeat after the palette's end. */
export function paletteColour(index: number): readonly [number, number, number] {
  return PALETTE[index % PALETTE.length]!;
}

/** A colour of the palette as `#rrggbb`. */
export function paletteHex(index: number): string {
  const digits = paletteColour(index).map((part) => part.toString(16).padStart(2, '0'));
  return `#${digits.join('')}`;
}
