import { cocoChunks, frameFileName } from './coco.ts';
import { readCoco } from './coco-reader.ts';
import { COMMON, anyAttributes } from './file-format.ts';
import type { AnnotationFormat } from './format.ts';
import { onlyName, placeOf, videoStem } from './named-texts.ts';

/** COCO with the keys of all its video dialects. */
export const cocoFormat: AnnotationFormat = {
  ...COMMON,
  id: 'coco',
  title: 'COCO with video keys',
  about:
    'For CocoVID, TAO, KWCOCO and COCO readers: one image per frame, track ids kept; the rest in extra keys.',
  extension: '.coco.json',
  manyVideos: true,
  holds: {
    ids: 'kept',
    labels: (label) => label,
    colors: true,
    keepsTrackAttribute: anyAttributes,
    keepsAttribute: anyAttributes,
    sources: true,
    scores: 'kept',
    confirmed: true,
    keyframes: 'kept',
    occlusion: true,
    absence: 'none',
    decimals: null,
    times: true,
  },
  remarks: ({ facts }) =>
    facts.width === null || facts.height === null
      ? ['Nothing tells the size of the pictures: images are written without it.']
      : [],
  parse(files, hints) {
    const name = onlyName(files);
    return readCoco(() => files.text(name), placeOf(files, name), hints);
  },
  *serialise(videos, { pictures = 'jpg' }) {
    yield {
      path: `${videoStem(videos[0]?.facts.name ?? null)}${this.extension}`,
      chunks: cocoChunks(videos, { fileName: (frame) => frameFileName(frame, pictures) }),
    };
  },
};
