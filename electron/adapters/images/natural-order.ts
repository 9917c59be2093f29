const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' });

/** Orders file names as people count: `2.jpg` before `10.jpg`; names that count alike by their characters. */
export function naturalOrder(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
