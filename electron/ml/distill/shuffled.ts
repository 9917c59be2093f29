/**
 * Where `index` goes in a repeatable shuffle of 0..count - 1 that needs no table: a Feistel network over the next
 * power of four, walked until it falls within the range (https://en.wikipedia.org/wiki/Format-preserving_encryption).
 */
export function shuffled(index: number, count: number, key: number): number {
  const halfBits = Math.max(1, Math.ceil(Math.log2(Math.max(2, count)) / 2));
  const mask = 2 ** halfBits - 1;
  let value = index;
  do {
    let left = value >>> halfBits;
    let right = value & mask;
    for (let round = 0; round < 4; round++) {
      const mixed = Math.imul(right ^ Math.imul(key + round + 1, 0x9e3779b9), 0x85ebca6b);
      [left, right] = [right, (left ^ (mixed ^ (mixed >>> 15))) & mask];
    }
    value = left * (mask + 1) + right;
  } while (value >= count);
  return value;
}
