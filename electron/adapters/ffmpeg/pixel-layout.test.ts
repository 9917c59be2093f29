import { describe, expect, it } from 'vitest';
import { pixelLayout } from './pixel-layout.ts';
import type { StreamColours } from './pixel-layout.ts';

const stream: StreamColours = {
  codec: 'h264',
  pixelFormat: 'yuv420p',
  colourSpace: 'unknown',
  colourRange: 'unknown',
  codedHeight: 480,
};

describe('pixelLayout', () => {
  it('leaves 8-bit 4:2:0 samples as they are, in either range', () => {
    expect(pixelLayout(stream, 640, 480)).toEqual({
      filters: ['scale=640:480', 'format=yuv420p'],
      matrix: 'bt601',
      fullRange: false,
    });
    const jpeg = { ...stream, codec: 'mjpeg', pixelFormat: 'yuvj420p', codedHeight: 1080 };
    expect(pixelLayout(jpeg, 1920, 1080)).toMatchObject({
      filters: ['scale=1920:1080', 'format=yuvj420p'],
      ...{ matrix: 'bt601', fullRange: true },
    });
    const vp9 = { ...stream, codec: 'vp9', colourRange: 'pc' };
    expect(pixelLayout(vp9, 64, 48)).toMatchObject({
      filters: ['scale=64:48', 'format=yuv420p'],
      fullRange: true,
    });
  });

  it('takes the matrix from the stream, else from its number of lines', () => {
    expect(pixelLayout({ ...stream, codedHeight: 720 }, 720, 1280).matrix).toBe('bt709');
    expect(pixelLayout({ ...stream, codedHeight: 719 }, 1280, 719).matrix).toBe('bt601');
    expect(pixelLayout({ ...stream, colourSpace: 'bt709' }, 64, 48).matrix).toBe('bt709');
    expect(
      pixelLayout({ ...stream, codedHeight: 1080, colourSpace: 'smpte170m' }, 9, 9).matrix,
    ).toBe('bt601');
  });

  it('converts everything else and says what comes out', () => {
    const deep = {
      ...stream,
      pixelFormat: 'yuv420p10le',
      colourSpace: 'bt2020nc',
      codedHeight: 2160,
    };
    expect(pixelLayout(deep, 4, 2)).toEqual({
      filters: [
        'scale=4:2:in_range=limited:out_range=limited:in_color_matrix=bt2020:out_color_matrix=bt709',
        'format=yuv420p',
      ],
      ...{ matrix: 'bt709', fullRange: false },
    });
    expect(pixelLayout({ ...stream, pixelFormat: 'yuvj444p' }, 4, 2)).toMatchObject({
      filters: ['scale=4:2:in_range=full:out_range=full', 'format=yuvj420p'],
      fullRange: true,
    });
    expect(pixelLayout({ ...stream, pixelFormat: 'gbrp', colourRange: 'pc' }, 4, 2)).toMatchObject({
      filters: ['scale=4:2:out_color_matrix=bt601:out_range=limited', 'format=yuv420p'],
      fullRange: false,
    });
    expect(pixelLayout({ ...stream, codec: 'ffv1', pixelFormat: 'gray' }, 4, 2).fullRange).toBe(
      true,
    );
    expect(pixelLayout({ ...stream, codec: 'hevc', pixelFormat: 'gray' }, 4, 2).fullRange).toBe(
      false,
    );
  });
});
