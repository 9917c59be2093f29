import type { Attributes } from './box-table.ts';

type Value = Attributes[string];

/** The value that a text stands for, in formats that write all attributes as text. */
export function valueOfText(text: string): Value {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = text.trim() === text && text !== '' ? Number(text) : NaN;
  return Number.isFinite(number) && String(number) === text ? number : text;
}

/** Whether a value comes back the same from its text. */
export function survivesAsText(value: Value): boolean {
  return Object.is(valueOfText(String(value)), value);
}

/** A label or other text in one line, without blanks around it. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
