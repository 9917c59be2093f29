import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naturalOrder } from './natural-order.ts';

describe('naturalOrder', () => {
  it('counts', () => {
    const names = [
      'img10.jpg',
      'img2.jpg',
      '000003.png',
      '1.png',
      'img02.jpg',
      '20.png',
      'Img1.jpg',
    ];
    expect(names.toSorted(naturalOrder)).toEqual([
      ...['1.png', '000003.png', '20.png', 'Img1.jpg', 'img02.jpg', 'img2.jpg', 'img10.jpg'],
    ]);
  });

  it('is a total order: the same list, however shuffled, is sorted the same', () => {
    const name = fc.string({ unit: fc.constantFrom(...Array.from('01289aB_-. é')), maxLength: 8 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), (names) => {
        const sorted = names.toSorted(naturalOrder);
        expect(names.toReversed().sort(naturalOrder)).toEqual(sorted);
        for (let i = 1; i < sorted.length; i++) {
          expect(naturalOrder(sorted[i - 1]!, sorted[i]!)).toBeLessThan(0);
          expect(naturalOrder(sorted[i]!, sorted[i - 1]!)).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('orders frame numbers of any width as numbers', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), fc.integer({ min: 0, max: 8 }), (a, b, width) => {
        const order = naturalOrder(`f${String(a).padStart(width, '0')}.jpg`, `f${b}.jpg`);
        if (a !== b) expect(Math.sign(order)).toBe(Math.sign(a - b));
      }),
    );
  });
});
