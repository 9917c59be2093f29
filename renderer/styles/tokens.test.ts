import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [plainCss, rest] = css.split(":root[data-theme='light']") as [string, string];

type Colours = Readonly<Record<string, readonly [light: string, dark: string]>>;
const coloursOf = (text: string): Colours =>
  Object.fromEntries(
    [...text.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
      ([, name, light, dark]) => [name!, [light!, dark!]],
    ),
  );

/** Relative luminance of `#rrggbb` (WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance). */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio, 1..21 (WCAG 2.2). */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ['app', 'panel', 'raised', 'sunken', 'hover', 'pressed'].map(
  (name) => `surface-${name}`,
);
/** Text needs 4.5 to 1 (criterion 1.4.3), edges of controls and focus rings 3 to 1 (1.4.11). */
const PAIRS: readonly (readonly [string, readonly string[], number])[] = [
  ['text', [...SURFACES, 'accent-soft'], 4.5],
  ['text-soft', [...SURFACES, 'accent-soft'], 4.5],
  ['text-on-accent', ['accent', 'accent-hover'], 4.5],
  ['accent', ['surface-app', 'surface-panel', 'surface-raised', 'accent-soft'], 4.5],
  ['danger', ['surface-panel', 'surface-raised'], 4.5],
  ['warning', ['surface-panel', 'surface-raised', 'surface-hover'], 4.5],
  ['line-strong', ['surface-panel', 'surface-raised'], 3],
  ['focus', ['surface-app', 'surface-panel', 'surface-raised', 'accent-soft'], 3],
];

const plain = coloursOf(plainCss);
const strong = { ...plain, ...coloursOf(rest.split('@media')[0]!) };

describe.each([
  ['plain', plain],
  ['strong', strong],
] as const)('%s colours', (_, colours) => {
  it.each(PAIRS)('show %s on its grounds', (name, grounds, least) => {
    for (const ground of grounds) {
      for (const scheme of [0, 1] as const) {
        const ratio = contrast(colours[name]![scheme], colours[ground]![scheme]);
        expect(ratio, `${name} on ${ground}, ${['light', 'dark'][scheme]}`).toBeGreaterThan(least);
      }
    }
  });
});
