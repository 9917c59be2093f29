/** Names of all annotation formats, as commands and calls give them. */
export const FORMAT_IDS = [
  'json',
  'coco',
  'mot',
  'mot-results',
  'cvat',
  'yolo',
  'yolo-tracks',
  'viame',
  'dive',
  'datumaro',
  'labelstudio',
  'otb',
  'lasot',
  'got10k',
  'trackingnet',
  'uav123',
  'vot',
  'pytracking',
  'got10k-results',
] as const;

/** Name of an annotation format. */
export type FormatId = (typeof FORMAT_IDS)[number];
