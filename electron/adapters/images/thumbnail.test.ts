import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { i420Bytes } from '../../domain/frame.ts';
import { thumbnails } from './thumbnail.ts';

describe('thumbnails', () => {
  it('keeps proportions and colours of video pictures', async () => {
    const [width, height] = [641, 361];
    const data = new Uint8Array(i420Bytes(width, height));
    // BT.601 video-range red, as in the Rec. 601 colour bars.
    data.fill(81, 0, width * height);
    data.fill(90, width * height, width * height + 321 * 181);
    data.fill(240, width * height + 321 * 181);
    const jpeg = await thumbnails.jpeg(
      { kind: 'i420', width, height, data, matrix: 'bt601', fullRange: false },
      160,
    );
    const { data: rgb, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([160, 90]);
    const middle = (45 * 160 + 80) * 3;
    expect(rgb[middle]).toBeGreaterThan(245);
    expect(rgb[middle + 1]).toBeLessThan(10);
    expect(rgb[middle + 2]).toBeLessThan(10);
  });

  it('never enlarges', async () => {
    const data = new Uint8Array(8 * 4 * 3).fill(200);
    const jpeg = await thumbnails.jpeg({ kind: 'rgb', width: 8, height: 4, data }, 160);
    expect(await sharp(jpeg).metadata()).toMatchObject({ width: 8, height: 4, format: 'jpeg' });
  });
});
