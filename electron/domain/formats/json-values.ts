import type { Box } from '../boxes.ts';
import type { BoxSource } from '../track.ts';
import type { Attributes } from './box-table.ts';
import type { JsonReader } from './json-reader.ts';

/** A box `[x,y,w,h]`. @throws StudioError bad-input naming the number that is wrong */
export function readBox(reader: JsonReader): Box {
  const items = reader.array();
  if (items.length !== 4) reader.fail('four numbers [x,y,w,h]');
  const [x, y, w, h] = items as [JsonReader, JsonReader, JsonReader, JsonReader];
  const side = (value: number): boolean => value >= 0;
  return {
    x: x.number(),
    y: y.number(),
    w: w.number('a width of at least 0', side),
    h: h.number('a height of at least 0', side),
  };
}

/** Ids are numbers, or text in some files; both count as the same where they read the same. */
export function keyOf(reader: JsonReader): string {
  const id = reader.scalar();
  return typeof id === 'boolean' ? reader.fail('an id') : String(id);
}

/** Some writers say 0 and 1. */
export function readFlag(reader: JsonReader): boolean {
  const value = reader.scalar();
  return typeof value === 'string' ? reader.fail('true or false') : Boolean(value);
}

/** Scores beyond 0..1 are of another kind, and say nothing here. */
export function readScore(reader: JsonReader): number | null {
  const score = reader.number();
  return score >= 0 && score <= 1 ? score : null;
}

/** Other programs name other sources. */
export function readSource(reader: JsonReader): BoxSource {
  const text = String(reader.scalar());
  if (text === 'human' || text === 'interpolated') return text;
  return /^model:./s.test(text) ? (text as `model:${string}`) : 'imported';
}

/** Attributes whose values are plain; others, such as lists, are passed over. */
export function readPlainAttributes(reader: JsonReader): Attributes {
  const entries = reader.entries().flatMap(([key, value]) => {
    const plain = value.plain();
    return plain === null ? [] : [[key, plain] as const];
  });
  return Object.fromEntries(entries);
}

/** The number that a file name ends with, before its extension; null where there is none. */
export function trailingNumber(name: string): number | null {
  const digits = /(\d{1,9})(?:\.[^.]*)?$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
