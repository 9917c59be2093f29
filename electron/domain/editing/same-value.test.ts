import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameValue } from './same-value.ts';

describe('sameValue', () => {
  it('holds for copies, whatever the order of their keys', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => sameValue(value, structuredClone(value))));
    expect(sameValue({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  });

  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: undefined }, { b: undefined }],
    [{}, []],
    [[1, 2], [1]],
    [{}, null],
    [0, '0'],
    [{ a: 1 }, { a: 1, b: 2 }],
    [JSON.parse('{"__proto__":{"a":1}}'), {}],
  ])('tells %j from %j', (a, b) => {
    expect([sameValue(a, b), sameValue(b, a)]).toEqual([false, false]);
  });
});
