import type { ModelEntry } from '../../../electron/contract/models.ts';

/** Where a model comes from. */
export const ORIGINS: Readonly<Record<ModelEntry['origin'], string>> = {
  shipped: 'came with the studio',
  imported: 'imported',
  distilled: 'distilled here',
};

/** How a distilled model stands. */
export const STANDINGS = {
  promoted: 'better than the one before it',
  candidate: 'candidate',
} as const;

/** An entry of a model's lineage in words. */
export function lineageText(value: string | number | boolean | null): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number'
    ? value.toLocaleString('en', { maximumFractionDigits: 4 })
    : value;
}
