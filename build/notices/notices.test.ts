import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../entries.ts';
import { writeNotices } from './notices.ts';

const page = readFileSync(path.join(root, 'THIRD_PARTY_NOTICES.md'), 'utf8');

describe('writeNotices', () => {
  it('writes the page that lies in the product; if not, run "npm run notices"', () => {
    expect(page === writeNotices(root)).toBe(true);
  });

  it('names the licences that bind those who give installers away', () => {
    expect(page).toMatch(/`ffmpeg-static` .*GPL-3\.0/);
    expect(page).toMatch(/`@derhuerst\/ffprobe-static` .*GPL-3\.0/);
    expect(page).toContain('the work of the Independent JPEG Group');
    expect(page).toContain('libjpeg-turbo Licenses');
    expect(page).not.toMatch(/libvips|sharp/);
    expect(page).toContain('GNU GENERAL PUBLIC LICENSE\n                       Version 3');
    expect(page).toContain('LORETRACK_FFMPEG');
    expect(page).not.toContain('unknown');
  });
});
