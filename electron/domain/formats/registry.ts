import { cocoFormat } from './coco-format.ts';
import { cvatFormat } from './cvat.ts';
import { datumaroFormat } from './datumaro.ts';
import { diveFormat } from './dive.ts';
import type { FormatId } from './format-ids.ts';
import type { AnnotationFormat } from './format.ts';
import { jsonFormat } from './json-format.ts';
import { labelStudioFormat } from './label-studio.ts';
import { motResultsFormat } from './mot-results.ts';
import { motFormat } from './mot.ts';
import { got10kFormat } from './sequences/got10k.ts';
import { lasotFormat } from './sequences/lasot.ts';
import { otbFormat } from './sequences/otb.ts';
import { got10kResultsFormat, pytrackingFormat } from './sequences/raw-results.ts';
import { trackingNetFormat } from './sequences/trackingnet.ts';
import { uav123Format } from './sequences/uav123.ts';
import { votFormat } from './sequences/vot.ts';
import { viameFormat } from './viame.ts';
import { yoloFormat, yoloTracksFormat } from './yolo.ts';

/** All annotation formats, by their ids. */
export const FORMATS: Readonly<Record<FormatId, AnnotationFormat>> = {
  json: jsonFormat,
  coco: cocoFormat,
  mot: motFormat,
  'mot-results': motResultsFormat,
  cvat: cvatFormat,
  yolo: yoloFormat,
  'yolo-tracks': yoloTracksFormat,
  viame: viameFormat,
  dive: diveFormat,
  datumaro: datumaroFormat,
  labelstudio: labelStudioFormat,
  otb: otbFormat,
  lasot: lasotFormat,
  got10k: got10kFormat,
  trackingnet: trackingNetFormat,
  uav123: uav123Format,
  vot: votFormat,
  pytracking: pytrackingFormat,
  'got10k-results': got10kResultsFormat,
};
