import { StudioError } from '../../contract/errors.ts';

/** The most that a call may carry, in estimated bytes; the largest edit is far below. */
const mostBytes = 4 * 2 ** 20;
/** The most values that a call may consist of, so that many small ones cannot hide behind their sizes. */
const mostValues = 500_000;
const bytesPerValue = 8;
const bytesPerChar = 2;
/** Names that mean something else to objects than to those who send them. */
const reserved = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Looks through what a window sent before anything else does: structured clones can be huge, cyclic, or of kinds that
 * no call has. What passes is a tree of plain objects, lists, texts, numbers and booleans.
 * @throws StudioError bad-input
 */
export function checkPayload(payload: unknown): void {
  const waiting: unknown[] = [payload];
  const seen = new Set<object>();
  let [bytes, values] = [0, 0];
  while (waiting.length > 0) {
    const value = waiting.pop();
    bytes += bytesPerValue;
    values++;
    if (typeof value === 'string') bytes += value.length * bytesPerChar;
    else if (typeof value === 'object' && value !== null) {
      // A tree meets nothing twice; a shared part would be counted once and be read many times.
      if (seen.has(value)) throw refused('it contains something twice');
      seen.add(value);
      if (Array.isArray(value) && value.length > mostValues) throw tooLong();
      for (const [key, part] of entriesOf(value)) {
        if (reserved.has(key)) throw refused(`the name "${key}" is reserved`);
        bytes += key.length * bytesPerChar;
        waiting.push(part);
      }
    } else if (!isPlain(value)) throw refused(`it contains a ${typeof value}`);
    if (bytes > mostBytes || values + waiting.length > mostValues) throw tooLong();
  }
}

function isPlain(value: unknown): boolean {
  return value === null || ['undefined', 'boolean', 'number'].includes(typeof value);
}

function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((part: unknown) => ['', part]);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw refused('it contains more than plain objects');
  }
  return Object.entries(value);
}

function refused(why: string): StudioError {
  return new StudioError('bad-input', `A message to the studio is refused: ${why}.`);
}

function tooLong(): StudioError {
  return refused(`it is longer than ${mostBytes / 2 ** 20} MiB`);
}
