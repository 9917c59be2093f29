import { TINY, VIT_B, modelConfig, type Architecture, type ModelConfig } from './model-config.ts';
import type { RecognisedNetwork } from './recognise-network.ts';

/** Crop factors of a published family; the weights cannot tell them apart. */
interface Family {
  readonly architecture: Architecture;
  readonly templateFactor: number;
  readonly searchFactor: number;
  /** Search sizes that were published; the tiny family has any. */
  readonly sizes: readonly number[] | 'any';
}

/** OSTrack 256 looks 4 box sides far, OSTrack 384 and all of LoReTrack 5 (their released configurations). */
const families: ReadonlyMap<string, Family> = new Map<string, Family>([
  ['ostrack-256', { architecture: VIT_B, templateFactor: 2, searchFactor: 4, sizes: [256] }],
  ['ostrack-384', { architecture: VIT_B, templateFactor: 2, searchFactor: 5, sizes: [384] }],
  ['loretrack', { architecture: VIT_B, templateFactor: 2, searchFactor: 5, sizes: 'any' }],
  ['tiny', { architecture: TINY, templateFactor: 2, searchFactor: 4, sizes: 'any' }],
]);

/** How presets are written on the command line. */
export const PRESET_NAMES = ['ostrack-256', 'ostrack-384', 'loretrack-<size>', 'tiny'] as const;

/** A preset's config; `tiny` takes its size from the weights. @throws RangeError for an unknown name or size. */
export function presetConfig(preset: string, weights: RecognisedNetwork): ModelConfig {
  const sized = /^loretrack-(\d{1,4})$/.exec(preset);
  const family = families.get(sized ? 'loretrack' : preset);
  if (family === undefined || preset === 'loretrack') {
    throw new RangeError(`unknown preset ${preset}; there are ${PRESET_NAMES.join(', ')}`);
  }
  const size = sized
    ? Number(sized[1])
    : family.sizes === 'any'
      ? weights.searchSize
      : family.sizes[0]!;
  return modelConfig(family.architecture, size, {
    template: family.templateFactor,
    search: family.searchFactor,
  });
}

/** Presets whose architecture and size fit the weights, likeliest first. */
export function suggestPresets(weights: RecognisedNetwork): readonly string[] {
  return [...families]
    .filter(([, { architecture, sizes }]) => {
      const fits = sameArchitecture(architecture, weights.architecture);
      return fits && (sizes === 'any' || sizes.includes(weights.searchSize));
    })
    .map(([name]) => (name === 'loretrack' ? `loretrack-${weights.searchSize}` : name));
}

/** True when all numbers that the weights show agree. */
export function sameArchitecture(a: Architecture, b: Architecture): boolean {
  return (Object.keys(a) as (keyof Architecture)[]).every((key) => a[key] === b[key]);
}
