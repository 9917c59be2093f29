import { describe, expect, it } from 'vitest';
import { fileName, folderOf, joinPath } from './paths.ts';

describe('paths of any host', () => {
  it('takes the last part', () => {
    expect(fileName('/a/b.mp4')).toBe('b.mp4');
    expect(fileName('C:\\videos\\b.mp4')).toBe('b.mp4');
    expect(fileName('/a/images/')).toBe('images');
  });

  it('takes the folder, which at the root is the root', () => {
    expect(folderOf('/a/b.mp4')).toBe('/a');
    expect(folderOf('/b.mp4')).toBe('/');
    expect(folderOf('C:\\videos\\b.mp4')).toBe('C:\\videos');
  });

  it('joins as the folder is written', () => {
    expect(joinPath('/a', 'b')).toBe('/a/b');
    expect(joinPath('/', 'b')).toBe('/b');
    expect(joinPath('C:\\videos', 'b')).toBe('C:\\videos\\b');
    expect(joinPath('C:\\', 'b')).toBe('C:\\b');
  });
});
