import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatGot10kLines,
  formatResultLines,
  formatWholeLines,
  parseResultLines,
} from './result-lines.ts';

const first = { x: 1, y: 2, w: 3, h: 4 };
const parse = (text: string) => parseResultLines(text, 'r.txt', first);

describe('results of trackers', () => {
  it.each(['1,2,3,4\n5,6,7,8\n', '1\t2\t3\t4\r\n5\t6\t7\t8', '1 2 3 4\n5.0  6 7 8\n\n'])(
    'are read as %j',
    (text) => {
      expect(parse(text)).toEqual([first, { x: 5, y: 6, w: 7, h: 8 }]);
    },
  );

  it('may be VOT’s', () => {
    expect(parse('1\n5,6,7,8\n0\n')).toEqual([
      first,
      { x: 5, y: 6, w: 7, h: 8 },
      { x: 0, y: 0, w: 0, h: 0 },
    ]);
    expect(() => parse('1\n5,6,7,8\n2\n0\n1\n')).toThrow(/line 5: the tracker was started anew/);
  });

  it('keep NaN for whoever measures to refuse', () => {
    expect(parse('nan nan nan nan\n')[0]!.x).toBeNaN();
  });

  it.each([
    ['', /is empty/],
    ['1,2,3\n', /line 1: "1,2,3" is not a box/],
    ['1,2,3,4\nx,2,3,4\n', /line 2/],
    ['7\n', /line 1/],
  ])('are refused as %j', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('come back as they were written, to the last bit', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const box = fc.record({ x: number, y: number, w: number, h: number });
    fc.assert(
      fc.property(fc.array(box, { minLength: 1 }), (boxes) => {
        const plain = boxes.map((b) => ({ x: b.x + 0, y: b.y + 0, w: b.w + 0, h: b.h + 0 }));
        expect(parse(formatResultLines(boxes))).toEqual(plain);
      }),
    );
  });

  it('are written as other toolkits want them', () => {
    const boxes = [{ x: 1.23456, y: -2.9, w: 30, h: 4.5 }];
    expect(formatGot10kLines(boxes)).toBe('1.235,-2.900,30.000,4.500\n');
    expect(formatWholeLines(boxes)).toBe('1,-2,30,4\n');
    expect(formatResultLines(boxes)).toBe('1.23456\t-2.9\t30\t4.5\n');
  });
});
