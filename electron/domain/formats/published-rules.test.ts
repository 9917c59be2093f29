import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { videoAnnotations } from '../../../test/support/random-video-annotations.ts';
import type { FormatId } from './format-ids.ts';
import { FORMATS } from './registry.ts';
import type { VideoAnnotations } from './video-annotations.ts';

const videos = fc.sample(videoAnnotations, { numRuns: 10, seed: 3 });

function written(id: FormatId, video: VideoAnnotations): Map<string, string> {
  const files = FORMATS[id].serialise([video], {});
  return new Map(Array.from(files, ({ path, chunks }) => [path, [...chunks].join('')]));
}

const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('what published readers ask for', () => {
  it.each(videos)('motmetrics and TrackEval: nine numbers, frames and ids from 1', (video) => {
    const files = written('mot', video);
    for (const line of lines(files.get('gt/gt.txt')!).filter((text) => text !== '')) {
      const cells = line.split(',').map(Number);
      expect(cells).toHaveLength(9);
      expect(cells.every(Number.isFinite)).toBe(true);
      expect(Math.min(cells[0]!, cells[1]!, cells[7]!)).toBeGreaterThanOrEqual(1);
      expect(cells[0]!).toBeLessThanOrEqual(30);
      expect([0, 1]).toContain(cells[6]);
    }
  });

  it.each(videos)('Datumaro: exactly its keys in seqinfo.ini, and a whole rate', (video) => {
    const settings = lines(written('mot', video).get('seqinfo.ini')!).slice(1);
    const entries = settings.map((line) => line.split('=') as [string, string]);
    expect(entries.map(([key]) => key).sort()).toEqual(
      ['frameRate', 'imDir', 'imExt', 'imHeight', 'imWidth', 'name', 'seqLength'].sort(),
    );
    expect(Object.fromEntries(entries)['frameRate']).toMatch(/^\d+$/);
  });

  it.each(videos)('the GOT-10k toolkit: as many labels as boxes, and a tuple', (video) => {
    const files = written('got10k', video);
    for (const name of lines(files.get('list.txt')!)) {
      const count = lines(files.get(`${name}/groundtruth.txt`)!).length;
      expect(count).toBe(30);
      for (const label of ['absence', 'cover', 'cut_by_image']) {
        expect(lines(files.get(`${name}/${label}.label`)!)).toHaveLength(count);
      }
      expect(files.get(`${name}/meta_info.ini`)).toMatch(/^resolution: \(640, 480\)$/m);
    }
  });

  it.each(videos)('pytracking: whole numbers split by tabs, a line for each frame', (video) => {
    for (const [path, text] of written('pytracking', video)) {
      if (path.endsWith('_time.txt')) continue;
      expect(lines(text)).toHaveLength(30);
      for (const line of lines(text)) expect(line).toMatch(/^-?\d+(\t-?\d+){3}$/);
    }
  });

  it.each(videos)('LaSOT: flags in one line, names that are cut at the first dash', (video) => {
    for (const [path, text] of written('lasot', video)) {
      const [, name, file] = /^([^/]+)\/\1-\d+\/(.+)$/.exec(path)!;
      expect(name).not.toContain('-');
      if (/occlusion|out_of_view/.test(file!)) expect(text).toMatch(/^[01](,[01]){29}\n$/);
    }
  });
});
