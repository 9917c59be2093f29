/** How the canvases look. */
export interface CanvasTheme {
  readonly scheme: 'light' | 'dark';
  readonly strongContrast: boolean;
}

/** What the system asks of every window; the canvases heed it beside the theme they are given. */
export interface SystemPreferences {
  readonly strongContrast: boolean;
  readonly reducedMotion: boolean;
}

/** Calls back with the system's preferences, now and whenever they change. */
export function watchPreferences(
  signal: AbortSignal,
  onChange: (preferences: SystemPreferences) => void,
): void {
  const contrast = matchMedia('(prefers-contrast: more)');
  const motion = matchMedia('(prefers-reduced-motion: reduce)');
  const tell = (): void =>
    onChange({ strongContrast: contrast.matches, reducedMotion: motion.matches });
  contrast.addEventListener('change', tell, { signal });
  motion.addEventListener('change', tell, { signal });
  tell();
}

/** Font of all text on canvases, at a size in CSS pixels. */
export function canvasFont(sizePx: number, weight = 400): string {
  return `${weight} ${sizePx}px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif`;
}

/** `#rrggbb` as numbers 0..255; grey for anything else, so that a bad colour never hides a box. */
export function parseColour(hex: string): readonly [red: number, green: number, blue: number] {
  const digits = /^#([0-9a-f]{6})$/i.exec(hex)?.[1];
  if (digits === undefined) return [128, 128, 128];
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Black or white, whichever reads better on a colour (relative luminance of WCAG 2, section 1.4.3). */
export function inkOn(hex: string): '#000000' | '#ffffff' {
  const [red, green, blue] = parseColour(hex).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  // Contrast with black and with white are equal at a luminance of 0.179.
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#ffffff';
}

/** The colour at an opacity in [0,1], as CSS. */
export function withAlpha(hex: string, alpha: number): string {
  const [red, green, blue] = parseColour(hex);
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}
