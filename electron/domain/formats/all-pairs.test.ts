import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { videoAnnotations } from '../../../test/support/random-video-annotations.ts';
import { asTracks } from './choose-video.ts';
import { FORMAT_IDS, type FormatId } from './format-ids.ts';
import { textsOf } from './named-texts.ts';
import { FORMATS } from './registry.ts';
import { firstDifference } from './same-annotations.ts';
import { withFacts } from './several-videos.ts';
import { NO_FACTS, type VideoAnnotations } from './video-annotations.ts';
import { whatIsLost } from './what-is-lost.ts';

const size = { ...NO_FACTS, name: 'walk.mp4', width: 640, height: 480, fps: 25, frameCount: 30 };

function through(id: FormatId, video: VideoAnnotations): VideoAnnotations {
  const files = Array.from(FORMATS[id].serialise([video], {}), ({ path, chunks }) => [
    path,
    [...chunks].join(''),
  ]);
  const texts = textsOf('out', Object.fromEntries(files) as Record<string, string>);
  const read = FORMATS[id].parse(texts, { facts: size, fileNames: null });
  return withFacts(asTracks(read), size);
}

const videos = fc.sample(videoAnnotations, { numRuns: 3, seed: 7 });

describe.each(FORMAT_IDS)('from %s', (from) => {
  it.each(FORMAT_IDS)('to %s: all that both can hold is kept', (to) => {
    for (const video of videos) {
      const first = through(from, video);
      const second = through(to, first);
      expect(firstDifference(first, second, FORMATS[to])).toBeNull();
      // What has come through once loses nothing more, but for roundings.
      const again = whatIsLost(FORMATS[to], [second]).losses.map(({ what }) => what);
      expect(again.filter((what) => what !== 'sub-pixel' && what !== 'ids')).toEqual(
        FORMATS[to].holds.times ? [] : again.filter((what) => what === 'times'),
      );
    }
  });
});
