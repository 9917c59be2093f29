import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPayload } from './check-payload.ts';

describe('checkPayload', () => {
  it('lets every small JSON value pass', () => {
    const json = fc.jsonValue({ noUnicodeString: false }).filter(hasNoReservedName);
    fc.assert(
      fc.property(json, (value) => {
        checkPayload(value);
      }),
    );
  });

  it('lets the largest list of an edit pass', () => {
    expect(() => checkPayload({ trackIds: new Array(100_000).fill(1) })).not.toThrow();
  });

  it.each([
    ['a text', { path: 'x'.repeat(3 * 2 ** 20) }],
    ['a name', { ['x'.repeat(3 * 2 ** 20)]: 1 }],
    ['a list', new Array(600_000).fill(0)],
    ['a list with holes', new Array(2 ** 32 - 1)],
    ['many small lists', Array.from({ length: 300_000 }, () => [0])],
  ])('refuses %s that is too long', (_, value) => {
    expect(() => checkPayload(value)).toThrow(/longer than 4 MiB/);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the name %s at any depth', (name) => {
    const part: unknown = JSON.parse(`{"${name}":{"polluted":true}}`);
    expect(() => checkPayload(part)).toThrow(name);
    expect(() => checkPayload({ command: [{ box: part }] })).toThrow(name);
  });

  it('refuses what is no tree of plain values', () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const twice = {};
    const others = [new Map(), new Date(), new Uint8Array(1), /x/, 1n, Symbol('x'), () => 1];
    for (const value of [cyclic, [twice, twice], ...others]) {
      expect(() => checkPayload(value)).toThrow(/refused/);
    }
  });
});

function hasNoReservedName(value: unknown): boolean {
  return !/"(__proto__|constructor|prototype)":/.test(JSON.stringify(value));
}
