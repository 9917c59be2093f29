import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLogLine } from './shown-frames.ts';

describe('parseLogLine', () => {
  it('reads the frames of builds from 2018 to 2025', () => {
    const old =
      '[Parsed_showinfo_0 @ 0x1f324a00] [info] n:   1 pts:    512 pts_time:0.0416667 pos:   344161 ' +
      'fmt:yuv420p sar:0/1 s:1280x720 i:P iskey:0 type:B ';
    const recent =
      '[Parsed_showinfo_1 @ 0x55e05eedab80] [info] n: 117 pts:-132500 pts_time:-1.47222 duration:   1001 ' +
      'duration_time:0.0111222 fmt:yuvj420p cl:center sar:1/1 s:64x96 i:P iskey:1 type:I checksum:3594529C';
    expect(parseLogLine(old)).toEqual({
      kind: 'frame',
      frame: { pts: 512, key: false, width: 1280, height: 720, pixelFormat: 'yuv420p' },
    });
    expect(parseLogLine(recent)).toEqual({
      kind: 'frame',
      frame: { pts: -132500, key: true, width: 64, height: 96, pixelFormat: 'yuvj420p' },
    });
    expect(parseLogLine(old.replace('512', 'NOPTS'))).toMatchObject({ frame: { pts: null } });
  });

  it('reads time bases and errors, and leaves the rest alone', () => {
    const config =
      '[Parsed_showinfo_0 @ 0x9] [info] config in time_base: 1/30000, frame_rate: 30000/1001';
    expect(parseLogLine(config)).toEqual({ kind: 'time-base', timeBase: { num: 1, den: 30000 } });
    expect(parseLogLine('[h264 @ 0x9] [error] error while decoding MB 3 4')).toEqual({
      kind: 'error',
      text: 'h264: error while decoding MB 3 4',
    });
    expect(parseLogLine('[NULL @ 0x9] [error] Invalid NAL unit size (5 > 2)..')).toMatchObject({
      text: 'Invalid NAL unit size (5 > 2)',
    });
    expect(parseLogLine('[fatal] Invalid argument')).toEqual({
      kind: 'error',
      text: 'Invalid argument',
    });
    expect(parseLogLine('[h264 @ 0x9] [warning] something')).toBeNull();
    expect(parseLogLine('[Parsed_showinfo_0 @ 0x9] [info]   side data - User Data')).toBeNull();
    expect(parseLogLine('[info]     title : n: 0 pts: 0 fmt:yuv420p s:1x1 iskey:1')).toBeNull();
  });

  it('never throws and gives whole numbers, whatever the line', () => {
    const part = fc.constantFrom(
      ...[
        '[Parsed_showinfo_0 @ 0x1] ',
        '[info] ',
        '[error] ',
        'n: 3 ',
        'pts: ',
        'NOPTS',
        '-12',
        '99999999999999999',
      ],
      ...[
        'fmt:yuv420p ',
        's:',
        '64x48 ',
        'i:P iskey:',
        '1',
        ' ',
        'config in time_base: 1/0',
        '\u0000',
        '[',
      ],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part).map((parts) => parts.join('')),
        ),
        (line) => {
          const said = parseLogLine(line);
          if (said?.kind !== 'frame') return;
          const { pts, width, height } = said.frame;
          expect(pts === null || Number.isSafeInteger(pts)).toBe(true);
          expect(Number.isSafeInteger(width) && Number.isSafeInteger(height)).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
