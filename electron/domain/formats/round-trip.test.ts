import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { videoAnnotations } from '../../../test/support/random-video-annotations.ts';
import { readAnnotations } from './annotations-reader.ts';
import { asTracks } from './choose-video.ts';
import { FORMAT_IDS, type FormatId } from './format-ids.ts';
import { textsOf, type NamedTexts } from './named-texts.ts';
import { FORMATS } from './registry.ts';
import { firstDifference } from './same-annotations.ts';
import { NO_FACTS, type VideoAnnotations } from './video-annotations.ts';

const size = { ...NO_FACTS, name: 'walk.mp4', width: 640, height: 480, frameCount: 30 };
const hints = { facts: size, fileNames: null };

function written(id: FormatId, video: VideoAnnotations): NamedTexts {
  const files = Array.from(FORMATS[id].serialise([video], {}), ({ path, chunks }) => [
    path,
    [...chunks].join(''),
  ]);
  return textsOf('out', Object.fromEntries(files) as Record<string, string>);
}

describe.each(FORMAT_IDS)('%s', (id) => {
  const format = FORMATS[id];

  it('gives back all that it can hold', () => {
    fc.assert(
      fc.property(videoAnnotations, (video) => {
        const back = asTracks(format.parse(written(id, video), hints));
        expect(firstDifference(video, back, format)).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  it('is recognised by what it wrote, and read in any pieces', () => {
    fc.assert(
      fc.property(videoAnnotations, fc.integer({ min: 1, max: 7 }), (video, length) => {
        const files = written(id, video);
        const pieces = (name: string): string[] =>
          [...files.text(name)].join('').match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
        const { format: found, videos } = readAnnotations({ ...files, text: pieces }, hints);
        const expected = id === 'yolo-tracks' ? 'yolo' : id;
        expect(found).toBe(expected);
        expect(firstDifference(video, asTracks(videos), format)).toBeNull();
      }),
      { numRuns: 10 },
    );
  });
});
