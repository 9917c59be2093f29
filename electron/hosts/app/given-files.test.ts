import { expect, it } from 'vitest';
import { firstProject, givenFiles } from './given-files.ts';

it('finds files among options, relative to where the program was started', () => {
  const words = ['--no-sandbox', 'a.loretrack', '/videos/b.mp4', '', '-psn_0_1', '../c.LoReTrack'];
  expect(givenFiles(words, '/home/me/labels')).toEqual([
    '/home/me/labels/a.loretrack',
    '/videos/b.mp4',
    '/home/me/c.LoReTrack',
  ]);
});

it('finds the first project', () => {
  expect(firstProject(['/b.mp4', '/c.LoReTrack', '/a.loretrack'])).toBe('/c.LoReTrack');
  expect(firstProject(['/b.mp4'])).toBeUndefined();
});
