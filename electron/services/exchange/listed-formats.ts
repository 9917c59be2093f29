import type { ListedFormat } from '../../contract/api.ts';
import { FORMAT_IDS } from '../../domain/formats/format-ids.ts';
import { FORMATS } from '../../domain/formats/registry.ts';

/** All formats as windows list them. */
export function listedFormats(): readonly ListedFormat[] {
  return FORMAT_IDS.map((id) => {
    const { title, about, kind, extension } = FORMATS[id];
    return { id, title, about, kind, extension };
  });
}
