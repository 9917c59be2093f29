import type { BoxRow } from '../box-table.ts';
import { decimalText } from '../written-facts.ts';

/** The line of a box `x,y,w,h`, counted from the format's first pixel. */
export function boxLine(
  { box }: BoxRow,
  firstPixel: 0 | 1,
  separator = ',',
  numberText: (value: number) => string = decimalText,
): string {
  const { x, y, w, h } = box!;
  return [x + firstPixel, y + firstPixel, w, h].map(numberText).join(separator);
}

/** A number with fixed decimals, never "-0". */
export function fixedText(decimals: number): (value: number) => string {
  return (value) => value.toFixed(decimals).replace(/^-(0(?:\.0*)?)$/, '$1');
}
