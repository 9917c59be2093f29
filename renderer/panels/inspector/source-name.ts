import type { BoxSource } from '../../../electron/domain/track.ts';

/** Who made a box, in words. */
export function sourceName(source: BoxSource): string {
  if (source === 'human') return 'a person';
  if (source === 'interpolated') return 'interpolation';
  if (source === 'imported') return 'an import';
  return `model ${source.slice('model:'.length)}`;
}
