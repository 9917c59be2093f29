import { StudioError } from '../contract/errors.ts';

/** @throws StudioError bad-input unless `id` can name a model, and a folder on every system. */
export function assertModelId(id: string): void {
  if (/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(id) && id.length <= 64) return;
  throw new StudioError(
    'bad-input',
    `"${id}" cannot name a model; use lower-case letters, digits, dots and dashes`,
  );
}
