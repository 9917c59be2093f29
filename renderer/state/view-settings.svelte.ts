/** Colours of the window. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'loretrack.view';
const DEFAULTS = {
  theme: 'system' as Theme,
  strongContrast: false,
  leftWidth: 256,
  rightWidth: 312,
  learningWidth: 448,
  timelineHeight: 208,
  brightness: 1,
  contrast: 1,
  trails: false,
  /** Frames of a trail on each side. */
  trailFrames: 30,
  follow: false,
  colorBy: 'track' as 'track' | 'label',
};

const CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  theme: ['system', 'light', 'dark'],
  colorBy: ['track', 'label'],
};

type Values = typeof DEFAULTS;

/** What is stored, with defaults for what is missing or of another type (an older or a mangled entry). */
export function readView(text: string | null): Values {
  let stored: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) stored = parsed as Record<string, unknown>;
  } catch {
    // A mangled entry is as good as none.
  }
  const entries = Object.entries(DEFAULTS).map(([name, value]) => {
    const found = stored[name];
    const fits =
      typeof found === typeof value &&
      (typeof found !== 'number' || Number.isFinite(found)) &&
      (CHOICES[name]?.includes(found) ?? true);
    return [name, fits ? found : value];
  });
  return Object.fromEntries(entries) as Values;
}

/** How a person likes the window: kept in the browser, apart from any project. */
export class ViewSettings {
  theme = $state<Theme>(DEFAULTS.theme);
  strongContrast = $state(DEFAULTS.strongContrast);
  leftWidth = $state(DEFAULTS.leftWidth);
  rightWidth = $state(DEFAULTS.rightWidth);
  learningWidth = $state(DEFAULTS.learningWidth);
  timelineHeight = $state(DEFAULTS.timelineHeight);
  brightness = $state(DEFAULTS.brightness);
  contrast = $state(DEFAULTS.contrast);
  trails = $state(DEFAULTS.trails);
  trailFrames = $state(DEFAULTS.trailFrames);
  follow = $state(DEFAULTS.follow);
  /** Whether tracks without a colour of their own take one of the palette, or their label's. */
  colorBy = $state(DEFAULTS.colorBy);
  /** Whether the system asks for dark colours. */
  systemIsDark = $state(false);
  readonly scheme: 'light' | 'dark' = $derived(
    this.theme === 'system' ? (this.systemIsDark ? 'dark' : 'light') : this.theme,
  );
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
    Object.assign(this, readView(storage.getItem(KEY)));
  }

  /** Stores the settings; called by an effect whenever one changes. */
  save(): void {
    const values = Object.keys(DEFAULTS).map((name) => [name, this[name as keyof Values]]);
    this.#storage.setItem(KEY, JSON.stringify(Object.fromEntries(values)));
  }

  /** System, light, dark and around; the new one. */
  nextTheme(): Theme {
    const order = ['system', 'light', 'dark'] as const;
    this.theme = order[(order.indexOf(this.theme) + 1) % order.length]!;
    return this.theme;
  }

  resetPicture(): void {
    this.brightness = DEFAULTS.brightness;
    this.contrast = DEFAULTS.contrast;
  }
}
