import type { AnnotationFormat, ListedFormat } from '../../../electron/contract/api.ts';

/** What formats are for, in the order in which they are offered. */
const GROUPS: readonly {
  readonly title: string;
  readonly ids: readonly AnnotationFormat[];
}[] = [
  { title: 'Everything', ids: ['json'] },
  { title: 'Annotation tools', ids: ['cvat', 'dive', 'viame', 'labelstudio', 'datumaro'] },
  { title: 'Detection and tracking', ids: ['coco', 'mot', 'yolo', 'yolo-tracks'] },
  {
    title: 'Single-object benchmarks',
    ids: ['otb', 'lasot', 'got10k', 'trackingnet', 'uav123', 'vot'],
  },
  { title: 'Results of trackers', ids: ['mot-results', 'pytracking', 'got10k-results'] },
];

/** Formats under the headings of what they are for. */
export interface FormatGroup {
  readonly title: string;
  readonly formats: readonly ListedFormat[];
}

/** Puts formats under their headings; those that belong to none come last. */
export function groupFormats(formats: readonly ListedFormat[]): readonly FormatGroup[] {
  const byId = new Map(formats.map((format) => [format.id, format]));
  const groups = GROUPS.map(({ title, ids }) => ({
    title,
    formats: ids.flatMap((id) => byId.get(id) ?? []),
  }));
  const known = new Set(GROUPS.flatMap(({ ids }) => ids));
  const rest = formats.filter(({ id }) => !known.has(id));
  return [...groups, { title: 'Others', formats: rest }].filter(
    (group) => group.formats.length > 0,
  );
}
