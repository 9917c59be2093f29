import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStudioError } from '../../contract/errors.ts';
import { parseBoxLines } from './box-lines.ts';

describe('parseBoxLines', () => {
  it.each(['1,2,3,4', '1\t2\t3\t4', '1 2 3 4', ' 1 , 2 ,3,  4 ', '1.0,+2,3e0,4.', '\uFEFF1,2,3,4'])(
    'reads "%s"',
    (line) => expect(parseBoxLines(line, 'gt.txt')).toEqual([{ x: 1, y: 2, w: 3, h: 4 }]),
  );

  it('reads a line per frame whatever the line ends, and ignores empty lines at the end', () => {
    const boxes = [
      { x: 95.18, y: 54.75, w: 287.03, h: 234 },
      { x: -3, y: 0, w: 0, h: 0 },
    ];
    for (const end of ['\n', '\r\n', '\r']) {
      const text = `95.18,54.75,287.03,234${end}-3,0,0,0${end}${end} ${end}`;
      expect(parseBoxLines(text, 'gt.txt')).toEqual(boxes);
    }
  });

  it('keeps NaN, which says that the object is absent', () => {
    const nan = { x: NaN, y: NaN, w: NaN, h: NaN };
    expect(parseBoxLines('NaN,NaN,NaN,NaN\nnan nan nan -nan', 'gt.txt')).toEqual([nan, nan]);
  });

  it('turns four corners into their bounding box', () => {
    expect(parseBoxLines('10,40,30,20,50,45,28,60', 'gt.txt')).toEqual([
      { x: 10, y: 20, w: 40, h: 40 },
    ]);
  });

  it.each([
    ['1,2,3,4\n1,2,3', /gt\.txt, line 2: "1,2,3" is not a box/],
    ['1,2,3,4\n\n1,2,3,4', /line 2: ""/],
    ['1,2,,4', /line 1/],
    ['1,2,3,4,', /line 1/],
    ['1;2;3;4', /line 1/],
    ['1,2,3,Infinity', /line 1/],
    ['a,b,c,d', /line 1/],
    ['1,1,10,10,20,20,1,-1,-1,-1', /line 1/],
    ['', /gt\.txt is empty/],
    ['\n \n', /gt\.txt is empty/],
  ])('refuses %j', (text, message) => {
    expect(() => parseBoxLines(text, 'gt.txt')).toThrow(message);
  });

  it('reads back what it is written from, and nothing but a typed error comes out of noise', () => {
    const number = fc.double({ noDefaultInfinity: true }).map((value) => value + 0);
    const box = fc.record({ x: number, y: number, w: number, h: number });
    fc.assert(
      fc.property(fc.array(box, { minLength: 1 }), fc.constantFrom(',', '\t', ' '), (boxes, by) => {
        const text = boxes.map(({ x, y, w, h }) => [x, y, w, h].join(by)).join('\n');
        expect(parseBoxLines(text, 'gt.txt')).toEqual(boxes);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[0123.,\-eN a\t\n]*$/), (text) => {
        try {
          parseBoxLines(text, 'gt.txt');
        } catch (error) {
          expect(isStudioError(error, 'bad-input')).toBe(true);
        }
      }),
    );
  });
});
